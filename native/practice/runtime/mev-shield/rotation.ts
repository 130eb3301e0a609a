import type { DispatchContext } from "../../frame/context.ts";
import type { State } from "../../frame/state.ts";
import type { StorageItem } from "../../frame/storage-item.ts";
import { blockMaker } from "../aura/pallet.ts";
import { mevShield } from "./pallet.ts";

const { storage } = mevShield;

/** Bytes of an ML-KEM-768 encapsulation key. */
const KEY_BYTES = 1_184;
/**
 * How long a key is the one to encrypt to. finney's change every block; an announcement takes 24 kB of a chain's file with its
 * history, and where one node makes every block, nothing is won by more of them.
 */
const ROTATION_MILLIS = 300_000;

/** Blocks between two announcements on a network that makes one every `blockMillis`: five minutes. */
export function keyRotation(blockMillis: number): number {
  return Math.max(1, Math.round(ROTATION_MILLIS / blockMillis));
}

/**
 * Moves the announced keys on by one place and notes the block maker's new one: Pending becomes Current, Next becomes Pending,
 * the one announced before becomes Next, which users encrypt to. A key is good until the announcement that makes it Current, in
 * `rotation` blocks or twice as many. Source: pallets/shield, announce_next_key. Fails the call with Unreachable or BadEncKeyLen.
 */
export function announce(
  { state, block }: DispatchContext,
  key: Uint8Array | undefined,
  rotation: number,
): void {
  const author = blockMaker(state) ?? mevShield.fail("Unreachable");
  move(state, storage.PendingKey, storage.CurrentKey);
  move(state, storage.NextKey, storage.PendingKey);
  // One author makes every block, so it is also the one after the next.
  set(state, storage.NextKey, storage.AuthorKeys.find(state, author));
  if (key && key.length !== KEY_BYTES) mevShield.fail("BadEncKeyLen");
  if (key) storage.AuthorKeys.put(state, author, key);
  else storage.AuthorKeys.remove(state, author);
  const pending = storage.PendingKey.has(state);
  set(state, storage.PendingKeyExpiresAt, pending ? block + rotation + 1 : undefined);
  const next = storage.NextKey.has(state);
  set(state, storage.NextKeyExpiresAt, next ? block + 2 * rotation + 1 : undefined);
}

function move(state: State, from: StorageItem<[], Uint8Array>, to: StorageItem<[], Uint8Array>) {
  set(state, to, from.find(state));
}

function set<T>(state: State, item: StorageItem<[], T>, value: T | undefined): void {
  if (value === undefined) item.remove(state);
  else item.put(state, value);
}
