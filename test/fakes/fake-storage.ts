/** Storage maps in memory, by the values of their keys. */
export interface FakeStorage {
  get(pallet: string, item: string, keys: readonly unknown[]): unknown;
  /** Setting undefined removes. */
  set(pallet: string, item: string, keys: readonly unknown[], value: unknown): void;
  entries(
    pallet: string,
    item: string,
    prefix: readonly unknown[],
  ): { keys: unknown[]; value: unknown }[];
  /** A copy that later changes do not touch. */
  snapshot(): FakeStorage;
}

interface Entry {
  readonly keys: readonly unknown[];
  readonly value: unknown;
}

/** An empty storage, or one with these entries. */
export function fakeStorage(initial: ReadonlyMap<string, Entry> = new Map()): FakeStorage {
  const values = new Map(initial);
  const name = (pallet: string, item: string, keys: readonly unknown[]): string =>
    [`${pallet}.${item}`, ...keys.map(String)].join("|");
  return {
    get: (pallet, item, keys) => values.get(name(pallet, item, keys))?.value,
    set: (pallet, item, keys, value) => {
      if (value === undefined) values.delete(name(pallet, item, keys));
      else values.set(name(pallet, item, keys), { keys, value });
    },
    entries: (pallet, item, prefix) => {
      const start = `${name(pallet, item, prefix)}|`;
      return [...values]
        .filter(([id]) => id.startsWith(start))
        .map(([, { keys, value }]) => ({ keys: [...keys], value }));
    },
    snapshot: () => fakeStorage(values),
  };
}
