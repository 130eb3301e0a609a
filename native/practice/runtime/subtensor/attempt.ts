import { DispatchFailure, type PalletEvent } from "../../frame/context.ts";
import { Overlay } from "../../frame/state.ts";
import type { Chain } from "./chain.ts";

/** Does something that may fail as a call does; then nothing of it stays, neither state nor events. True when it succeeded. */
export function attempt(chain: Chain, work: (chain: Chain) => void): boolean {
  const state = new Overlay(chain.state);
  const events: PalletEvent[] = [];
  try {
    work({ state, block: chain.block, deposit: (event) => void events.push(event) });
  } catch (error) {
    if (error instanceof DispatchFailure) return false;
    throw error;
  }
  state.commit();
  for (const event of events) chain.deposit(event);
  return true;
}
