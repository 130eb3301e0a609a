import type { RuntimeCall } from "../../frame/context.ts";
import { definePallet } from "../../frame/pallet.ts";
import { storageDoubleMap, storageMap, storageValue } from "../../frame/storage.ts";
import { boundedBytes } from "../../scale/bounded.ts";
import {
  accountId,
  bool,
  compact,
  fixedBytes,
  newtype,
  option,
  struct,
  u32,
  u64,
  type ValueOf,
} from "../../scale/type.ts";
import { boundedCall } from "../preimage/bounded-call.ts";
import { runtimeCall } from "../runtime-call.ts";
import { benchmarked } from "../system/weight.ts";

/** Contributors that one `refund` pays back, at most. */
export const REFUND_LIMIT = 50;

/** Picoseconds of a `refund` of so many contributors. */
export function refundWeight(count: number): bigint {
  return benchmarked(110_703_000 + 39_503_253 * count, 2 + 2 * count, 2 * count);
}

const crowdloanInfo = struct(
  ["pallet_crowdloan", "CrowdloanInfo"],
  {
    creator: accountId,
    deposit: u64,
    min_contribution: u64,
    end: u32,
    cap: u64,
    funds_account: accountId,
    raised: u64,
    target_address: option(accountId),
    call: option(boundedCall),
    finalized: bool,
    contributors_count: u32,
  },
  {
    creator: "AccountId",
    deposit: "Balance",
    min_contribution: "Balance",
    end: "BlockNumber",
    cap: "Balance",
    funds_account: "AccountId",
    raised: "Balance",
    target_address: "Option<AccountId>",
    call: "Option<Call>",
    finalized: "bool",
    contributors_count: "u32",
  },
  [
    { name: "AccountId", type: accountId.shape },
    { name: "Balance", type: u64.shape },
    { name: "BlockNumber", type: u32.shape },
    { name: "Call", type: boundedCall.shape },
  ],
);
/** A crowdloan as stored; amounts in rao. */
export type Crowdloan = ValueOf<typeof crowdloanInfo>;

const balance = "BalanceOf<T>";
const block = "BlockNumberFor<T>";
const id = { crowdloan_id: compact(u32) };
const idName = { crowdloan_id: "CrowdloanId" };
const onlyId = (index: number, weight: bigint) => ({
  index,
  args: id,
  typeNames: idName,
  pays: true,
  weight,
});
const idEvent = (index: number) => ({
  index,
  fields: { crowdloan_id: u32 },
  typeNames: idName,
});
const paidEvent = (index: number) => ({
  index,
  fields: { crowdloan_id: u32, contributor: accountId, amount: u64 },
  typeNames: { ...idName, contributor: "T::AccountId", amount: balance },
});

/** The Crowdloan pallet: money of many for one account or one call. Weights: pallets/crowdloan/src/weights.rs. */
export const crowdloan = definePallet({
  name: "Crowdloan",
  index: 27,
  path: ["pallet_crowdloan", "pallet"],
  associatedTypes: { RuntimeCall: runtimeCall.type },
  storage: {
    Crowdloans: storageMap(["Twox64Concat", u32], crowdloanInfo, { optional: true }),
    NextCrowdloanId: storageValue(u32),
    Contributions: storageDoubleMap(["Twox64Concat", u32], ["Identity", accountId], u64, {
      optional: true,
    }),
    MaxContributions: storageMap(["Twox64Concat", u32], u64, { optional: true }),
    CurrentCrowdloanId: storageValue(u32, { optional: true }),
    HasMigrationRun: storageMap(["Identity", boundedBytes], bool),
  },
  calls: {
    create: {
      index: 0,
      args: {
        deposit: compact(u64),
        min_contribution: compact(u64),
        cap: compact(u64),
        end: compact(u32),
        call: option(runtimeCall.type),
        target_address: option(accountId),
      },
      typeNames: {
        deposit: balance,
        min_contribution: balance,
        cap: balance,
        end: block,
        call: "Option<Box<<T as Config>::RuntimeCall>>",
        target_address: "Option<T::AccountId>",
      },
      pays: true,
      weight: (
        { call }: { call: RuntimeCall | undefined },
        weightOf: (call: RuntimeCall) => bigint,
      ) => benchmarked(59_829_000, 3, 5) + (call ? weightOf(call) : 0n),
    },
    contribute: {
      index: 1,
      args: { ...id, amount: compact(u64) },
      typeNames: { ...idName, amount: balance },
      pays: true,
      weight: benchmarked(66_609_000, 5, 4),
    },
    withdraw: onlyId(2, benchmarked(60_259_000, 4, 4)),
    finalize: onlyId(3, benchmarked(31_507_000, 4, 2)),
    refund: onlyId(4, refundWeight(REFUND_LIMIT)),
    dissolve: onlyId(5, benchmarked(66_939_000, 4, 5)),
    update_min_contribution: {
      index: 6,
      args: { ...id, new_min_contribution: compact(u64) },
      typeNames: { ...idName, new_min_contribution: balance },
      pays: true,
      weight: benchmarked(13_259_000, 2, 1),
    },
    update_end: {
      index: 7,
      args: { ...id, new_end: compact(u32) },
      typeNames: { ...idName, new_end: block },
      pays: true,
      weight: benchmarked(12_048_000, 1, 1),
    },
    update_cap: {
      index: 8,
      args: { ...id, new_cap: compact(u64) },
      typeNames: { ...idName, new_cap: balance },
      pays: true,
      weight: benchmarked(11_357_000, 1, 1),
    },
    set_max_contribution: {
      index: 9,
      args: { ...id, new_max_contribution: option(u64) },
      typeNames: { ...idName, new_max_contribution: `Option<${balance}>` },
      pays: true,
      weight: benchmarked(16_024_000, 2, 1),
    },
  },
  events: {
    Created: {
      index: 0,
      fields: { crowdloan_id: u32, creator: accountId, end: u32, cap: u64 },
      typeNames: { ...idName, creator: "T::AccountId", end: block, cap: balance },
    },
    Contributed: paidEvent(1),
    Withdrew: paidEvent(2),
    PartiallyRefunded: idEvent(3),
    AllRefunded: idEvent(4),
    Finalized: idEvent(5),
    Dissolved: idEvent(6),
    MinContributionUpdated: {
      index: 7,
      fields: { crowdloan_id: u32, new_min_contribution: u64 },
      typeNames: { ...idName, new_min_contribution: balance },
    },
    EndUpdated: {
      index: 8,
      fields: { crowdloan_id: u32, new_end: u32 },
      typeNames: { ...idName, new_end: block },
    },
    CapUpdated: {
      index: 9,
      fields: { crowdloan_id: u32, new_cap: u64 },
      typeNames: { ...idName, new_cap: balance },
    },
    MaxContributionUpdated: {
      index: 10,
      fields: { crowdloan_id: u32, new_max_contribution: option(u64) },
      typeNames: { ...idName, new_max_contribution: `Option<${balance}>` },
    },
  },
  errors: {
    DepositTooLow: 0,
    CapTooLow: 1,
    MinimumContributionTooLow: 2,
    CannotEndInPast: 3,
    BlockDurationTooShort: 4,
    BlockDurationTooLong: 5,
    InsufficientBalance: 6,
    Overflow: 7,
    InvalidCrowdloanId: 8,
    CapRaised: 9,
    ContributionPeriodEnded: 10,
    ContributionTooLow: 11,
    InvalidOrigin: 12,
    AlreadyFinalized: 13,
    ContributionPeriodNotEnded: 14,
    NoContribution: 15,
    CapNotRaised: 16,
    Underflow: 17,
    CallUnavailable: 18,
    NotReadyToDissolve: 19,
    DepositCannotBeWithdrawn: 20,
    MaxContributorsReached: 21,
    InvalidFinalizationConfig: 22,
    MaxContributionReached: 23,
    MaximumContributionTooLow: 24,
    MinimumContributionTooHigh: 25,
  },
  constants: {
    PalletId: {
      type: newtype(["frame_support", "PalletId"], fixedBytes(8), "[u8; 8]"),
      value: "0x62742f636c6f616e",
    },
    MinimumDeposit: { type: u64, value: 10_000_000_000n },
    AbsoluteMinimumContribution: { type: u64, value: 100_000_000n },
    MinimumBlockDuration: { type: u32, value: 50_400 },
    MaximumBlockDuration: { type: u32, value: 432_000 },
    RefundContributorsLimit: { type: u32, value: REFUND_LIMIT },
    MaxContributors: { type: u32, value: 500 },
  },
});
