import { definePallet } from "../../frame/pallet.ts";
import { storageMap, storageValue } from "../../frame/storage.ts";
import { multiAddress } from "../../scale/substrate.ts";
import {
  accountId,
  bool,
  boundedVec,
  compact,
  fixedBytes,
  struct,
  u32,
  u64,
  vec,
  weakBoundedVec,
} from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import { freezeReason, holdReason } from "../config-types.ts";

/** Rao an account must hold to exist. */
export const EXISTENTIAL_DEPOSIT = 500n;

const lookup = "AccountIdLookupOf<T>";
const who = { who: accountId, amount: u64 };
const whoNames = { who: "T::AccountId", amount: "T::Balance" };
const amountEvent = (index: number) => ({ index, fields: who, typeNames: whoNames });
/** What FRAME's benchmark weights came to on finney: the real fee of a transfer is 161,247 rao with them. */
const TRANSFER_WEIGHT = 214_051_000n;

const balanceLock = struct(
  ["pallet_balances", "types", "BalanceLock"],
  {
    id: fixedBytes(8),
    amount: u64,
    reasons: variant(["pallet_balances", "types", "Reasons"], {
      Fee: { index: 0 },
      Misc: { index: 1 },
      All: { index: 2 },
    }),
  },
  { id: "LockIdentifier", amount: "Balance", reasons: "Reasons" },
  [{ name: "Balance", type: u64.shape }],
);

const adjustment = variant(["pallet_balances", "types", "AdjustmentDirection"], {
  Increase: { index: 0 },
  Decrease: { index: 1 },
});

const held = struct(
  ["frame_support", "traits", "tokens", "misc", "IdAmount"],
  { id: holdReason, amount: u64 },
  { id: "Id", amount: "Balance" },
  [
    { name: "Id", type: holdReason.shape },
    { name: "Balance", type: u64.shape },
  ],
);

/** The Balances pallet: TAO in rao. The balances themselves are kept under System.Account. */
export const balances = definePallet({
  name: "Balances",
  index: 5,
  path: ["pallet_balances", "pallet"],
  parameters: ["T", "I"],
  associatedTypes: {
    RuntimeHoldReason: holdReason,
    Balance: u64,
    ReserveIdentifier: fixedBytes(8),
    FreezeIdentifier: freezeReason,
  },
  storage: {
    TotalIssuance: storageValue(u64),
    InactiveIssuance: storageValue(u64),
    Locks: storageMap(["Blake2_128Concat", accountId], weakBoundedVec(balanceLock)),
    Holds: storageMap(["Blake2_128Concat", accountId], boundedVec(held)),
  },
  calls: {
    transfer_allow_death: {
      index: 0,
      args: { dest: multiAddress, value: compact(u64) },
      typeNames: { dest: lookup, value: "T::Balance" },
      pays: true,
      weight: TRANSFER_WEIGHT,
    },
    force_transfer: {
      index: 2,
      args: { source: multiAddress, dest: multiAddress, value: compact(u64) },
      typeNames: { source: lookup, dest: lookup, value: "T::Balance" },
      pays: true,
      weight: TRANSFER_WEIGHT,
    },
    transfer_keep_alive: {
      index: 3,
      args: { dest: multiAddress, value: compact(u64) },
      typeNames: { dest: lookup, value: "T::Balance" },
      pays: true,
      weight: TRANSFER_WEIGHT,
    },
    transfer_all: {
      index: 4,
      args: { dest: multiAddress, keep_alive: bool },
      typeNames: { dest: lookup, keep_alive: "bool" },
      pays: true,
      weight: TRANSFER_WEIGHT,
    },
    force_unreserve: {
      index: 5,
      args: { who: multiAddress, amount: u64 },
      typeNames: { who: lookup, amount: "T::Balance" },
      pays: true,
    },
    upgrade_accounts: {
      index: 6,
      args: { who: vec(accountId) },
      typeNames: { who: "Vec<T::AccountId>" },
      pays: true,
    },
    force_adjust_total_issuance: {
      index: 9,
      args: { direction: adjustment, delta: compact(u64) },
      typeNames: { direction: "AdjustmentDirection", delta: "T::Balance" },
      pays: true,
    },
    burn: {
      index: 10,
      args: { value: compact(u64), keep_alive: bool },
      typeNames: { value: "T::Balance", keep_alive: "bool" },
      pays: true,
      weight: TRANSFER_WEIGHT,
    },
    force_set_balance: {
      index: 8,
      args: { who: multiAddress, new_free: compact(u64) },
      typeNames: { who: lookup, new_free: "T::Balance" },
      pays: true,
    },
  },
  events: {
    Endowed: {
      index: 0,
      fields: { account: accountId, free_balance: u64 },
      typeNames: { account: "T::AccountId", free_balance: "T::Balance" },
    },
    DustLost: {
      index: 1,
      fields: { account: accountId, amount: u64 },
      typeNames: { account: "T::AccountId", amount: "T::Balance" },
    },
    Transfer: {
      index: 2,
      fields: { from: accountId, to: accountId, amount: u64 },
      typeNames: { from: "T::AccountId", to: "T::AccountId", amount: "T::Balance" },
    },
    BalanceSet: {
      index: 3,
      fields: { who: accountId, free: u64 },
      typeNames: { who: "T::AccountId", free: "T::Balance" },
    },
    Reserved: amountEvent(4),
    Unreserved: amountEvent(5),
    Deposit: amountEvent(7),
    Withdraw: amountEvent(8),
    Burned: amountEvent(11),
    Issued: { index: 15, fields: { amount: u64 }, typeNames: { amount: "T::Balance" } },
    Rescinded: { index: 16, fields: { amount: u64 }, typeNames: { amount: "T::Balance" } },
    TotalIssuanceForced: {
      index: 21,
      fields: { old: u64, new: u64 },
      typeNames: { old: "T::Balance", new: "T::Balance" },
    },
  },
  errors: {
    VestingBalance: 0,
    LiquidityRestrictions: 1,
    InsufficientBalance: 2,
    ExistentialDeposit: 3,
    Expendability: 4,
    ExistingVestingSchedule: 5,
    DeadAccount: 6,
    TooManyReserves: 7,
    TooManyHolds: 8,
    TooManyFreezes: 9,
    IssuanceDeactivated: 10,
    DeltaZero: 11,
  },
  constants: {
    ExistentialDeposit: { type: u64, value: EXISTENTIAL_DEPOSIT },
    MaxLocks: { type: u32, value: 50 },
    MaxReserves: { type: u32, value: 50 },
    MaxFreezes: { type: u32, value: 50 },
  },
});
