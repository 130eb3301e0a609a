import type { PalletEvent } from "../../frame/context.ts";
import type { State } from "../../frame/state.ts";

/** What the pallet's functions work on: the state, the number of the block being built, and where events go. */
export interface Chain {
  readonly state: State;
  readonly block: number;
  deposit(event: PalletEvent): void;
}

/** What a question about the chain needs. */
export type ChainView = Pick<Chain, "state" | "block">;

/** The network on which stake is TAO itself. */
export const ROOT = 0;

/** `left - right`, never below 0, as the chain subtracts. */
export function saturatingSubtract(left: bigint, right: bigint): bigint {
  return left > right ? left - right : 0n;
}
