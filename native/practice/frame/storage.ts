import type { ScaleType, ValueOf } from "../scale/type.ts";
import type { Deprecation } from "./deprecation.ts";
import type { HasherName } from "./hasher.ts";

/** One key of a storage map: how it is hashed and what it is. */
export type KeySpec<T = unknown> = readonly [hasher: HasherName, type: ScaleType<T>];

/** `optional` items read as undefined when unset; others read as `default` (the type's zero when not given). */
export interface StorageOptions<T> {
  readonly default?: T;
  readonly optional?: boolean;
  readonly docs?: readonly string[];
  readonly deprecated?: Deprecation;
}

/** A storage item as declared: data only, until a pallet gives it a prefix. `Keys` are the key values in order. */
export interface StorageDeclaration<
  Keys extends readonly unknown[] = readonly unknown[],
  T = unknown,
> {
  readonly keys: { readonly [Index in keyof Keys]: KeySpec<Keys[Index]> };
  readonly type: ScaleType<T>;
  readonly optional: boolean;
  /** SCALE of the value an unset item reads as; `00` for an optional one, as in scale metadata. */
  readonly fallback: Uint8Array;
  readonly docs: readonly string[];
  readonly deprecated?: Deprecation;
}

function declare<Keys extends readonly unknown[], T>(
  keys: StorageDeclaration<Keys, T>["keys"],
  type: ScaleType<T>,
  options: StorageOptions<T>,
): StorageDeclaration<Keys, T> {
  const optional = options.optional ?? false;
  const value = options.default === undefined ? type.zero : type.codec.enc(options.default);
  const fallback = optional ? Uint8Array.of(0) : value;
  const { docs = [], deprecated } = options;
  return { keys, type, optional, fallback, docs, ...(deprecated && { deprecated }) };
}

/** A single value. */
export function storageValue<T>(
  type: ScaleType<T>,
  options: StorageOptions<T> = {},
): StorageDeclaration<[], T> {
  return declare<[], T>([], type, options);
}

/** A map of one key. */
export function storageMap<K, T>(
  key: KeySpec<K>,
  type: ScaleType<T>,
  options: StorageOptions<T> = {},
): StorageDeclaration<[K], T> {
  return declare<[K], T>([key], type, options);
}

/** A map of two keys. */
export function storageDoubleMap<A, B, T>(
  first: KeySpec<A>,
  second: KeySpec<B>,
  type: ScaleType<T>,
  options: StorageOptions<T> = {},
): StorageDeclaration<[A, B], T> {
  return declare<[A, B], T>([first, second], type, options);
}

/** The key values of a list of key specs. */
export type KeyValues<Specs extends readonly KeySpec[]> = {
  -readonly [Index in keyof Specs]: ValueOf<Specs[Index][1]>;
};

/** A map of any number of keys. */
export function storageNMap<const Specs extends readonly KeySpec[], T>(
  keys: Specs,
  type: ScaleType<T>,
  options: StorageOptions<T> = {},
): StorageDeclaration<KeyValues<Specs>, T> {
  const specs = keys as unknown as StorageDeclaration<KeyValues<Specs>, T>["keys"];
  return declare<KeyValues<Specs>, T>(specs, type, options);
}
