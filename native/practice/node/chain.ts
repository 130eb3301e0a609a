import type { BlockInProgress } from "../frame/block.ts";
import type { Runtime } from "../frame/runtime.ts";
import { type Changes, MemoryState, Overlay, type State } from "../frame/state.ts";
import { type Block, blake2Hex, decodeHeader, nextStateRoot, sealBlock } from "./block.ts";
import type { ChainDatabase, Undo } from "./database.ts";
import { type Fork, forkBeginning } from "./fork-beginning.ts";
import { History } from "./history.ts";

/** A block by number and hash. */
export interface BlockRef {
  readonly number: number;
  readonly hash: string;
}

/** Asked for a state that pruning has let go. The message is what Bittensor's clients look for. */
export class StateDiscarded extends Error {
  constructor(hash: string) {
    super(`State already discarded for ${hash}`);
    this.name = "StateDiscarded";
  }
}

/** How a chain is made and kept. */
export interface ChainOptions {
  readonly database: ChainDatabase;
  readonly runtime: Runtime;
  /** The first state of a new chain: written anew, or that of another chain after one of its blocks. */
  readonly genesis: ((state: State) => void) | Fork;
  /** Facts that belong to a chain for its life; kept with it. */
  readonly facts: Readonly<Record<string, string>>;
  /** Blocks whose states stay readable; undefined keeps all. */
  readonly keptStates: number | undefined;
}

const NO_HASH = `0x${"00".repeat(32)}`;
/** ":code", hex: where a chain keeps its runtime. */
export const CODE_KEY = "3a636f6465";
/** History is cleared in steps, so that most blocks do not touch old pages. */
const PRUNE_EVERY = 64;

/** The one chain of a practice network: its newest state in memory, everything in its file. There are no forks. */
export class Chain {
  readonly runtime: Runtime;
  readonly genesisHash: string;
  readonly #database: ChainDatabase;
  readonly #state = new MemoryState();
  readonly #history: History;
  readonly #keptStates: number | undefined;
  readonly #listeners = new Set<(block: Block) => void>();
  #best: BlockRef;
  #finalized: BlockRef;
  #stateRoot: string;
  #oldestState: number;

  constructor({ database, runtime, genesis, facts, keptStates }: ChainOptions) {
    this.runtime = runtime;
    this.#database = database;
    this.#keptStates = keptStates;
    if (database.newestNumber() === undefined) this.#begin(genesis, facts);
    else database.loadState(this.#state);
    this.#installCode();
    const best = database.blockAt(database.newestNumber() ?? 0);
    if (!best) throw new Error("the newest block is missing");
    this.genesisHash = database.hashAt(0) ?? best.hash;
    this.#best = { number: best.number, hash: best.hash };
    // The block before the one that a fork begins with is not of this chain.
    const before = database.hashAt(best.number - 1);
    this.#finalized = before === undefined ? this.#best : { number: best.number - 1, hash: before };
    this.#stateRoot = decodeHeader(best.header).state_root;
    this.#history = new History(this.#state, database, best.number);
    const oldestChange = database.oldestHistory();
    this.#oldestState = oldestChange === undefined ? best.number : oldestChange - 1;
  }

  get best(): BlockRef {
    return this.#best;
  }

  /** One block behind the best: nothing here is ever undone, but clients should live with the difference. */
  get finalized(): BlockRef {
    return this.#finalized;
  }

  /** Told of every new best block. Returns the way to stop. */
  onBlock(listener: (block: Block) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  facts(): Readonly<Record<string, string>> {
    return this.#database.allMeta();
  }

  fact(name: string): string | undefined {
    return this.#database.meta(name);
  }

  block(hash: string): Block | undefined {
    const number = this.#database.numberOf(hash);
    return number === undefined ? undefined : this.#database.blockAt(number);
  }

  blockAt(number: number): Block | undefined {
    return this.#database.blockAt(number);
  }

  hashAt(number: number): string | undefined {
    return this.#database.hashAt(number);
  }

  numberOf(hash: string): number | undefined {
    if (hash === this.#best.hash) return this.#best.number;
    if (hash === this.#finalized.hash) return this.#finalized.number;
    return this.#database.numberOf(hash);
  }

  /** The newest state. */
  get state(): State {
    return this.#state;
  }

  /** The state after a known block, to be read at once. Throws StateDiscarded. */
  stateAt(block: BlockRef): State {
    if (block.number < this.#oldestState) throw new StateDiscarded(block.hash);
    return this.#history.at(block.number);
  }

  /** Begins the block after the best one. */
  startBlock(now: bigint, slot: bigint): BlockInProgress {
    const next = { number: this.#best.number + 1, parentHash: this.#best.hash, now, slot };
    return this.runtime.initializeBlock(this.#state, next);
  }

  /**
   * Finishes a block and makes it the best. It is on disk before it is in memory, so a failure to write (DISK_FULL,
   * DATA_FOLDER_UNWRITABLE) leaves the chain where it was.
   */
  finishBlock(building: BlockInProgress, slot: bigint, extrinsics: readonly Uint8Array[]): Block {
    this.runtime.finalizeBlock(building);
    const changes = effective(building.state.changes(), this.#state);
    const stateRoot = nextStateRoot(this.#stateRoot, changes);
    const parentHash = this.#best.hash;
    const block = sealBlock({ number: building.number, parentHash, stateRoot, slot, extrinsics });
    const undo = undoOf(changes, this.#state);
    this.#database.append(block, changes, undo);
    for (const [key, value] of changes) {
      if (value) this.#state.set(key, value);
      else this.#state.delete(key);
    }
    this.#history.applied(block.number, undo);
    this.#stateRoot = stateRoot;
    this.#finalized = this.#best;
    this.#best = { number: block.number, hash: block.hash };
    this.#prune();
    for (const listener of [...this.#listeners]) listener(block);
    return block;
  }

  // Clients tell runtimes apart by the hash of `:code` and keep metadata by it. Every block is answered for by the runtime of
  // this program, so that is what stands there, at every block: it is no change of the chain and has no history.
  #installCode(): void {
    const { version } = this.runtime;
    const identity = `${version.implName} ${version.specVersion} ${blake2Hex(this.runtime.metadata(16))}`;
    const code = new TextEncoder().encode(identity);
    const known = this.#state.get(CODE_KEY);
    if (known && Buffer.compare(known, code) === 0) return;
    this.#database.putState(CODE_KEY, code);
    this.#state.set(CODE_KEY, code);
  }

  #prune(): void {
    if (this.#keptStates === undefined) return;
    const oldest = this.#best.number - this.#keptStates;
    if (oldest <= this.#oldestState || oldest % PRUNE_EVERY !== 0) return;
    this.#database.forgetBefore(oldest);
    this.#oldestState = oldest;
  }

  #begin(genesis: ChainOptions["genesis"], facts: Readonly<Record<string, string>>): void {
    if (typeof genesis !== "function") {
      const { blocks, changes } = forkBeginning(genesis);
      this.#database.begin(blocks, changes, { ...facts, ...genesis.facts });
      for (const [key, value] of changes) this.#state.set(key, value);
      return;
    }
    const first = new Overlay(this.#state);
    genesis(first);
    const changes = effective(first.changes(), this.#state);
    const stateRoot = nextStateRoot(NO_HASH, changes);
    const block = sealBlock({
      number: 0,
      parentHash: NO_HASH,
      stateRoot,
      slot: 0n,
      extrinsics: [],
    });
    this.#database.begin([block], changes, facts);
    first.commit();
  }
}

/** Changes that change something: a value written as it was is left out of history and roots. */
function effective(changes: Changes, state: State): Map<string, Uint8Array | undefined> {
  const kept = new Map<string, Uint8Array | undefined>();
  for (const [key, value] of changes) {
    const before = state.get(key);
    const same = value && before ? Buffer.compare(value, before) === 0 : value === before;
    if (!same) kept.set(key, value);
  }
  return kept;
}

function undoOf(changes: Changes, state: State): Undo[] {
  return [...changes.keys()].map((key) => ({ key, before: state.get(key) }));
}
