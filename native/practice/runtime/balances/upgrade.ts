import { system } from "../system/pallet.ts";
import { NEW_LOGIC_FLAG } from "../system/types.ts";
import type { BalanceContext } from "./balance.ts";
import { balances, EXISTENTIAL_DEPOSIT } from "./pallet.ts";

const { Account } = system.storage;

/**
 * Brings an account of the old kind up to date, with Upgraded: what is reserved on it is a reason for it to live. Answers whether it was
 * one. This network makes none, but a chain that goes on from another's state may have them. Source: pallet_balances, ensure_upgraded.
 */
export function upgradeAccount(context: BalanceContext, who: string): boolean {
  const info = Account.get(context.state, who);
  const { data } = info;
  if ((data.flags & NEW_LOGIC_FLAG) !== 0n) return false;
  const consumes = data.reserved > 0n && data.frozen === 0n;
  const endangered = consumes && info.providers === 0;
  const free = endangered && data.free < EXISTENTIAL_DEPOSIT ? EXISTENTIAL_DEPOSIT : data.free;
  Account.put(context.state, who, {
    ...info,
    providers: endangered ? 1 : info.providers,
    consumers: consumes ? info.consumers + 1 : info.consumers,
    data: { ...data, free, flags: data.flags | NEW_LOGIC_FLAG },
  });
  context.deposit(balances.event.Upgraded({ who }));
  return true;
}
