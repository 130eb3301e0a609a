import { ensureRoot } from "../../frame/context.ts";
import { definePallet, implement } from "../../frame/pallet.ts";
import { storageMap, storageValue } from "../../frame/storage.ts";
import { tuple, u32, u64 } from "../../scale/type.ts";
import { benchmarked } from "../system/weight.ts";
import {
  authorityList,
  boundedAuthorityList,
  equivocationProof,
  noProof,
  pendingChange,
  storedState,
} from "./types.ts";

const optional = { optional: true };
const report = (index: number) => ({
  index,
  args: { equivocation_proof: equivocationProof, key_owner_proof: noProof },
  typeNames: {
    equivocation_proof: "Box<EquivocationProof<T::Hash, BlockNumberFor<T>>>",
    key_owner_proof: "T::KeyOwnerProof",
  },
  pays: true,
});

/**
 * Pallet 4: who votes which blocks are final. Here nobody does: the one maker of blocks finalizes them, so there are no authorities and
 * the first set, 0, never changes.
 */
export const grandpa = definePallet({
  name: "Grandpa",
  index: 4,
  path: ["pallet_grandpa", "pallet"],
  eventParameters: [],
  associatedTypes: { KeyOwnerProof: noProof },
  storage: {
    State: storageValue(storedState),
    PendingChange: storageValue(pendingChange, optional),
    NextForced: storageValue(u32, optional),
    Stalled: storageValue(tuple(u32, u32), optional),
    CurrentSetId: storageValue(u64),
    SetIdSession: storageMap(["Twox64Concat", u64], u32, optional),
    Authorities: storageValue(boundedAuthorityList),
  },
  calls: {
    report_equivocation: report(0),
    report_equivocation_unsigned: report(1),
    note_stalled: {
      index: 2,
      args: { delay: u32, best_finalized_block_number: u32 },
      typeNames: {
        delay: "BlockNumberFor<T>",
        best_finalized_block_number: "BlockNumberFor<T>",
      },
      pays: true,
      weight: benchmarked(3_000_000, 0, 1),
    },
  },
  events: {
    NewAuthorities: {
      index: 0,
      fields: { authority_set: authorityList },
      typeNames: { authority_set: "AuthorityList" },
    },
    Paused: { index: 1, fields: [] },
    Resumed: { index: 2, fields: [] },
  },
  errors: {
    PauseFailed: 0,
    ResumeFailed: 1,
    ChangePending: 2,
    TooSoon: 3,
    InvalidKeyOwnershipProof: 4,
    InvalidEquivocationProof: 5,
    DuplicateOffenceReport: 6,
  },
  constants: {
    MaxAuthorities: { type: u32, value: 32 },
    MaxNominators: { type: u32, value: 20 },
    MaxSetIdSessionEntries: { type: u64, value: 0n },
  },
});

function noReport(): never {
  return grandpa.fail("InvalidKeyOwnershipProof");
}

/**
 * The calls of Grandpa. `note_stalled` is root's and writes what was said, as on finney, where nothing reads it either: sessions
 * would. Reports cannot be encoded. Source: pallet_grandpa of polkadot-sdk; runtime/src/lib.rs, `KeyOwnerProof = sp_core::Void`.
 */
export const grandpaModule = implement(grandpa, {
  report_equivocation: noReport,
  report_equivocation_unsigned: noReport,
  note_stalled(context, { delay, best_finalized_block_number }) {
    ensureRoot(context);
    grandpa.storage.Stalled.put(context.state, [delay, best_finalized_block_number]);
  },
});
