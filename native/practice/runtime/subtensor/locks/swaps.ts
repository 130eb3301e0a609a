import type { Lock, LockKind } from "../../../../protocol/conviction.ts";
import type { State } from "../../../frame/state.ts";
import type { ChainView } from "../chain.ts";
import { ensure, storage } from "../pallet.ts";
import { moveFlags } from "./acceptance.ts";
import { addToTotal, rolled, takeFromTotal } from "./conviction.ts";
import {
  isOwnersHotkey,
  isPerpetual,
  kindOf,
  type LockPlace,
  readLock,
  readTotal,
  removeLock,
  writeLock,
  writeTotal,
} from "./records.ts";

/**
 * Gives a coldkey's locks, how they age, and its flags to another coldkey, which must have no lock of its own: fails the
 * call with ActiveLockExists. Source: staking/lock.rs, swap_coldkey_locks.
 */
export function moveColdkeyLocks(chain: ChainView, from: string, to: string): void {
  const { state } = chain;
  for (const place of placesOf(state, to))
    ensure(currentLock(chain, place).mass === 0n, "ActiveLockExists");
  const held = placesOf(state, from).map((place) => ({ place, lock: currentLock(chain, place) }));
  for (const { place, lock } of held) {
    removeLock(state, place);
    takeFromTotal(chain, place, lock);
  }
  for (const [[, netuid], decays] of storage.DecayingLock.entries(state, from)) {
    storage.DecayingLock.remove(state, from, netuid);
    storage.DecayingLock.put(state, to, netuid, decays);
  }
  moveFlags(state, from, to);
  for (const { place, lock } of held) {
    const target = { ...place, coldkey: to };
    const moved = rolled(chain, lock, kindOf(state, target));
    writeLock(state, target, moved);
    addToTotal(chain, target, moved);
  }
}

/**
 * Turns what is locked for one hotkey on some subnets into locks for another, before the rest of the hotkey is moved. As on
 * chain the totals of the old hotkey replace those of the new one. Source: staking/lock.rs, swap_hotkey_locks_for_netuids.
 */
export function moveHotkeyLocks(
  chain: ChainView,
  from: string,
  to: string,
  netuids: readonly number[],
): void {
  const { state } = chain;
  const concerned = netuids
    .map((netuid) => {
      const wasOwner = isOwnersHotkey(state, netuid, from);
      return { netuid, wasOwner, isOwner: wasOwner || isOwnersHotkey(state, netuid, to) };
    })
    .filter(
      ({ netuid, isOwner }) =>
        isOwner ||
        storage.HotkeyLock.has(state, netuid, from) ||
        storage.DecayingHotkeyLock.has(state, netuid, from),
    );
  for (const { netuid, wasOwner, isOwner } of concerned)
    moveLocks(chain, netuid, { hotkey: from, owner: wasOwner }, { hotkey: to, owner: isOwner });
  for (const { netuid, wasOwner, isOwner } of concerned)
    for (const perpetual of [true, false])
      moveTotal(
        chain,
        netuid,
        { hotkey: from, kind: { owner: wasOwner, perpetual } },
        { hotkey: to, kind: { owner: isOwner, perpetual } },
      );
}

interface Side {
  readonly hotkey: string;
  readonly owner: boolean;
}

function moveLocks(chain: ChainView, netuid: number, from: Side, to: Side): void {
  const { state } = chain;
  for (const [[, , coldkey]] of storage.LockingColdkeys.entries(state, netuid, from.hotkey)) {
    const place = { coldkey, netuid, hotkey: from.hotkey };
    const lock = readLock(state, place, BigInt(chain.block));
    const perpetual = isPerpetual(state, coldkey, netuid);
    const left = rolled(chain, lock, { owner: from.owner, perpetual });
    removeLock(state, place);
    const moved = rolled(chain, left, { owner: to.owner, perpetual });
    writeLock(state, { ...place, hotkey: to.hotkey }, moved);
  }
}

interface TotalPlace {
  readonly hotkey: string;
  readonly kind: LockKind;
}

function moveTotal(chain: ChainView, netuid: number, from: TotalPlace, to: TotalPlace): void {
  const { state } = chain;
  const total = readTotal(state, netuid, from.hotkey, from.kind);
  if (!total) return;
  writeTotal(state, netuid, from.hotkey, from.kind, undefined);
  const left = rolled(chain, total, from.kind);
  writeTotal(state, netuid, to.hotkey, to.kind, rolled(chain, left, to.kind));
}

function placesOf(state: State, coldkey: string): LockPlace[] {
  return storage.Lock.entries(state, coldkey).map(([[, netuid, hotkey]]) => ({
    coldkey,
    netuid,
    hotkey,
  }));
}

function currentLock(chain: ChainView, place: LockPlace): Lock {
  const { state, block } = chain;
  return rolled(chain, readLock(state, place, BigInt(block)), kindOf(state, place));
}
