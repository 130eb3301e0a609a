import type { ChainView } from "./chain.ts";
import { storage } from "./pallet.ts";

/** Kinds of calls that are limited per key and subnet, with their numbers on chain. Source: utils/rate_limiting.rs. */
const KINDS = {
  SetChildren: 0,
  SetChildkeyTake: 1,
  MechanismCountUpdate: 7,
  MechanismEmission: 8,
  MaxUidsTrimming: 9,
  TempoUpdate: 11,
} as const;

/** A kind of call that is limited per key and subnet. */
export type LimitedKind = keyof typeof KINDS;

/** True when `limit` blocks have passed since the hotkey last did this on the subnet, or it never did. */
export function mayRepeat(
  { state, block }: ChainView,
  kind: LimitedKind,
  hotkey: string,
  netuid: number,
  limit: bigint,
): boolean {
  const last = storage.TransactionKeyLastBlock.get(state, hotkey, netuid, KINDS[kind]);
  return last === 0n || BigInt(block) - last >= limit;
}

/** Notes that the hotkey has done this on the subnet in this block. */
export function noteRepeated(
  { state, block }: ChainView,
  kind: LimitedKind,
  hotkey: string,
  netuid: number,
): void {
  storage.TransactionKeyLastBlock.put(state, hotkey, netuid, KINDS[kind], BigInt(block));
}

/** True while a key that did something in block `last` has to wait: `TxRateLimit` blocks, none when that is 0. */
export function isWithinTxRateLimit({ state, block }: ChainView, last: bigint): boolean {
  const limit = storage.TxRateLimit.get(state);
  return limit !== 0n && last !== 0n && BigInt(block) - last <= limit;
}
