import type { ChainView } from "../chain.ts";
import { storage } from "../pallet.ts";

/** Under which number the chain keeps this rate limit. */
const SET_WEIGHTS_VERSION_KEY = 4;

/** True while an owner has to wait before changing the weights version again: `WeightsVersionKeyRateLimit` tempos. */
export function isTooSoonForVersionKey(
  { state, block }: ChainView,
  owner: string,
  netuid: number,
): boolean {
  const last = storage.TransactionKeyLastBlock.get(state, owner, netuid, SET_WEIGHTS_VERSION_KEY);
  const tempos = storage.WeightsVersionKeyRateLimit.get(state);
  const limit = BigInt(storage.Tempo.get(state, netuid)) * tempos;
  return last !== 0n && BigInt(block) - last < limit;
}

/** Notes that the owner has changed the weights version. */
export function noteVersionKey({ state, block }: ChainView, owner: string, netuid: number): void {
  const now = BigInt(block);
  storage.TransactionKeyLastBlock.put(state, owner, netuid, SET_WEIGHTS_VERSION_KEY, now);
}
