import { dispatchError } from "../../frame/context.ts";
import { definePallet } from "../../frame/pallet.ts";
import { storageMap, storageValue } from "../../frame/storage.ts";
import { SS58_PREFIX } from "../../scale/account.ts";
import { digest, weight } from "../../scale/substrate.ts";
import { accountId, bool, bytes, hash256, tuple, u16, u32, vec } from "../../scale/type.ts";
import { blakeTwo256 } from "../config-types.ts";
import { runtimeCall } from "../runtime-call.ts";
import { BLOCK_HASH_COUNT, blockWeightLimits } from "./limits.ts";
import {
  accountData,
  accountInfo,
  blockLength,
  blockWeights,
  codeUpgradeAuthorization,
  databaseWeight,
  dispatchEventInfo,
  emptyAccount,
  eventRecord,
  lastRuntimeUpgrade,
  phase,
  weightByClass,
} from "./types.ts";
import { upgradeCalls } from "./upgrade-calls.ts";

const account = { account: accountId };

/** The System pallet: accounts, block facts, events. `Version` joins its constants when a runtime is composed. */
export const system = definePallet({
  name: "System",
  index: 0,
  path: ["frame_system", "pallet"],
  associatedTypes: {
    RuntimeCall: runtimeCall.type,
    Nonce: u32,
    Hash: hash256,
    Hashing: blakeTwo256,
    AccountId: accountId,
    AccountData: accountData,
  },
  storage: {
    Account: storageMap(["Blake2_128Concat", accountId], accountInfo, { default: emptyAccount }),
    ExtrinsicCount: storageValue(u32, { optional: true }),
    // True and filled in only while a block is made, as on finney.
    InherentsApplied: storageValue(bool),
    ExtrinsicData: storageMap(["Twox64Concat", u32], bytes),
    ExtrinsicWeightReclaimed: storageValue(weight),
    BlockWeight: storageValue(weightByClass),
    AllExtrinsicsLen: storageValue(u32, { optional: true }),
    BlockHash: storageMap(["Twox64Concat", u32], hash256),
    Number: storageValue(u32),
    ParentHash: storageValue(hash256),
    Digest: storageValue(digest),
    Events: storageValue(vec(eventRecord)),
    EventCount: storageValue(u32),
    // No event of finney's pallets, or of these, has a topic.
    EventTopics: storageMap(["Blake2_128Concat", hash256], vec(tuple(u32, u32))),
    LastRuntimeUpgrade: storageValue(lastRuntimeUpgrade, { optional: true }),
    UpgradedToU32RefCount: storageValue(bool),
    UpgradedToTripleRefCount: storageValue(bool),
    ExecutionPhase: storageValue(phase, { optional: true }),
    AuthorizedUpgrade: storageValue(codeUpgradeAuthorization, { optional: true }),
  },
  calls: {
    remark: { index: 0, args: { remark: bytes }, typeNames: { remark: "Vec<u8>" }, pays: true },
    set_storage: {
      index: 4,
      args: { items: vec(tuple(bytes, bytes)) },
      typeNames: { items: "Vec<KeyValue>" },
      pays: true,
      dispatchClass: "Operational",
    },
    kill_storage: {
      index: 5,
      args: { keys: vec(bytes) },
      typeNames: { keys: "Vec<Key>" },
      pays: true,
      dispatchClass: "Operational",
    },
    kill_prefix: {
      index: 6,
      args: { prefix: bytes, subkeys: u32 },
      typeNames: { prefix: "Key", subkeys: "u32" },
      pays: true,
      dispatchClass: "Operational",
    },
    remark_with_event: {
      index: 7,
      args: { remark: bytes },
      typeNames: { remark: "Vec<u8>" },
      pays: true,
    },
    ...upgradeCalls,
  },
  events: {
    ExtrinsicSuccess: {
      index: 0,
      fields: { dispatch_info: dispatchEventInfo },
      typeNames: { dispatch_info: "DispatchEventInfo" },
    },
    ExtrinsicFailed: {
      index: 1,
      fields: { dispatch_error: dispatchError, dispatch_info: dispatchEventInfo },
      typeNames: { dispatch_error: "DispatchError", dispatch_info: "DispatchEventInfo" },
    },
    CodeUpdated: { index: 2, fields: [] },
    NewAccount: { index: 3, fields: account, typeNames: { account: "T::AccountId" } },
    KilledAccount: { index: 4, fields: account, typeNames: { account: "T::AccountId" } },
    Remarked: {
      index: 5,
      fields: { sender: accountId, hash: hash256 },
      typeNames: { sender: "T::AccountId", hash: "T::Hash" },
    },
    UpgradeAuthorized: {
      index: 6,
      fields: { code_hash: hash256, check_version: bool },
      typeNames: { code_hash: "T::Hash", check_version: "bool" },
    },
    RejectedInvalidAuthorizedUpgrade: {
      index: 7,
      fields: { code_hash: hash256, error: dispatchError },
      typeNames: { code_hash: "T::Hash", error: "DispatchError" },
    },
  },
  errors: {
    InvalidSpecName: 0,
    SpecVersionNeedsToIncrease: 1,
    FailedToExtractRuntimeVersion: 2,
    NonDefaultComposite: 3,
    NonZeroRefCount: 4,
    CallFiltered: 5,
    MultiBlockMigrationsOngoing: 6,
    NothingAuthorized: 7,
    Unauthorized: 8,
  },
  constants: {
    BlockWeights: { type: blockWeights, value: blockWeightLimits },
    BlockLength: {
      type: blockLength,
      value: { max: { normal: 7_864_320, operational: 10_485_760, mandatory: 10_485_760 } },
    },
    BlockHashCount: { type: u32, value: BLOCK_HASH_COUNT },
    DbWeight: { type: databaseWeight, value: { read: 25_000_000n, write: 100_000_000n } },
    SS58Prefix: { type: u16, value: SS58_PREFIX },
  },
});
