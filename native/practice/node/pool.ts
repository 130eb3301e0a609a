import { reasonOf } from "../../api/errors.ts";
import { parseShielded, type ShieldedTransaction } from "../../protocol/shield.ts";
import { hexOf } from "../frame/hasher.ts";
import type { Validity } from "../frame/runtime-services.ts";
import { TransactionRefused } from "../frame/validity.ts";
import { shieldedBytes } from "../runtime/mev-shield/extension.ts";
import { type Block, blake2Hex } from "./block.ts";
import type { Chain } from "./chain.ts";
import { PoolRefused } from "./pool-refusal.ts";
import type { Shield } from "./shield.ts";

/** A transaction that waits for a block. */
export interface PooledTransaction {
  readonly hash: string;
  /** With its length prefix. */
  readonly bytes: Uint8Array;
  readonly weight: bigint;
  /** Of a shielded transaction: what the block's maker opens. */
  readonly shielded: ShieldedTransaction | undefined;
}

/** What becomes of a transaction, in the words of author_extrinsicUpdate. */
export type TransactionStatus =
  | "ready"
  | "future"
  | "dropped"
  | "invalid"
  | { readonly inBlock: string }
  | { readonly finalized: string }
  | { readonly usurped: string };

interface Entry extends PooledTransaction {
  readonly provides: readonly string[];
  requires: readonly string[];
  priority: bigint;
  /** Last block it may be in. */
  validTill: bigint;
  readonly arrival: number;
}

/** Transactions and bytes held. Each is checked again after every block, so there are fewer than in a Substrate node's pool. */
const LARGEST_COUNT = 2048;
const LARGEST_BYTES = 20 << 20;
/** Blocks for which a transaction that turned invalid is not taken again. */
const BANNED_BLOCKS = 60;

/** Waiting transactions: ready ones in the order a block takes them, future ones until the gap before them closes. */
export class Pool {
  /** Opens the shielded ones; without it none can be in a block. */
  readonly shield: Shield | undefined;
  readonly #chain: Chain;
  readonly #entries = new Map<string, Entry>();
  /** Which transaction provides a tag; one a tag. */
  readonly #byTag = new Map<string, Entry>();
  readonly #banned = new Map<string, number>();
  readonly #watchers = new Map<string, Set<(status: TransactionStatus) => void>>();
  readonly #included = new Map<string, string[]>();
  #bytes = 0;
  #arrivals = 0;

  constructor(chain: Chain, shield?: Shield) {
    this.shield = shield;
    this.#chain = chain;
    chain.onBlock((block) => this.#afterBlock(block));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Bytes of every waiting transaction. */
  pending(): Uint8Array[] {
    return [...this.#entries.values()].map(({ bytes }) => bytes);
  }

  /**
   * Takes a transaction in. Returns its hash. Throws PoolRefused with the node's code: 1001 unreadable, 1010 invalid, 1012
   * banned, 1013 already here, 1014 priority too low, 1016 pool full.
   */
  submit(bytes: Uint8Array): string {
    const hash = blake2Hex(bytes);
    if (this.#entries.has(hash)) throw new PoolRefused({ kind: "already-imported", hash });
    const bannedUntil = this.#banned.get(hash);
    if (bannedUntil !== undefined && this.#chain.best.number < bannedUntil) {
      throw new PoolRefused({ kind: "banned" });
    }
    const validity = this.#validate(bytes, false);
    const entry = this.#entry(hash, bytes, validity);
    const usurped = this.#makeRoom(entry);
    this.#add(entry);
    for (const other of usurped) this.#tell(other.hash, { usurped: hash });
    return hash;
  }

  /** Hears what becomes of a submitted transaction, starting with where it stands. Returns the way to stop. */
  watch(hash: string, listener: (status: TransactionStatus) => void): () => void {
    const listeners = this.#watchers.get(hash) ?? new Set();
    listeners.add(listener);
    this.#watchers.set(hash, listeners);
    const entry = this.#entries.get(hash);
    if (entry) listener(this.#isReady(entry) ? "ready" : "future");
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#watchers.delete(hash);
    };
  }

  /** Ready transactions in the order a block should take them: what is needed first, then priority, then arrival. */
  ready(): PooledTransaction[] {
    const missing = new Map<Entry, number>();
    const needing = new Map<string, Entry[]>();
    for (const entry of this.#entries.values()) {
      missing.set(entry, entry.requires.length);
      for (const tag of entry.requires) needing.set(tag, [...(needing.get(tag) ?? []), entry]);
    }
    const order: Entry[] = [];
    let next = [...missing.keys()].filter((entry) => entry.requires.length === 0);
    while (next.length > 0) {
      next.sort(byPriority);
      order.push(...next);
      const met = next.flatMap((entry) => entry.provides.flatMap((tag) => needing.get(tag) ?? []));
      for (const entry of met) missing.set(entry, (missing.get(entry) ?? 0) - 1);
      next = [...new Set(met)].filter((entry) => missing.get(entry) === 0);
    }
    return order;
  }

  /** The nonce an account should use next, given the one in state and what waits here. */
  nextNonce(nonce: number, tagOf: (nonce: number) => Uint8Array): number {
    let next = nonce;
    while (this.#byTag.has(hexOf(tagOf(next)))) next += 1;
    return next;
  }

  #validate(bytes: Uint8Array, signatureChecked: boolean): Validity {
    const { number, hash } = this.#chain.best;
    const next = { number: number + 1, parentHash: hash };
    try {
      return this.#chain.runtime.validate(this.#chain.state, bytes, next, { signatureChecked });
    } catch (error) {
      if (error instanceof TransactionRefused)
        throw new PoolRefused({ kind: "invalid", error: error.error });
      throw new PoolRefused({
        kind: "unreadable",
        reason: reasonOf(error),
      });
    }
  }

  #entry(hash: string, bytes: Uint8Array, validity: Validity): Entry {
    this.#arrivals += 1;
    const { provides, priority, info, extrinsic } = validity;
    const shielded = shieldedBytes(extrinsic.call);
    const { requires, validTill } = this.#terms(validity);
    return {
      hash,
      bytes,
      weight: info.weight,
      shielded: shielded && parseShielded(shielded),
      provides: provides.map(hexOf),
      requires,
      priority,
      validTill,
      arrival: this.#arrivals,
    };
  }

  #terms({ requires, longevity }: Validity): { requires: string[]; validTill: bigint } {
    return {
      requires: requires.map(hexOf),
      validTill: BigInt(this.#chain.best.number) + longevity,
    };
  }

  /** Takes out what the new one replaces. Throws PoolRefused when it may not, or when the pool is full. */
  #makeRoom(entry: Entry): Entry[] {
    const rivals = new Set(entry.provides.flatMap((tag) => this.#byTag.get(tag) ?? []));
    for (const rival of rivals) {
      if (rival.priority >= entry.priority) {
        throw new PoolRefused({
          kind: "too-low-priority",
          old: rival.priority,
          new: entry.priority,
        });
      }
    }
    const replaced = [...rivals];
    const bytes =
      this.#bytes + entry.bytes.length - replaced.reduce((sum, one) => sum + one.bytes.length, 0);
    if (this.#entries.size - replaced.length >= LARGEST_COUNT || bytes > LARGEST_BYTES) {
      throw new PoolRefused({ kind: "full" });
    }
    for (const rival of replaced) this.#remove(rival);
    return replaced;
  }

  #add(entry: Entry): void {
    this.#entries.set(entry.hash, entry);
    for (const tag of entry.provides) this.#byTag.set(tag, entry);
    this.#bytes += entry.bytes.length;
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.hash);
    for (const tag of entry.provides) if (this.#byTag.get(tag) === entry) this.#byTag.delete(tag);
    this.#bytes -= entry.bytes.length;
  }

  #isReady(entry: Entry): boolean {
    return this.ready().some(({ hash }) => hash === entry.hash);
  }

  #afterBlock(block: Block): void {
    const hashes = block.extrinsics.slice(1).map((bytes) => blake2Hex(bytes));
    for (const hash of hashes) {
      const entry = this.#entries.get(hash);
      if (entry) this.#remove(entry);
      this.#tell(hash, { inBlock: block.hash });
    }
    for (const hash of this.#included.get(block.parentHash) ?? []) {
      this.#tell(hash, { finalized: block.parentHash });
    }
    this.#included.delete(block.parentHash);
    if (hashes.length > 0) this.#included.set(block.hash, hashes);
    this.#revalidate(block.number);
  }

  #revalidate(best: number): void {
    for (const entry of [...this.#entries.values()]) {
      try {
        const terms = this.#terms(this.#validate(entry.bytes, true));
        const wasWaiting = entry.requires.length > 0;
        entry.requires = terms.requires;
        if (wasWaiting && entry.requires.length === 0) this.#tell(entry.hash, "ready");
        if (entry.validTill <= BigInt(best)) this.#reject(entry, best);
      } catch {
        this.#reject(entry, best);
      }
    }
    for (const [hash, until] of this.#banned) if (until <= best) this.#banned.delete(hash);
  }

  #reject(entry: Entry, best: number): void {
    this.#remove(entry);
    this.#banned.set(entry.hash, best + BANNED_BLOCKS);
    this.#tell(entry.hash, "invalid");
  }

  #tell(hash: string, status: TransactionStatus): void {
    for (const listener of [...(this.#watchers.get(hash) ?? [])]) listener(status);
  }
}

function byPriority(left: Entry, right: Entry): number {
  if (left.priority !== right.priority) return left.priority > right.priority ? -1 : 1;
  return left.arrival - right.arrival;
}
