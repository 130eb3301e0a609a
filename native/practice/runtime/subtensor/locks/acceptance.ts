import type { State } from "../../../frame/state.ts";
import { storage } from "../pallet.ts";

/** The bit of an account's flags that says it takes locked stake. */
const ACCEPTS_LOCKED = 1n;

/** True when locked stake may be given to the coldkey. */
export function acceptsLocked(state: State, coldkey: string): boolean {
  return (storage.AccountFlags.get(state, coldkey) & ACCEPTS_LOCKED) === ACCEPTS_LOCKED;
}

/** Notes whether a coldkey takes locked stake; flags of 0 are not stored. */
export function setAcceptsLocked(state: State, coldkey: string, accepts: boolean): void {
  const flags = storage.AccountFlags.get(state, coldkey);
  const wanted = accepts ? flags | ACCEPTS_LOCKED : flags & ~ACCEPTS_LOCKED;
  if (wanted === 0n) storage.AccountFlags.remove(state, coldkey);
  else storage.AccountFlags.put(state, coldkey, wanted);
}

/** Gives one coldkey's flags to another, whose own are forgotten. */
export function moveFlags(state: State, from: string, to: string): void {
  const flags = storage.AccountFlags.get(state, from);
  storage.AccountFlags.remove(state, from);
  if (flags === 0n) storage.AccountFlags.remove(state, to);
  else storage.AccountFlags.put(state, to, flags);
}
