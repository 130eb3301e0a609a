import { DispatchFailure } from "../../frame/context.ts";
import type { ValueOf } from "../../scale/type.ts";
import type { holdReason } from "../config-types.ts";
import { system } from "../system/pallet.ts";
import type { BalanceContext } from "./balance.ts";
import { balances, EXISTENTIAL_DEPOSIT } from "./pallet.ts";

/** Why rao are held. */
export type HoldReason = ValueOf<typeof holdReason>;

const { Account } = system.storage;
const { Holds } = balances.storage;

/**
 * Holds rao of an account for a reason: they stay its own and cannot be spent. No event tells of it, as on finney at this spec.
 * Throws DispatchFailure Token.FundsUnavailable when not so much is free besides the existential deposit of an account that
 * only its balance keeps. FRAME's `fungible::MutateHold::hold`.
 */
export function hold(
  context: BalanceContext,
  account: string,
  reason: HoldReason,
  amount: bigint,
): void {
  if (amount === 0n) return;
  const { state } = context;
  const info = Account.get(state, account);
  const { free, reserved, frozen } = info.data;
  const kept = info.providers === 1 ? EXISTENTIAL_DEPOSIT : 0n;
  if (free < amount + kept)
    throw new DispatchFailure({ type: "Token", value: { type: "FundsUnavailable" } });
  const wasHeld = reserved > 0n || frozen > 0n;
  Account.put(state, account, {
    ...info,
    consumers: wasHeld ? info.consumers : info.consumers + 1,
    data: { ...info.data, free: free - amount, reserved: reserved + amount },
  });
  change(context, account, reason, amount);
}

/** Gives back what is held for a reason, as far as so much is. FRAME's `fungible::MutateHold::release`, best effort. */
export function release(
  context: BalanceContext,
  account: string,
  reason: HoldReason,
  amount: bigint,
): void {
  const { state } = context;
  const held = heldFor(context, account, reason);
  const given = held < amount ? held : amount;
  if (given === 0n) return;
  const info = Account.get(state, account);
  const reserved = info.data.reserved - given;
  const isHeld = reserved > 0n || info.data.frozen > 0n;
  Account.put(state, account, {
    ...info,
    consumers: isHeld ? info.consumers : info.consumers - 1,
    data: { ...info.data, free: info.data.free + given, reserved },
  });
  change(context, account, reason, -given);
}

function heldFor({ state }: BalanceContext, account: string, reason: HoldReason): bigint {
  const entry = Holds.get(state, account).find(({ id }) => id.type === reason.type);
  return entry?.amount ?? 0n;
}

function change(
  context: BalanceContext,
  account: string,
  reason: HoldReason,
  difference: bigint,
): void {
  const others = Holds.get(context.state, account).filter(({ id }) => id.type !== reason.type);
  const amount = heldFor(context, account, reason) + difference;
  const next = amount > 0n ? [...others, { id: reason, amount }] : others;
  if (next.length > 0) Holds.put(context.state, account, next);
  else Holds.remove(context.state, account);
}
