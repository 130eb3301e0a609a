import { DispatchFailure } from "../../frame/context.ts";
import { system } from "../system/pallet.ts";
import type { BalanceContext } from "./balance.ts";
import { balances, EXISTENTIAL_DEPOSIT } from "./pallet.ts";

const { Account } = system.storage;

/**
 * Moves rao from an account's free to its reserved balance, with Reserved; what is issued stays as it is. The account
 * can then not end. Throws DispatchFailure Balances.InsufficientBalance or LiquidityRestrictions, or ConsumerRemaining
 * when less than the existential deposit would stay free. FRAME's `ReservableCurrency::reserve`.
 */
export function reserve(context: BalanceContext, account: string, amount: bigint): void {
  if (amount === 0n) return;
  const info = Account.get(context.state, account);
  const { data } = info;
  if (data.free < amount) balances.fail("InsufficientBalance");
  const free = data.free - amount;
  if (free < data.frozen) balances.fail("LiquidityRestrictions");
  if (free < EXISTENTIAL_DEPOSIT && info.providers <= 1)
    throw new DispatchFailure({ type: "ConsumerRemaining" });
  const held = data.reserved > 0n || data.frozen > 0n;
  Account.put(context.state, account, {
    ...info,
    consumers: held ? info.consumers : info.consumers + 1,
    providers: free < EXISTENTIAL_DEPOSIT ? info.providers - 1 : info.providers,
    data: { ...data, free, reserved: data.reserved + amount },
  });
  context.deposit(balances.event.Reserved({ who: account, amount }));
}

/**
 * Gives reserved rao back to the same account, with Unreserved, and answers what could not be given because less was
 * reserved. FRAME's `ReservableCurrency::unreserve`.
 */
export function unreserve(context: BalanceContext, account: string, amount: bigint): bigint {
  if (amount === 0n) return 0n;
  const info = Account.get(context.state, account);
  const { data } = info;
  if (data.free + data.reserved === 0n) return amount;
  const given = data.reserved < amount ? data.reserved : amount;
  const free = data.free + given;
  const reserved = data.reserved - given;
  const wasHeld = data.reserved > 0n || data.frozen > 0n;
  const isHeld = reserved > 0n || data.frozen > 0n;
  const provides = data.free < EXISTENTIAL_DEPOSIT && free >= EXISTENTIAL_DEPOSIT;
  Account.put(context.state, account, {
    ...info,
    consumers: wasHeld && !isHeld ? info.consumers - 1 : info.consumers,
    providers: provides ? info.providers + 1 : info.providers,
    data: { ...data, free, reserved },
  });
  context.deposit(balances.event.Unreserved({ who: account, amount: given }));
  return amount - given;
}
