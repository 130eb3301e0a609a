import type { PalletEvent } from "../../frame/context.ts";
import { DispatchFailure } from "../../frame/context.ts";
import type { State } from "../../frame/state.ts";
import type { ValueOf } from "../../scale/type.ts";
import { system } from "./pallet.ts";
import type { accountInfo } from "./types.ts";

const { Account } = system.storage;

/** What System keeps of an account. */
export type AccountInfo = ValueOf<typeof accountInfo>;

/** Where reference counting leaves its events. */
export interface ReferenceContext {
  readonly state: State;
  deposit(event: PalletEvent): void;
}

/** One more reason for the account to exist; it comes into being with System.NewAccount when it did not. */
export function addProvider(context: ReferenceContext, account: string): void {
  const info = Account.get(context.state, account);
  Account.put(context.state, account, { ...info, providers: info.providers + 1 });
  if (info.providers === 0 && info.sufficients === 0)
    context.deposit(system.event.NewAccount({ account }));
}

/**
 * One reason less. With the last one the account ends with System.KilledAccount: its nonce goes with it, as in FRAME,
 * since mortal eras are what keeps old transactions out. Throws DispatchFailure ConsumerRemaining while something
 * needs the account.
 */
export function removeProvider(context: ReferenceContext, account: string): void {
  const info = Account.get(context.state, account);
  if (info.providers <= 1 && info.consumers > 0)
    throw new DispatchFailure({ type: "ConsumerRemaining" });
  if (info.providers <= 1 && info.sufficients === 0) {
    Account.remove(context.state, account);
    context.deposit(system.event.KilledAccount({ account }));
    return;
  }
  Account.put(context.state, account, { ...info, providers: Math.max(0, info.providers - 1) });
}

/** True when the account would outlive one provider less, or may end. */
export function canRemoveProvider({ consumers, providers }: AccountInfo): boolean {
  return consumers === 0 || providers > 1;
}
