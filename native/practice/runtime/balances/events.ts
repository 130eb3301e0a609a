import { accountId, u64 } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";

const ofAccount = (index: number) => ({
  index,
  fields: { who: accountId, amount: u64 },
  typeNames: { who: "T::AccountId", amount: "T::Balance" },
});
const ofAmount = (index: number) => ({
  index,
  fields: { amount: u64 },
  typeNames: { amount: "T::Balance" },
});

const balanceStatus = variant(["frame_support", "traits", "tokens", "misc", "BalanceStatus"], {
  Free: { index: 0 },
  Reserved: { index: 1 },
});

/** The events of Balances, all that finney declares; several tell of what no pallet here or there does. */
export const balanceEvents = {
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
  Reserved: ofAccount(4),
  Unreserved: ofAccount(5),
  ReserveRepatriated: {
    index: 6,
    fields: { from: accountId, to: accountId, amount: u64, destination_status: balanceStatus },
    typeNames: {
      from: "T::AccountId",
      to: "T::AccountId",
      amount: "T::Balance",
      destination_status: "Status",
    },
  },
  Deposit: ofAccount(7),
  Withdraw: ofAccount(8),
  Slashed: ofAccount(9),
  Minted: ofAccount(10),
  Burned: ofAccount(11),
  Suspended: ofAccount(12),
  Restored: ofAccount(13),
  Upgraded: { index: 14, fields: { who: accountId }, typeNames: { who: "T::AccountId" } },
  Issued: ofAmount(15),
  Rescinded: ofAmount(16),
  Locked: ofAccount(17),
  Unlocked: ofAccount(18),
  Frozen: ofAccount(19),
  Thawed: ofAccount(20),
  TotalIssuanceForced: {
    index: 21,
    fields: { old: u64, new: u64 },
    typeNames: { old: "T::Balance", new: "T::Balance" },
  },
} as const;
