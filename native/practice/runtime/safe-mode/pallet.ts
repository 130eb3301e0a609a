import { definePallet } from "../../frame/pallet.ts";
import { storageDoubleMap, storageValue } from "../../frame/storage.ts";
import { accountId, option, u32, u64 } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";

const exitReason = variant(["pallet_safe_mode", "pallet", "ExitReason"], {
  Timeout: { index: 0 },
  Force: { index: 1 },
});

const until = { fields: { until: u32 }, typeNames: { until: "BlockNumberFor<T>" } };
const deposited = {
  fields: { account: accountId, amount: u64 },
  typeNames: { account: "T::AccountId", amount: "BalanceOf<T>" },
};
const deposit = {
  args: { account: accountId, block: u32 },
  typeNames: { account: "T::AccountId", block: "BlockNumberFor<T>" },
  pays: true,
};
const plain = { args: {}, pays: true };

/** Pallet 20: while it is on, only a few kinds of calls are taken. On finney, as here, only root can switch it. */
export const safeMode = definePallet({
  name: "SafeMode",
  index: 20,
  path: ["pallet_safe_mode", "pallet"],
  storage: {
    EnteredUntil: storageValue(u32, { optional: true }),
    Deposits: storageDoubleMap(["Twox64Concat", accountId], ["Twox64Concat", u32], u64, {
      optional: true,
    }),
  },
  calls: {
    enter: { index: 0, ...plain },
    force_enter: { index: 1, ...plain },
    extend: { index: 2, ...plain },
    force_extend: { index: 3, ...plain },
    force_exit: { index: 4, ...plain },
    force_slash_deposit: { index: 5, ...deposit },
    release_deposit: { index: 6, ...deposit },
    force_release_deposit: { index: 7, ...deposit },
  },
  events: {
    Entered: { index: 0, ...until },
    Extended: { index: 1, ...until },
    Exited: { index: 2, fields: { reason: exitReason }, typeNames: { reason: "ExitReason" } },
    DepositPlaced: { index: 3, ...deposited },
    DepositReleased: { index: 4, ...deposited },
    DepositSlashed: { index: 5, ...deposited },
    CannotDeposit: { index: 6, fields: [] },
    CannotRelease: { index: 7, fields: [] },
  },
  errors: {
    Entered: 0,
    Exited: 1,
    NotConfigured: 2,
    NoDeposit: 3,
    AlreadyDeposited: 4,
    CannotReleaseYet: 5,
    CurrencyError: 6,
  },
  constants: {
    EnterDuration: { type: u32, value: 0 },
    ExtendDuration: { type: u32, value: 0 },
    EnterDepositAmount: { type: option(u64), value: undefined },
    ExtendDepositAmount: { type: option(u64), value: undefined },
    ReleaseDelay: { type: option(u32), value: undefined },
  },
});
