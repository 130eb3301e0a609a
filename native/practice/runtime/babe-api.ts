import { apiMethod, defineApi } from "../frame/runtime-api.ts";
import {
  bytes,
  fixedBytes,
  newtype,
  option,
  type ScaleType,
  struct,
  tuple,
  u64,
  unit,
  vec,
} from "../scale/type.ts";
import { variant } from "../scale/variant.ts";
import { slot } from "./aura/pallet.ts";
import { header } from "./config-types.ts";

const babe = (name: string): string[] => ["sp_consensus_babe", name];
const babeKey = newtype(["sp_consensus_babe", "app", "Public"], fixedBytes(32), "sr25519::Public");
const authorities = vec(tuple(babeKey, u64));
const ratio = tuple(u64, u64);
const allowedSlots = variant(babe("AllowedSlots"), {
  PrimarySlots: { index: 0 },
  PrimaryAndSecondaryPlainSlots: { index: 1 },
  PrimaryAndSecondaryVRFSlots: { index: 2 },
});
const randomness = fixedBytes(32);

const configuration = struct(
  babe("BabeConfiguration"),
  {
    slot_duration: u64,
    epoch_length: u64,
    c: ratio,
    authorities,
    randomness,
    allowed_slots: allowedSlots,
  },
  {
    slot_duration: "u64",
    epoch_length: "u64",
    c: "(u64, u64)",
    authorities: "Vec<(AuthorityId, BabeAuthorityWeight)>",
    randomness: "Randomness",
    allowed_slots: "AllowedSlots",
  },
);
const epochConfiguration = struct(
  babe("BabeEpochConfiguration"),
  { c: ratio, allowed_slots: allowedSlots },
  { c: "(u64, u64)", allowed_slots: "AllowedSlots" },
);
const epoch = struct(
  babe("Epoch"),
  {
    epoch_index: u64,
    start_slot: slot,
    duration: u64,
    authorities,
    randomness,
    config: epochConfiguration,
  },
  {
    epoch_index: "u64",
    start_slot: "Slot",
    duration: "u64",
    authorities: "Vec<(AuthorityId, BabeAuthorityWeight)>",
    randomness: "Randomness",
    config: "BabeEpochConfiguration",
  },
);
const ownershipProof = newtype(babe("OpaqueKeyOwnershipProof"), bytes, "Vec<u8>");
const equivocationProof = struct(
  ["sp_consensus_slots", "EquivocationProof"],
  { offender: babeKey, slot, first_header: header, second_header: header },
  { offender: "Id", slot: "Slot", first_header: "Header", second_header: "Header" },
  [
    { name: "Header", type: header.shape },
    { name: "Id", type: babeKey.shape },
  ],
) as ScaleType;

/** Babe's defaults, which is all that finney fills in. */
const config = {
  c: [1n, 4n] as [bigint, bigint],
  allowed_slots: { type: "PrimaryAndSecondaryVRFSlots" as const },
};
const nothing = { authorities: [], randomness: `0x${"00".repeat(32)}` };
const emptyEpoch = { epoch_index: 0n, start_slot: 0n, duration: 0n, ...nothing, config };

/**
 * BabeApi, as finney answers it: Babe does not run, there are no authorities, no epoch begins and no report is taken. Source:
 * runtime/src/lib.rs of subtensor, impl sp_consensus_babe::BabeApi; the defaults are those of sp_consensus_babe.
 */
export const babeApi = defineApi("BabeApi", 2, {
  configuration: apiMethod({}, configuration, () => ({
    slot_duration: 0n,
    epoch_length: 0n,
    ...nothing,
    ...config,
  })),
  current_epoch_start: apiMethod({}, slot, () => 0n),
  current_epoch: apiMethod({}, epoch, () => emptyEpoch),
  next_epoch: apiMethod({}, epoch, () => emptyEpoch),
  generate_key_ownership_proof: apiMethod(
    { slot, authority_id: babeKey },
    option(ownershipProof),
    () => undefined,
  ),
  submit_report_equivocation_unsigned_extrinsic: apiMethod(
    { equivocation_proof: equivocationProof, key_owner_proof: ownershipProof },
    option(unit),
    () => undefined,
  ),
});
