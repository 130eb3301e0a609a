import { bytesOf, hexOf, hiddenDigits, itemPrefix } from "./hasher.ts";
import { keyPart } from "./key-part.ts";
import type { State } from "./state.ts";
import type { KeySpec, StorageDeclaration } from "./storage.ts";

/** The leading part of a tuple. */
type Leading<Keys extends readonly unknown[]> = Keys extends readonly [...infer Rest, unknown]
  ? Keys | Leading<Rest>
  : Keys;

/** Typed access to one storage item of a pallet. Every method takes the state it works on. */
export interface StorageItem<Keys extends readonly unknown[], T> {
  readonly declaration: StorageDeclaration<Keys, T>;
  /** The full storage key, hex without 0x. */
  key(...keys: Keys): string;
  /** The storage key of the item, or of the entries under the first keys. */
  prefix(...partial: Leading<Keys>): string;
  /** The value; the default when unset. Throws RangeError for an unset optional item. */
  get(state: State, ...keys: Keys): T;
  /** The value, or undefined when unset. */
  find(state: State, ...keys: Keys): T | undefined;
  has(state: State, ...keys: Keys): boolean;
  put(state: State, ...keysThenValue: [...Keys, T]): void;
  /** Puts `change(get(...))`. */
  mutate(state: State, ...keysThenChange: [...Keys, (value: T) => T]): void;
  remove(state: State, ...keys: Keys): void;
  /** Every set entry under the given first keys, in storage key order. Throws for a hasher that hides its key. */
  entries(state: State, ...partial: Leading<Keys>): [Keys, T][];
  /** Removes every entry under the given first keys. */
  clear(state: State, ...partial: Leading<Keys>): void;
}

/** Binds a declaration to its pallet's prefix and its own name. */
export function storageItem<Keys extends readonly unknown[], T>(
  palletPrefix: string,
  name: string,
  declaration: StorageDeclaration<Keys, T>,
): StorageItem<Keys, T> {
  const base = itemPrefix(palletPrefix, name);
  const specs: readonly KeySpec[] = declaration.keys;
  const parts = specs.map(keyPart);
  const { codec } = declaration.type;
  const { optional, fallback } = declaration;

  const path = (keys: readonly unknown[]): string => {
    let key = base;
    for (let index = 0; index < keys.length; index += 1) key += parts[index]!(keys[index]);
    return key;
  };
  const read = (state: State, keys: readonly unknown[]): T => {
    const stored = state.get(path(keys));
    if (stored) return codec.dec(stored);
    if (optional) throw new RangeError(`${palletPrefix}.${name} is not set`);
    return codec.dec(fallback);
  };
  const split = (values: readonly unknown[]): [readonly unknown[], unknown] => [
    values.slice(0, -1),
    values.at(-1),
  ];

  return {
    declaration,
    key: (...keys) => path(keys),
    prefix: (...partial) => path(partial),
    get: (state, ...keys) => read(state, keys),
    find(state, ...keys) {
      const stored = state.get(path(keys));
      return stored && codec.dec(stored);
    },
    has: (state, ...keys) => state.get(path(keys)) !== undefined,
    put(state, ...values) {
      const [keys, value] = split(values);
      state.set(path(keys), codec.enc(value as T));
    },
    mutate(state, ...values) {
      const [keys, change] = split(values);
      state.set(path(keys), codec.enc((change as (value: T) => T)(read(state, keys))));
    },
    remove: (state, ...keys) => state.delete(path(keys)),
    entries: (state, ...partial) =>
      state
        .keys(path(partial))
        .map((key) => [keysOf(key, base, specs) as unknown as Keys, codec.dec(state.get(key)!)]),
    clear(state, ...partial) {
      for (const key of state.keys(path(partial))) state.delete(key);
    },
  };
}

/** The key values that a full storage key carries. */
function keysOf(key: string, base: string, specs: readonly KeySpec[]): unknown[] {
  let offset = base.length;
  return specs.map(([hasher, type]) => {
    const hidden = hiddenDigits(hasher);
    if (hidden === undefined) throw new TypeError(`${hasher} hides its key`);
    offset += hidden;
    const value = type.codec.dec(bytesOf(key.slice(offset)));
    // The key's own length is that of encoding it again: SCALE has one encoding a value.
    offset += hexOf(type.codec.enc(value)).length;
    return value;
  });
}
