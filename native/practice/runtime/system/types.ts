import { cow, weight } from "../../scale/substrate.ts";
import {
  bool,
  compact,
  fixedBytes,
  hash256,
  newtype,
  option,
  type ScaleType,
  str,
  struct,
  tuple,
  u8,
  u32,
  u64,
  u128,
  vec,
} from "../../scale/type.ts";
import { lateType, variant } from "../../scale/variant.ts";

/** Set on every account since balances are kept under System.Account; part of the default. */
export const NEW_LOGIC_FLAG = 1n << 127n;

/** `AccountData`: balances in rao. */
export const accountData = struct(
  ["pallet_balances", "types", "AccountData"],
  {
    free: u64,
    reserved: u64,
    frozen: u64,
    flags: newtype(["pallet_balances", "types", "ExtraFlags"], u128, "u128"),
  },
  { free: "Balance", reserved: "Balance", frozen: "Balance", flags: "ExtraFlags" },
  [{ name: "Balance", type: u64.shape }],
);

/** `AccountInfo`: nonce, reference counts and balances of one account. */
export const accountInfo = struct(
  ["frame_system", "AccountInfo"],
  { nonce: u32, consumers: u32, providers: u32, sufficients: u32, data: accountData },
  {
    nonce: "Nonce",
    consumers: "RefCount",
    providers: "RefCount",
    sufficients: "RefCount",
    data: "AccountData",
  },
  [
    { name: "Nonce", type: u32.shape },
    { name: "AccountData", type: accountData.shape },
  ],
);

/** An account nobody has touched. */
export const emptyAccount = {
  nonce: 0,
  consumers: 0,
  providers: 0,
  sufficients: 0,
  data: { free: 0n, reserved: 0n, frozen: 0n, flags: NEW_LOGIC_FLAG },
};

/** RuntimeEvent, bound by the composed runtime: System.Events holds events of every pallet. */
export const runtimeEvent = lateType<unknown>("RuntimeEvent");

/** Where in a block an event came from. */
export const phase = variant(["frame_system", "Phase"], {
  ApplyExtrinsic: { index: 0, fields: [u32], typeNames: ["u32"] },
  Finalization: { index: 1 },
  Initialization: { index: 2 },
});

/** One entry of System.Events. */
export const eventRecord = struct(
  ["frame_system", "EventRecord"],
  { phase, event: runtimeEvent.type, topics: vec(hash256) },
  { phase: "Phase", event: "E", topics: "Vec<T>" },
  [
    { name: "E", type: runtimeEvent.type.shape },
    { name: "T", type: hash256.shape },
  ],
);

/** The class of a call, which decides which part of a block it may use. */
export const dispatchClass = variant(["frame_support", "dispatch", "DispatchClass"], {
  Normal: { index: 0 },
  Operational: { index: 1 },
  Mandatory: { index: 2 },
});

/** What ExtrinsicSuccess and ExtrinsicFailed say of a call's cost. */
export const dispatchEventInfo = struct(
  ["frame_system", "DispatchEventInfo"],
  {
    weight,
    class: dispatchClass,
    pays_fee: variant(["frame_support", "dispatch", "Pays"], {
      Yes: { index: 0 },
      No: { index: 1 },
    }),
  },
  { weight: "Weight", class: "DispatchClass", pays_fee: "Pays" },
);

function perDispatchClass<T>(type: ScaleType<T>) {
  return struct(
    ["frame_support", "dispatch", "PerDispatchClass"],
    { normal: type, operational: type, mandatory: type },
    { normal: "T", operational: "T", mandatory: "T" },
    [{ name: "T", type: type.shape }],
  );
}

/** `PerDispatchClass<Weight>`. */
export const weightByClass = perDispatchClass(weight);

const limit = option(weight);
/** `BlockWeights`. */
export const blockWeights = struct(
  ["frame_system", "limits", "BlockWeights"],
  {
    base_block: weight,
    max_block: weight,
    per_class: perDispatchClass(
      struct(
        ["frame_system", "limits", "WeightsPerClass"],
        { base_extrinsic: weight, max_extrinsic: limit, max_total: limit, reserved: limit },
        {
          base_extrinsic: "Weight",
          max_extrinsic: "Option<Weight>",
          max_total: "Option<Weight>",
          reserved: "Option<Weight>",
        },
      ),
    ),
  },
  { base_block: "Weight", max_block: "Weight", per_class: "PerDispatchClass<WeightsPerClass>" },
);

/** `BlockLength`. */
export const blockLength = struct(
  ["frame_system", "limits", "BlockLength"],
  { max: perDispatchClass(u32) },
  { max: "PerDispatchClass<u32>" },
);

/** `RuntimeDbWeight`. */
export const databaseWeight = struct(
  ["sp_weights", "RuntimeDbWeight"],
  { read: u64, write: u64 },
  { read: "u64", write: "u64" },
);

/** `LastRuntimeUpgradeInfo`. */
export const lastRuntimeUpgrade = struct(
  ["frame_system", "LastRuntimeUpgradeInfo"],
  { spec_version: compact(u32), spec_name: cow(str) },
  { spec_version: "codec::Compact<u32>", spec_name: "Cow<'static, str>" },
);

/** `CodeUpgradeAuthorization`: which code may become the runtime, and whether its version must be a newer one. */
export const codeUpgradeAuthorization = struct(
  ["frame_system", "CodeUpgradeAuthorization"],
  { code_hash: hash256, check_version: bool },
  { code_hash: "T::Hash", check_version: "bool" },
  [{ name: "T" }],
);

/** `RuntimeVersion`. */
export const runtimeVersion = struct(
  ["sp_version", "RuntimeVersion"],
  {
    spec_name: cow(str),
    impl_name: cow(str),
    authoring_version: u32,
    spec_version: u32,
    impl_version: u32,
    apis: cow(vec(tuple(fixedBytes(8), u32))),
    transaction_version: u32,
    system_version: u8,
  },
  {
    spec_name: "Cow<'static, str>",
    impl_name: "Cow<'static, str>",
    authoring_version: "u32",
    spec_version: "u32",
    impl_version: "u32",
    apis: "ApisVec",
    transaction_version: "u32",
    system_version: "u8",
  },
);
