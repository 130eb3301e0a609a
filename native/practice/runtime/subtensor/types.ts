import { boundedBytes } from "../../scale/bounded.ts";
import { btreeSet } from "../../scale/ordered.ts";
import {
  accountId,
  fixedBytes,
  i64,
  i128,
  newtype,
  option,
  struct,
  u8,
  u16,
  u32,
  u64,
  u128,
} from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";

/** `I96F32` and `I64F64`: the raw bits of a signed 128-bit fixed-point number. */
export const fixedI128 = struct(["substrate_fixed", "FixedI128"], { bits: i128 }, { bits: "i128" });
/** `U64F64` and `U96F32`: the raw bits of an unsigned 128-bit fixed-point number. */
export const fixedU128 = struct(["substrate_fixed", "FixedU128"], { bits: u128 }, { bits: "u128" });
/** `I32F32`: the raw bits of a signed 64-bit fixed-point number. */
export const fixedI64 = struct(["substrate_fixed", "FixedI64"], { bits: i64 }, { bits: "i64" });

/** The decimal float that shares of a stake pool are counted in: mantissa x 10^exponent. */
export const safeFloat = struct(
  ["share_pool", "SafeFloat"],
  { mantissa: u128, exponent: i64 },
  { mantissa: "u128", exponent: "i64" },
);

/** Parts of a hundred. */
export const percent = newtype(["sp_arithmetic", "per_things", "Percent"], u8, "u8");
/** Parts of 10^18. */
export const perquintill = newtype(["sp_arithmetic", "per_things", "Perquintill"], u64, "u64");
/** Eight bytes that name a pallet's own account. */
export const palletId = newtype(["frame_support", "PalletId"], fixedBytes(8), "[u8; 8]");
/** A u64 that is never 0. */
export const nonZeroU64 = newtype(["NonZeroU64"], u64);
/** A twenty-byte hash or address. */
export const hash160 = newtype(["primitive_types", "H160"], fixedBytes(20), "[u8; 20]");

/** Where a neuron listens, as it announced it. An ip of 0 means that it does not serve. */
export const axonInfo = struct(
  ["pallet_subtensor", "pallet", "AxonInfo"],
  {
    block: u64,
    version: u32,
    ip: u128,
    port: u16,
    ip_type: u8,
    protocol: u8,
    placeholder1: u8,
    placeholder2: u8,
  },
  {
    block: "u64",
    version: "u32",
    ip: "u128",
    port: "u16",
    ip_type: "u8",
    protocol: "u8",
    placeholder1: "u8",
    placeholder2: "u8",
  },
);

/** Where a neuron publishes its measurements. */
export const prometheusInfo = struct(
  ["pallet_subtensor", "pallet", "PrometheusInfo"],
  { block: u64, version: u32, ip: u128, port: u16, ip_type: u8 },
  { block: "u64", version: "u32", ip: "u128", port: "u16", ip_type: "u8" },
);

/** The key of a neuron's TLS certificate. */
export const neuronCertificate = struct(
  ["pallet_subtensor", "pallet", "NeuronCertificate"],
  { public_key: boundedBytes, algorithm: u8 },
  { public_key: "BoundedVec<u8, ConstU32<64>>", algorithm: "u8" },
);

/** A conviction lock on stake. */
export const lockState = struct(
  ["pallet_subtensor", "staking", "lock", "LockState"],
  { locked_mass: u64, conviction: fixedU128, last_update: u64 },
  { locked_mass: "AlphaBalance", conviction: "U64F64", last_update: "u64" },
);

/** What becomes of the incentive of a subnet owner's own neurons. */
export const recycleOrBurn = variant(["pallet_subtensor", "pallet", "RecycleOrBurnEnum"], {
  Burn: { index: 0 },
  Recycle: { index: 1 },
});

/** What a coldkey wants its root dividends to become. */
export const rootClaimType = variant(["pallet_subtensor", "pallet", "RootClaimTypeEnum"], {
  Swap: { index: 0 },
  Keep: { index: 1 },
  KeepSubnets: {
    index: 2,
    fields: { subnets: btreeSet(u16) },
    typeNames: { subnets: "BTreeSet<NetUid>" },
  },
});

/** A subnet that a crowdloan holds. */
export const subnetLease = struct(
  ["pallet_subtensor", "subnets", "leasing", "SubnetLease"],
  {
    beneficiary: accountId,
    coldkey: accountId,
    hotkey: accountId,
    emissions_share: percent,
    end_block: option(u32),
    netuid: u16,
    cost: u64,
  },
  {
    beneficiary: "AccountId",
    coldkey: "AccountId",
    hotkey: "AccountId",
    emissions_share: "Percent",
    end_block: "Option<BlockNumber>",
    netuid: "NetUid",
    cost: "Balance",
  },
  [
    { name: "AccountId", type: accountId.shape },
    { name: "BlockNumber", type: u32.shape },
    { name: "Balance", type: u64.shape },
  ],
);

/** Subnet parameters whose changes by the owner are rate-limited one by one. */
export const hyperparameter = variant(
  ["pallet_subtensor", "utils", "rate_limiting", "Hyperparameter"],
  {
    Unknown: { index: 0 },
    ServingRateLimit: { index: 1 },
    MaxDifficulty: { index: 2 },
    AdjustmentAlpha: { index: 3 },
    MaxWeightLimit: { index: 4 },
    ImmunityPeriod: { index: 5 },
    MinAllowedWeights: { index: 6 },
    Kappa: { index: 7 },
    Rho: { index: 8 },
    ActivityCutoff: { index: 9 },
    PowRegistrationAllowed: { index: 10 },
    MinBurn: { index: 11 },
    MaxBurn: { index: 12 },
    BondsMovingAverage: { index: 13 },
    BondsPenalty: { index: 14 },
    CommitRevealEnabled: { index: 15 },
    LiquidAlphaEnabled: { index: 16 },
    AlphaValues: { index: 17 },
    WeightCommitInterval: { index: 18 },
    TransferEnabled: { index: 19 },
    AlphaSigmoidSteepness: { index: 20 },
    Yuma3Enabled: { index: 21 },
    BondsResetEnabled: { index: 22 },
    ImmuneNeuronLimit: { index: 23 },
    RecycleOrBurn: { index: 24 },
    MaxAllowedUids: { index: 25 },
    BurnHalfLife: { index: 26 },
    BurnIncreaseMult: { index: 27 },
    SubnetEmissionEnabled: { index: 28 },
    MinChildkeyTake: { index: 29 },
    ActivityCutoffFactorMilli: { index: 30 },
    TriggerEpoch: { index: 31 },
  },
);

/** What a rate limit is kept for. */
export const rateLimitKey = variant(
  ["pallet_subtensor", "RateLimitKey"],
  {
    SetSNOwnerHotkey: { index: 0, fields: [u16], typeNames: ["NetUid"] },
    OwnerHyperparamUpdate: {
      index: 1,
      fields: [u16, hyperparameter],
      typeNames: ["NetUid", "Hyperparameter"],
    },
    NetworkLastRegistered: { index: 2 },
    LastTxBlock: { index: 3, fields: [accountId], typeNames: ["AccountId"] },
    LastTxBlockChildKeyTake: { index: 4, fields: [accountId], typeNames: ["AccountId"] },
    LastTxBlockDelegateTake: { index: 5, fields: [accountId], typeNames: ["AccountId"] },
    AddStakeBurn: { index: 6, fields: [u16], typeNames: ["NetUid"] },
  },
  [{ name: "AccountId", type: accountId.shape }],
);
