import { Blake2128Concat, Identity, Twox64Concat, Twox128 } from "@polkadot-api/substrate-bindings";

/** How a map hashes a key. The chain uses these three. */
export type StorageHasher = "Blake2_128Concat" | "Twox64Concat" | "Identity";

/** One key of a map: its SCALE bytes and the map's hasher for it. */
export interface HashedKey {
  readonly hasher: StorageHasher;
  readonly encoded: Uint8Array;
}

const hashers: Readonly<Record<StorageHasher, (encoded: Uint8Array) => Uint8Array>> = {
  Blake2_128Concat: Blake2128Concat,
  Twox64Concat,
  Identity,
};

/** Bytes before the key itself in what a hasher writes. */
const HASH_LENGTH: Readonly<Record<StorageHasher, number>> = {
  Blake2_128Concat: 16,
  Twox64Concat: 8,
  Identity: 0,
};

const text = new TextEncoder();

/** twox128(pallet) ++ twox128(item): 32 bytes, the whole key of a plain value and the prefix of a map. */
export function storagePrefix(pallet: string, item: string): Uint8Array {
  return concatenated([Twox128(text.encode(pallet)), Twox128(text.encode(item))]);
}

/** The storage key of an entry; with fewer keys than the map has, the prefix of all entries below them. */
export function storageKey(
  pallet: string,
  item: string,
  keys: readonly HashedKey[] = [],
): Uint8Array {
  return concatenated([storagePrefix(pallet, item), ...keys.map(hashedKey)]);
}

/** What a hasher makes of a key's SCALE bytes. */
export function hashedKey(key: HashedKey): Uint8Array {
  return hashers[key.hasher](key.encoded);
}

/** Where the SCALE bytes of a key begin behind its hash: all three hashers end with the key itself. */
export function keyOffset(hasher: StorageHasher): number {
  return HASH_LENGTH[hasher];
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
