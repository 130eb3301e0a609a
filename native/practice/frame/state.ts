/** Raw chain state: keys are lowercase hex without 0x, values are SCALE bytes. */
export interface State {
  get(key: string): Uint8Array | undefined;
  set(key: string, value: Uint8Array): void;
  delete(key: string): void;
  /** The set keys under a prefix, sorted. */
  keys(prefix: string): string[];
}

/** What a change set says about one key: its new value, or undefined when it was removed. */
export type Changes = ReadonlyMap<string, Uint8Array | undefined>;

/** Hex digits of twox128(pallet) ++ twox128(item): every key of a storage item starts with its own. */
const ITEM_DIGITS = 64;

/** Keys grouped by storage item, so that walking one map never touches the others. */
class KeyGroups {
  readonly #groups = new Map<string, { keys: Set<string>; sorted: string[] | undefined }>();

  add(key: string): void {
    const item = key.slice(0, ITEM_DIGITS);
    const group = this.#groups.get(item);
    if (!group) {
      this.#groups.set(item, { keys: new Set([key]), sorted: undefined });
    } else if (!group.keys.has(key)) {
      group.keys.add(key);
      group.sorted = undefined;
    }
  }

  remove(key: string): void {
    const group = this.#groups.get(key.slice(0, ITEM_DIGITS));
    if (group?.keys.delete(key)) group.sorted = undefined;
  }

  under(prefix: string): string[] {
    if (prefix.length >= ITEM_DIGITS) return this.#inGroup(prefix.slice(0, ITEM_DIGITS), prefix);
    const items = [...this.#groups.keys()].filter((item) => item.startsWith(prefix)).sort();
    return items.flatMap((item) => this.#inGroup(item, item));
  }

  #inGroup(item: string, prefix: string): string[] {
    const group = this.#groups.get(item);
    if (!group) return [];
    group.sorted ??= [...group.keys].sort();
    const { sorted } = group;
    if (prefix === item) return sorted.slice();
    const start = firstFrom(sorted, prefix);
    let end = start;
    while (end < sorted.length && sorted[end]!.startsWith(prefix)) end += 1;
    return sorted.slice(start, end);
  }
}

/** Index of the first key not below `from` in a sorted list. */
export function firstFrom(sorted: readonly string[], from: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** State held wholly in memory: the base under every overlay. */
export class MemoryState implements State {
  readonly #values = new Map<string, Uint8Array>();
  readonly #keys = new KeyGroups();

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Uint8Array): void {
    this.#values.set(key, value);
    this.#keys.add(key);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.remove(key);
  }

  keys(prefix: string): string[] {
    return this.#keys.under(prefix);
  }
}

/** Changes over another state. Nothing reaches the base before {@link Overlay.commit}; overlays nest. */
export class Overlay implements State {
  readonly #base: State;
  #changes = new Map<string, Uint8Array | undefined>();
  #touched = new KeyGroups();

  constructor(base: State) {
    this.#base = base;
  }

  get(key: string): Uint8Array | undefined {
    const changed = this.#changes.get(key);
    if (changed !== undefined) return changed;
    return this.#changes.has(key) ? undefined : this.#base.get(key);
  }

  set(key: string, value: Uint8Array): void {
    this.#changes.set(key, value);
    this.#touched.add(key);
  }

  delete(key: string): void {
    this.#changes.set(key, undefined);
    this.#touched.add(key);
  }

  keys(prefix: string): string[] {
    const below = this.#base.keys(prefix);
    const touched = this.#touched.under(prefix);
    if (touched.length === 0) return below;
    const merged = new Set(below);
    let added = false;
    for (const key of touched) {
      if (this.#changes.get(key) === undefined) {
        merged.delete(key);
      } else if (!merged.has(key)) {
        merged.add(key);
        added = true;
      }
    }
    return added ? [...merged].sort() : [...merged];
  }

  /** Every key written or removed here, not yet committed. */
  changes(): Map<string, Uint8Array | undefined> {
    return new Map(this.#changes);
  }

  /** Writes every change into the base and starts again empty. */
  commit(): void {
    for (const [key, value] of this.#changes) {
      if (value === undefined) this.#base.delete(key);
      else this.#base.set(key, value);
    }
    this.discard();
  }

  /** Forgets every change. */
  discard(): void {
    this.#changes = new Map();
    this.#touched = new KeyGroups();
  }
}
