import { compactNumber, u64 } from "@polkadot-api/substrate-bindings";
import type { BlockInProgress } from "../../frame/block.ts";
import type { DispatchInfo } from "../../frame/extension.ts";
import type { SystemPort } from "../../frame/runtime.ts";
import type { State } from "../../frame/state.ts";
import { concatenated } from "../../scale/type.ts";
import { BLOCK_HASH_COUNT } from "./limits.ts";
import { system } from "./pallet.ts";

const { storage, event } = system;
const NO_WEIGHT = { ref_time: 0n, proof_size: 0n };

/** The digest a block of this network carries: the time slot it was made in, as Aura writes it. */
export function slotDigest(slot: bigint): {
  logs: { type: "PreRuntime"; value: [string, Uint8Array] }[];
} {
  const aura = `0x${Buffer.from("aura").toString("hex")}`;
  return { logs: [{ type: "PreRuntime", value: [aura, u64.enc(slot)] }] };
}

function eventInfo({ weight, dispatchClass, pays }: DispatchInfo) {
  return {
    weight: { ref_time: weight, proof_size: 0n },
    class: { type: dispatchClass },
    pays_fee: { type: pays ? ("Yes" as const) : ("No" as const) },
  };
}

function initialize(
  state: State,
  { number, parentHash, slot }: { number: number; parentHash: string; slot: bigint },
): void {
  storage.Number.put(state, number);
  storage.ParentHash.put(state, parentHash);
  storage.Digest.put(state, slotDigest(slot));
  storage.BlockHash.put(state, number - 1, parentHash);
  const oldest = number - 1 - BLOCK_HASH_COUNT;
  // The genesis hash stays: CheckGenesis needs it for ever.
  if (oldest > 0) storage.BlockHash.remove(state, oldest);
  state.delete(storage.Events.key());
}

function finalize(state: State, block: BlockInProgress): void {
  const { records, weight } = block;
  state.set(storage.Events.key(), concatenated([compactNumber.enc(records.length), ...records]));
  storage.EventCount.put(state, records.length);
  storage.BlockWeight.put(state, {
    normal: { ref_time: weight, proof_size: 0n },
    operational: NO_WEIGHT,
    mandatory: NO_WEIGHT,
  });
}

/** System's part in building blocks. */
export const systemPort: SystemPort = {
  initialize,
  finalize,
  succeeded: (info) => event.ExtrinsicSuccess({ dispatch_info: eventInfo(info) }),
  failed: (error, info) =>
    event.ExtrinsicFailed({ dispatch_error: error, dispatch_info: eventInfo(info) }),
};
