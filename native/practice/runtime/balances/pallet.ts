import { definePallet } from "../../frame/pallet.ts";
import { storageMap, storageValue } from "../../frame/storage.ts";
import { boundedVec, weakBoundedVec } from "../../scale/bounded.ts";
import { multiAddress } from "../../scale/substrate.ts";
import { accountId, bool, compact, fixedBytes, u32, u64, vec } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import { freezeReason, holdReason } from "../config-types.ts";
import { accountData, emptyAccount } from "../system/types.ts";
import { balanceEvents } from "./events.ts";
import { balanceLock, frozen, held, reserveData } from "./types.ts";

/** Rao an account must hold to exist. */
export const EXISTENTIAL_DEPOSIT = 500n;

const lookup = "AccountIdLookupOf<T>";
/** What FRAME's benchmark weights came to on finney: the real fee of a transfer is 161,247 rao with them. */
const TRANSFER_WEIGHT = 214_051_000n;

/** polkadot-sdk's benchmark of upgrade_accounts, and of each account with its read and write. */
const UPGRADE_WEIGHT = 16_588_000n;
const UPGRADE_ONE_WEIGHT = 138_973_659n;

const adjustment = variant(["pallet_balances", "types", "AdjustmentDirection"], {
  Increase: { index: 0 },
  Decrease: { index: 1 },
});

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
    // Of a pallet that keeps balances itself; on finney as here System.Account has them.
    Account: storageMap(["Blake2_128Concat", accountId], accountData, {
      default: emptyAccount.data,
    }),
    Locks: storageMap(["Blake2_128Concat", accountId], weakBoundedVec(balanceLock)),
    Reserves: storageMap(["Blake2_128Concat", accountId], boundedVec(reserveData)),
    Holds: storageMap(["Blake2_128Concat", accountId], boundedVec(held)),
    Freezes: storageMap(["Blake2_128Concat", accountId], boundedVec(frozen)),
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
      weight: ({ who }: { who: readonly string[] }) =>
        UPGRADE_WEIGHT + UPGRADE_ONE_WEIGHT * BigInt(who.length),
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
  events: balanceEvents,
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
