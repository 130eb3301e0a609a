import { dispatchError } from "../../frame/context.ts";
import { definePallet } from "../../frame/pallet.ts";
import { storageMap, storageValue } from "../../frame/storage.ts";
import { atMost, boundedBytes } from "../../scale/bounded.ts";
import { accountId, bool, hash256, option, struct, u32, u64 } from "../../scale/type.ts";
import { authorityId } from "../config-types.ts";
import { runtimeCall } from "../runtime-call.ts";
import { benchmarked } from "../system/weight.ts";

/** Bytes of a shielded or stored extrinsic, at most. */
export const LARGEST_SHIELDED = 8_192;
/** Bytes of an announced key that can be decoded, at most. */
const LARGEST_KEY = 2_048;

const encKey = atMost(boundedBytes, LARGEST_KEY);
const ciphertext = atMost(boundedBytes, LARGEST_SHIELDED);

const pendingExtrinsic = struct(
  ["pallet_shield", "pallet", "PendingExtrinsic"],
  { who: accountId, encrypted_call: ciphertext, submitted_at: u32 },
  {
    who: "T::AccountId",
    encrypted_call: "BoundedVec<u8, MaxEncryptedCallSize>",
    submitted_at: "BlockNumberFor<T>",
  },
  [{ name: "T" }],
);

const optional = { optional: true };
const index = { index: u32 };
const indexName = { index: "u32" };

/** Pallet 30: transactions that nobody can read before the block that runs them. Source: pallets/shield/src/lib.rs. */
export const mevShield = definePallet({
  name: "MevShield",
  index: 30,
  path: ["pallet_shield", "pallet"],
  associatedTypes: { AuthorityId: authorityId, RuntimeCall: runtimeCall.type },
  storage: {
    CurrentKey: storageValue(encKey, optional),
    PendingKey: storageValue(encKey, optional),
    NextKey: storageValue(encKey, optional),
    AuthorKeys: storageMap(["Twox64Concat", authorityId], encKey, optional),
    PendingKeyExpiresAt: storageValue(u32, optional),
    NextKeyExpiresAt: storageValue(u32, optional),
    HasMigrationRun: storageMap(["Identity", boundedBytes], bool),
    MaxPendingExtrinsicsLimit: storageValue(u32, { default: 100 }),
    ExtrinsicLifetime: storageValue(u32, { default: 10 }),
    OnInitializeWeight: storageValue(u64, { default: 500_000_000_000n }),
    MaxExtrinsicWeight: storageValue(u64, { default: 50_000_000_000n }),
    PendingExtrinsics: storageMap(["Identity", u32], pendingExtrinsic, optional),
    CounterForPendingExtrinsics: storageValue(u32),
    NextPendingExtrinsicIndex: storageValue(u32),
  },
  calls: {
    announce_next_key: {
      index: 0,
      args: { enc_key: option(encKey) },
      typeNames: { enc_key: "Option<ShieldEncKey>" },
      pays: true,
      weight: benchmarked(33_661_000, 4, 6),
      dispatchClass: "Mandatory",
    },
    submit_encrypted: {
      index: 1,
      args: { ciphertext },
      typeNames: { ciphertext: "BoundedVec<u8, ConstU32<8192>>" },
      pays: true,
      weight: 207_223_000n,
    },
    store_encrypted: {
      index: 2,
      args: { encrypted_call: ciphertext },
      typeNames: { encrypted_call: "BoundedVec<u8, MaxEncryptedCallSize>" },
      pays: true,
      weight: 20_000_000_000n,
    },
    set_max_pending_extrinsics_number: {
      index: 3,
      args: { value: u32 },
      typeNames: { value: "u32" },
      pays: true,
      weight: benchmarked(4_206_000, 0, 1),
    },
    set_on_initialize_weight: {
      index: 4,
      args: { value: u64 },
      typeNames: { value: "u64" },
      pays: true,
      weight: benchmarked(4_327_000, 0, 1),
    },
    set_stored_extrinsic_lifetime: {
      index: 5,
      args: { value: u32 },
      typeNames: { value: "u32" },
      pays: true,
      weight: benchmarked(4_116_000, 0, 1),
    },
    set_max_extrinsic_weight: {
      index: 6,
      args: { value: u64 },
      typeNames: { value: "u64" },
      pays: true,
      weight: benchmarked(4_227_000, 0, 1),
    },
  },
  events: {
    EncryptedSubmitted: {
      index: 0,
      fields: { id: hash256, who: accountId },
      typeNames: { id: "T::Hash", who: "T::AccountId" },
    },
    ExtrinsicStored: {
      index: 1,
      fields: { index: u32, who: accountId },
      typeNames: { index: "u32", who: "T::AccountId" },
    },
    ExtrinsicDecodeFailed: { index: 2, fields: index, typeNames: indexName },
    ExtrinsicDispatchFailed: {
      index: 3,
      fields: { index: u32, error: dispatchError },
      typeNames: { index: "u32", error: "DispatchError" },
    },
    ExtrinsicDispatched: { index: 4, fields: index, typeNames: indexName },
    ExtrinsicExpired: { index: 5, fields: index, typeNames: indexName },
    ExtrinsicPostponed: { index: 6, fields: index, typeNames: indexName },
    MaxPendingExtrinsicsNumberSet: {
      index: 7,
      fields: { value: u32 },
      typeNames: { value: "u32" },
    },
    OnInitializeWeightSet: { index: 8, fields: { value: u64 }, typeNames: { value: "u64" } },
    ExtrinsicLifetimeSet: { index: 9, fields: { value: u32 }, typeNames: { value: "u32" } },
    MaxExtrinsicWeightSet: { index: 10, fields: { value: u64 }, typeNames: { value: "u64" } },
    ExtrinsicWeightExceeded: { index: 11, fields: index, typeNames: indexName },
  },
  errors: {
    BadEncKeyLen: 0,
    Unreachable: 1,
    TooManyPendingExtrinsics: 2,
    WeightExceedsAbsoluteMax: 3,
  },
  constants: {},
});
