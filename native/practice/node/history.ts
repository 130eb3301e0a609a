import type { State } from "../frame/state.ts";
import type { ChainDatabase, Undo } from "./database.ts";

/** Blocks whose undo is kept in memory: clients read the newest few, again and again. */
const REMEMBERED_BLOCKS = 32;

/** Reads the state at any kept block: the newest state, with what later blocks changed put back. */
export class History {
  readonly #newest: State;
  readonly #database: ChainDatabase;
  /** Undo of the newest blocks, oldest first, with the number of the block that made the change. */
  readonly #recent: { number: number; undo: Map<string, Uint8Array | undefined> }[] = [];
  #best: number;

  constructor(newest: State, database: ChainDatabase, best: number) {
    this.#newest = newest;
    this.#database = database;
    this.#best = best;
  }

  /** Tells of a block that has just been applied to the newest state. */
  applied(number: number, undo: readonly Undo[]): void {
    this.#best = number;
    this.#recent.push({ number, undo: new Map(undo.map(({ key, before }) => [key, before])) });
    if (this.#recent.length > REMEMBERED_BLOCKS) this.#recent.shift();
  }

  /** The state after block `number`, for as long as that block is the one asked about: do not keep it across blocks. */
  at(number: number): State {
    if (number >= this.#best) return this.#newest;
    const later = this.#recent.filter((block) => block.number > number);
    const inMemory = later.length === this.#best - number;
    return inMemory ? this.#rewound(later) : this.#stored(number);
  }

  #rewound(later: readonly { undo: ReadonlyMap<string, Uint8Array | undefined> }[]): State {
    const put = new Map<string, Uint8Array | undefined>();
    // The oldest change after the block asked about says what was there at it.
    for (const { undo } of later.toReversed())
      for (const [key, before] of undo) put.set(key, before);
    return readOnly(
      (key) => (put.has(key) ? put.get(key) : this.#newest.get(key)),
      (prefix) =>
        merged(
          this.#newest.keys(prefix),
          [...put.keys()].filter((key) => key.startsWith(prefix)),
          (key) => put.get(key) !== undefined,
        ),
    );
  }

  #stored(number: number): State {
    const get = (key: string): Uint8Array | undefined => {
      const before = this.#database.before(key, number);
      return before ? before.value : this.#newest.get(key);
    };
    return readOnly(get, (prefix) =>
      merged(
        this.#newest.keys(prefix),
        this.#database.changedKeys(prefix, number),
        (key) => get(key) !== undefined,
      ),
    );
  }
}

/** Keys set now, corrected by the changed ones: each is there only if it was set at the time. */
function merged(
  now: readonly string[],
  changed: readonly string[],
  wasSet: (key: string) => boolean,
): string[] {
  if (changed.length === 0) return [...now];
  const keys = new Set(now);
  for (const key of changed) {
    if (wasSet(key)) keys.add(key);
    else keys.delete(key);
  }
  return [...keys].sort();
}

function readOnly(get: State["get"], keys: State["keys"]): State {
  const refuse = (): never => {
    throw new TypeError("a past state cannot be written");
  };
  return { get, keys, set: refuse, delete: refuse };
}
