import { type DispatchContext, DispatchFailure } from "../../frame/context.ts";
import type { State } from "../../frame/state.ts";
import { system } from "../system/pallet.ts";
import {
  type AccountInfo,
  addProvider,
  canRemoveProvider,
  removeProvider,
} from "../system/references.ts";
import { balances, EXISTENTIAL_DEPOSIT } from "./pallet.ts";

const { Account } = system.storage;
const { TotalIssuance } = balances.storage;
const U64_MAX = (1n << 64n) - 1n;

/** Where an operation leaves its events. Genesis has no place for them. */
export type BalanceContext = Pick<DispatchContext, "state" | "deposit">;

/** Counts rao as issued, or no more; as in FRAME the count stays where it ends when root says more than it can hold. */
function issue(state: State, difference: bigint): void {
  TotalIssuance.mutate(state, (total) => {
    const next = total + difference;
    return next < 0n ? 0n : next > U64_MAX ? U64_MAX : next;
  });
}

/** Rao an account has free. */
export function freeBalance(state: State, account: string): bigint {
  return Account.get(state, account).data.free;
}

/**
 * Rao an account can spend; with `keepAlive`, and where something is reserved on it, the existential deposit stays.
 * What is reserved counts towards what is frozen. FRAME's `reducible_balance`.
 */
export function spendable(state: State, account: string, keepAlive: boolean): bigint {
  return reducible(Account.get(state, account), keepAlive);
}

function reducible(info: AccountInfo, keepAlive: boolean): bigint {
  const { free, frozen, reserved } = info.data;
  const locked = frozen > reserved ? frozen - reserved : 0n;
  const mustLive = keepAlive || !canRemoveProvider(info);
  const kept = mustLive && locked < EXISTENTIAL_DEPOSIT ? EXISTENTIAL_DEPOSIT : locked;
  return free > kept ? free - kept : 0n;
}

/**
 * Creates rao in an account, with Deposit, and Endowed and System.NewAccount for a new one. Throws DispatchFailure
 * Token.BelowMinimum when the account would stay below the existential deposit.
 */
export function depositInto(context: BalanceContext, account: string, amount: bigint): void {
  if (amount === 0n) return;
  credit(context, account, amount);
  issue(context.state, amount);
  context.deposit(balances.event.Deposit({ who: account, amount }));
}

/**
 * Destroys rao of an account, with Withdraw. Throws DispatchFailure Token.FundsUnavailable when there is not enough,
 * Token.Frozen when the account may not die because something is reserved on it, or Token.NotExpendable when it would
 * die and must be kept alive.
 */
export function withdrawFrom(
  context: BalanceContext,
  account: string,
  amount: bigint,
  keepAlive: boolean,
): void {
  if (amount === 0n) return;
  const dust = debit(context, account, amount, keepAlive);
  issue(context.state, -amount - dust);
  context.deposit(balances.event.Withdraw({ who: account, amount }));
}

/**
 * Destroys rao of an account, with Burned. Throws DispatchFailure Token.FundsUnavailable when so much cannot be spent, and
 * Arithmetic.Underflow when not so much is issued. FRAME's `fungible::Mutate::burn_from`.
 */
export function burnFrom(
  context: BalanceContext,
  account: string,
  amount: bigint,
  keepAlive: boolean,
): void {
  if (spendable(context.state, account, keepAlive) < amount)
    throw new DispatchFailure({ type: "Token", value: { type: "FundsUnavailable" } });
  if (TotalIssuance.get(context.state) < amount)
    throw new DispatchFailure({ type: "Arithmetic", value: { type: "Underflow" } });
  const dust = amount === 0n ? 0n : debit(context, account, amount, keepAlive);
  issue(context.state, -amount - dust);
  context.deposit(balances.event.Burned({ who: account, amount }));
}

/** Moves rao between accounts, with Transfer. Throws as {@link withdrawFrom} and {@link depositInto}. */
export function transfer(
  context: BalanceContext,
  from: string,
  to: string,
  amount: bigint,
  keepAlive: boolean,
): void {
  if (from !== to) {
    const dust = debit(context, from, amount, keepAlive);
    credit(context, to, amount);
    if (dust > 0n) issue(context.state, -dust);
  } else if (spendable(context.state, from, keepAlive) < amount) {
    throw new DispatchFailure({ type: "Token", value: { type: "FundsUnavailable" } });
  }
  context.deposit(balances.event.Transfer({ from, to, amount }));
}

/** Sets an account's free rao, and the issuance with it. Below the existential deposit the account ends. */
export function setFree(context: BalanceContext, account: string, free: bigint): void {
  const wanted = free < EXISTENTIAL_DEPOSIT ? 0n : free;
  const before = freeBalance(context.state, account);
  if (wanted > before) credit(context, account, wanted - before);
  else if (wanted < before) debit(context, account, before - wanted, false);
  issue(context.state, wanted - before);
  context.deposit(balances.event.BalanceSet({ who: account, free: wanted }));
}

function credit(context: BalanceContext, account: string, amount: bigint): void {
  const info = Account.get(context.state, account);
  const free = info.data.free + amount;
  if (free > U64_MAX)
    throw new DispatchFailure({ type: "Arithmetic", value: { type: "Overflow" } });
  if (free < EXISTENTIAL_DEPOSIT) {
    throw new DispatchFailure({ type: "Token", value: { type: "BelowMinimum" } });
  }
  const { free: before, reserved, frozen } = info.data;
  Account.put(context.state, account, { ...info, data: { ...info.data, free } });
  if (before < EXISTENTIAL_DEPOSIT) addProvider(context, account);
  if (before === 0n && reserved === 0n && frozen === 0n)
    context.deposit(balances.event.Endowed({ account, free_balance: free }));
}

/** Takes rao out of an account and returns the dust that went with it when the account ended. */
function debit(
  context: BalanceContext,
  account: string,
  amount: bigint,
  keepAlive: boolean,
): bigint {
  const info = Account.get(context.state, account);
  if (info.data.free < amount) {
    throw new DispatchFailure({ type: "Token", value: { type: "FundsUnavailable" } });
  }
  if (reducible(info, false) < amount) {
    throw new DispatchFailure({ type: "Token", value: { type: "Frozen" } });
  }
  const free = info.data.free - amount;
  if (free >= EXISTENTIAL_DEPOSIT) {
    Account.put(context.state, account, { ...info, data: { ...info.data, free } });
    return 0n;
  }
  if (keepAlive) throw new DispatchFailure({ type: "Token", value: { type: "NotExpendable" } });
  Account.put(context.state, account, { ...info, data: { ...info.data, free: 0n } });
  removeProvider(context, account);
  if (free > 0n) context.deposit(balances.event.DustLost({ account, amount: free }));
  return free;
}
