import { addLocks } from "../../../../protocol/conviction.ts";
import { hotkeyExists, ownerOf } from "../accounts.ts";
import type { Chain } from "../chain.ts";
import { ensure, event, fail, storage } from "../pallet.ts";
import { setAcceptsLocked } from "./acceptance.ts";
import { totalStake } from "./availability.ts";
import {
  addToTotal,
  convictionAt,
  convictionOf,
  rolled,
  saveConviction,
  takeFromTotal,
} from "./conviction.ts";
import {
  isPerpetual,
  kindOf,
  type LockPlace,
  lockedHotkey,
  removeLock,
  writeLock,
} from "./records.ts";

/**
 * Locks so many alpha units of a coldkey's stake on a subnet for one hotkey, or adds to the lock that is there. Source:
 * staking/lock.rs, do_lock_stake, checks in its order.
 */
export function lockStake(chain: Chain, place: LockPlace, amount: bigint): void {
  const { state } = chain;
  const { coldkey, netuid, hotkey } = place;
  ensure(amount > 0n, "AmountTooLow");
  ensure(hotkeyExists(state, hotkey), "HotKeyAccountNotExists");
  const existing = lockedHotkey(state, coldkey, netuid) ?? hotkey;
  ensure(existing === hotkey, "LockHotkeyMismatch");
  const conviction = convictionAt(chain, place);
  const { kind } = conviction;
  const added = { mass: amount, conviction: 0n, block: BigInt(chain.block) };
  const lock = addLocks(conviction.lock, added);
  ensure(totalStake(state, coldkey, netuid) >= lock.mass, "InsufficientStakeForLock");
  const total = addLocks(rolled(chain, conviction.total, kind), added);
  saveConviction(chain, {
    ...conviction,
    lock: rolled(chain, lock, kind),
    total: rolled(chain, total, kind),
  });
  chain.deposit(event.StakeLocked({ coldkey, hotkey, netuid, amount }));
}

/**
 * Gives a lock to another hotkey. Its conviction stays only where both hotkeys are one coldkey's. Source: do_move_lock.
 */
export function moveLock(chain: Chain, coldkey: string, netuid: number, to: string): void {
  const { state } = chain;
  ensure(hotkeyExists(state, to), "HotKeyAccountNotExists");
  const conviction = convictionOf(chain, coldkey, netuid) ?? fail("NoExistingLock");
  const { place: origin, lock } = conviction;
  const place = { coldkey, netuid, hotkey: to };
  const sameOwner = ownerOf(state, origin.hotkey) === ownerOf(state, to);
  const kept = sameOwner ? lock : { ...lock, conviction: 0n };
  const moved = rolled(chain, kept, kindOf(state, place));
  removeLock(state, origin);
  writeLock(state, place, moved);
  // From the total as stored: the chain drops the one that it has just counted up, and does so once more.
  takeFromTotal(chain, origin, lock);
  addToTotal(chain, place, moved);
  chain.deposit(
    event.LockMoved({ coldkey, origin_hotkey: origin.hotkey, destination_hotkey: to, netuid }),
  );
}

/** Lets a coldkey's lock on a subnet decay, or stops it. Source: do_set_perpetual_lock. */
export function setPerpetualLock(
  chain: Chain,
  coldkey: string,
  netuid: number,
  enabled: boolean,
): void {
  const { state } = chain;
  const changes = isPerpetual(state, coldkey, netuid) !== enabled;
  const conviction = convictionOf(chain, coldkey, netuid);
  if (conviction) {
    saveConviction(chain, conviction);
    if (changes) takeFromTotal(chain, conviction.place, conviction.lock);
  }
  if (enabled) storage.DecayingLock.put(state, coldkey, netuid, false);
  else storage.DecayingLock.remove(state, coldkey, netuid);
  // A lock that had become dust is gone by now.
  if (conviction && changes && lockedHotkey(state, coldkey, netuid) !== undefined)
    addToTotal(chain, conviction.place, conviction.lock);
  chain.deposit(event.PerpetualLockUpdated({ coldkey, netuid, enabled }));
}

/** Says whether a coldkey takes stake that is locked; by itself it does not. */
export function setRejectLockedAlpha(chain: Chain, coldkey: string, enabled: boolean): void {
  setAcceptsLocked(chain.state, coldkey, !enabled);
  chain.deposit(event.RejectLockedAlphaUpdated({ coldkey, enabled }));
}
