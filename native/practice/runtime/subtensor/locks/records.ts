import {
  emptyLock,
  isDust,
  type Lock,
  type LockKind,
  type LockRates,
} from "../../../../protocol/conviction.ts";
import type { State } from "../../../frame/state.ts";
import type { ValueOf } from "../../../scale/type.ts";
import { storage } from "../pallet.ts";
import type { lockState } from "../types.ts";

/** Whose lock it is, and for which hotkey of which subnet. */
export interface LockPlace {
  readonly coldkey: string;
  readonly netuid: number;
  readonly hotkey: string;
}

/** How fast locks age on this chain, in blocks. */
export function ratesOf(state: State): LockRates {
  return { unlock: storage.UnlockRate.get(state), maturity: storage.MaturityRate.get(state) };
}

/** True when locks for the hotkey count as the subnet owner's. */
export function isOwnersHotkey(state: State, netuid: number, hotkey: string): boolean {
  return storage.SubnetOwnerHotkey.get(state, netuid) === hotkey;
}

/** True when the coldkey asked for its lock on the subnet not to decay; the flag is stored as "does not decay". */
export function isPerpetual(state: State, coldkey: string, netuid: number): boolean {
  return storage.DecayingLock.find(state, coldkey, netuid) === false;
}

/** How the lock at a place ages, and which of the hotkey's four totals it belongs to. */
export function kindOf(state: State, { coldkey, netuid, hotkey }: LockPlace): LockKind {
  return {
    owner: isOwnersHotkey(state, netuid, hotkey),
    perpetual: isPerpetual(state, coldkey, netuid),
  };
}

/** The hotkey for which a coldkey has locked stake on a subnet: there is one at most. */
export function lockedHotkey(state: State, coldkey: string, netuid: number): string | undefined {
  return storage.Lock.entries(state, coldkey, netuid)[0]?.[0][2];
}

/** The lock at a place as last counted; one of nothing, counted up to `now`, where there is none. */
export function readLock(state: State, place: LockPlace, now: bigint): Lock {
  const stored = storage.Lock.find(state, place.coldkey, place.netuid, place.hotkey);
  return stored ? fromStored(stored) : emptyLock(now);
}

/** Stores a lock and the way back to it from its hotkey; dust is forgotten. */
export function writeLock(state: State, place: LockPlace, lock: Lock): void {
  const { coldkey, netuid, hotkey } = place;
  if (isDust(lock)) {
    removeLock(state, place);
    return;
  }
  storage.LockingColdkeys.put(state, netuid, hotkey, coldkey, undefined);
  storage.Lock.put(state, coldkey, netuid, hotkey, toStored(lock));
}

/** Forgets a lock, and the way back to it. */
export function removeLock(state: State, { coldkey, netuid, hotkey }: LockPlace): void {
  storage.LockingColdkeys.remove(state, netuid, hotkey, coldkey);
  storage.Lock.remove(state, coldkey, netuid, hotkey);
}

/** What all coldkeys together have locked for a hotkey in one of its totals; undefined for nothing. */
export function readTotal(
  state: State,
  netuid: number,
  hotkey: string,
  kind: LockKind,
): Lock | undefined {
  const { OwnerLock, DecayingOwnerLock, HotkeyLock, DecayingHotkeyLock } = storage;
  const stored = kind.owner
    ? (kind.perpetual ? OwnerLock : DecayingOwnerLock).find(state, netuid)
    : (kind.perpetual ? HotkeyLock : DecayingHotkeyLock).find(state, netuid, hotkey);
  return stored && fromStored(stored);
}

/** Stores one of a hotkey's totals; nothing at all, or `undefined`, removes it. */
export function writeTotal(
  state: State,
  netuid: number,
  hotkey: string,
  kind: LockKind,
  total: Lock | undefined,
): void {
  const { OwnerLock, DecayingOwnerLock, HotkeyLock, DecayingHotkeyLock } = storage;
  const kept = total && (total.mass > 0n || total.conviction > 0n) ? toStored(total) : undefined;
  if (kind.owner) {
    const item = kind.perpetual ? OwnerLock : DecayingOwnerLock;
    if (kept) item.put(state, netuid, kept);
    else item.remove(state, netuid);
    return;
  }
  const item = kind.perpetual ? HotkeyLock : DecayingHotkeyLock;
  if (kept) item.put(state, netuid, hotkey, kept);
  else item.remove(state, netuid, hotkey);
}

/** A lock as the pure functions take it. */
export function fromStored({ locked_mass, conviction, last_update }: Stored): Lock {
  return { mass: locked_mass, conviction: conviction.bits, block: last_update };
}

/** A lock as storage and the runtime API have it. */
export function toStored({ mass, conviction, block }: Lock): Stored {
  return { locked_mass: mass, conviction: { bits: conviction }, last_update: block };
}

type Stored = ValueOf<typeof lockState>;
