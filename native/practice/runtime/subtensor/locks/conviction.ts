import {
  addLocks,
  emptyLock,
  type Lock,
  type LockKind,
  lossOf,
  reduceLock,
  rollLock,
} from "../../../../protocol/conviction.ts";
import type { ChainView } from "../chain.ts";
import {
  kindOf,
  type LockPlace,
  lockedHotkey,
  ratesOf,
  readLock,
  readTotal,
  writeLock,
  writeTotal,
} from "./records.ts";

/** A coldkey's lock and the total of its hotkey in which it counts. Source: staking/lock.rs, ConvictionModel. */
export interface Conviction {
  readonly place: LockPlace;
  readonly kind: LockKind;
  readonly lock: Lock;
  readonly total: Lock;
}

/** The lock at a place, whether there is one or not, counted up to the present block. Nothing is stored. */
export function convictionAt(chain: ChainView, place: LockPlace): Conviction {
  const { state } = chain;
  const now = BigInt(chain.block);
  const kind = kindOf(state, place);
  const stored = readLock(state, place, now);
  const storedTotal = readTotal(state, place.netuid, place.hotkey, kind) ?? emptyLock(now);
  const lock = rolled(chain, stored, kind);
  const loss = lossOf(stored, lock);
  // As on chain: where the lock lost something the total loses the same, and else it ages by itself.
  const total =
    loss.mass > 0n || loss.conviction > 0n
      ? { ...reduceLock(storedTotal, loss), block: now }
      : rolled(chain, storedTotal, kind);
  return { place, kind, lock, total };
}

/** The lock that a coldkey has on a subnet, counted up to the present block; undefined when it has none. */
export function convictionOf(
  chain: ChainView,
  coldkey: string,
  netuid: number,
): Conviction | undefined {
  const hotkey = lockedHotkey(chain.state, coldkey, netuid);
  return hotkey === undefined ? undefined : convictionAt(chain, { coldkey, netuid, hotkey });
}

/** A lock counted up to the present block. */
export function rolled({ state, block }: ChainView, lock: Lock, kind: LockKind): Lock {
  return rollLock(lock, BigInt(block), ratesOf(state), kind);
}

/** Stores a lock and its total. */
export function saveConviction(
  { state }: ChainView,
  { place, kind, lock, total }: Conviction,
): void {
  writeLock(state, place, lock);
  writeTotal(state, place.netuid, place.hotkey, kind, total);
}

/** Adds a lock to the total in which locks of this place count. */
export function addToTotal(chain: ChainView, place: LockPlace, added: Lock): void {
  const kind = kindOf(chain.state, place);
  const total = rolledTotal(chain, place, kind);
  const sum = rolled(chain, addLocks(total, added), kind);
  writeTotal(chain.state, place.netuid, place.hotkey, kind, sum);
}

/** Takes mass and conviction from the total in which locks of this place count. */
export function takeFromTotal(
  chain: ChainView,
  place: LockPlace,
  taken: Omit<Lock, "block">,
): void {
  const kind = kindOf(chain.state, place);
  const total = reduceLock(rolledTotal(chain, place, kind), taken);
  writeTotal(chain.state, place.netuid, place.hotkey, kind, total);
}

function rolledTotal(chain: ChainView, { netuid, hotkey }: LockPlace, kind: LockKind): Lock {
  const now = BigInt(chain.block);
  return rolled(chain, readTotal(chain.state, netuid, hotkey, kind) ?? emptyLock(now), kind);
}
