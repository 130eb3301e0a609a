import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { NETUID, PracticeChain } from "../runtime/practice-chain.ts";

/** Storage number of the house subnet's second mechanism. */
export const SECOND = 4_097;

/** The house subnet with room for two mechanisms and both there, in block 1. */
export function twoMechanisms(): PracticeChain {
  const chain = new PracticeChain();
  storage.MaxAllowedUids.put(chain.state, NETUID, 128);
  chain.advance();
  const args = { netuid: NETUID, mechanism_count: 2 };
  const set = chain.call("root", "AdminUtils.sudo_set_mechanism_count", args);
  if (set !== "ok") throw new Error(`two mechanisms: ${set}`);
  return chain;
}

/** Lets every house validator weigh miners on one mechanism. */
export function weigh(
  chain: PracticeChain,
  mecid: number,
  dests: readonly number[],
  weights: readonly number[],
): void {
  for (const { hotkey } of chain.accounts.validators) {
    const args = { netuid: NETUID, mecid, dests, weights, version_key: 0n };
    const set = chain.call(hotkey, "set_mechanism_weights", args);
    if (set !== "ok") throw new Error(`weights on mechanism ${mecid}: ${set}`);
  }
}
