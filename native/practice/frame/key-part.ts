import type { ScaleType } from "../scale/type.ts";
import { type HasherName, hashedKey } from "./hasher.ts";
import type { KeySpec } from "./storage.ts";

/** Every netuid and uid, and all of finney's neurons with both of their accounts. */
const REMEMBERED = 100_000;

/** By hasher, for each type: most items have the same few kinds of keys, and share what is known of them. */
const known = new WeakMap<ScaleType<unknown>, Map<HasherName, Map<unknown, string>>>();

/**
 * How one key of a storage item becomes the hex digits of its part of the storage key. Numbers and texts, which accounts are, are
 * worked out once: an epoch of a full subnet makes some thousand storage keys, and encoding is most of it.
 */
export function keyPart([hasher, type]: KeySpec): (value: unknown) => string {
  const remembered = rememberedOf(hasher, type);
  return (value) => {
    if (typeof value !== "number" && typeof value !== "string")
      return hashedKey(hasher, type.codec.enc(value));
    const found = remembered.get(value);
    if (found !== undefined) return found;
    const made = hashedKey(hasher, type.codec.enc(value));
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(value, made);
    return made;
  };
}

function rememberedOf(hasher: HasherName, type: ScaleType<unknown>): Map<unknown, string> {
  const byHasher = known.get(type) ?? new Map<HasherName, Map<unknown, string>>();
  known.set(type, byHasher);
  const remembered = byHasher.get(hasher) ?? new Map<unknown, string>();
  byHasher.set(hasher, remembered);
  return remembered;
}
