import { hkdf } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { compactNumber } from "@polkadot-api/substrate-bindings";
import {
  type ShieldedTransaction,
  type ShieldKeyPair,
  shieldKeyHash,
  shieldKeyPair,
  unshielded,
} from "../../protocol/shield.ts";
import { hexOf } from "../frame/hasher.ts";
import type { Runtime } from "../frame/runtime.ts";
import type { State } from "../frame/state.ts";
import { blockMaker } from "../runtime/aura/pallet.ts";
import { mevShield } from "../runtime/mev-shield/pallet.ts";
import { concatenated } from "../scale/type.ts";

const SEED_BYTES = 64;
const LABEL = new TextEncoder().encode("hearth practice shield");
/** Key pairs kept in memory: those that the chain still knows, and some more. */
const REMEMBERED = 8;

const { CurrentKey, PendingKey, NextKey, AuthorKeys } = mevShield.storage;

/**
 * The private side of MevShield. Every key pair follows from the node's secret and the key announced before it, so a restarted
 * node finds the private halves of what its chain has announced, and nothing of them is written anywhere.
 */
export class Shield {
  readonly #secret: Uint8Array;
  readonly #rotation: number;
  readonly #pairs = new Map<string, ShieldKeyPair>();

  /** `secret` is the node's, 32 bytes; `rotation` the blocks from one announcement to the next. */
  constructor(secret: Uint8Array, rotation: number) {
    this.#secret = secret;
    this.#rotation = rotation;
  }

  /**
   * The extrinsic that announces the next key, in the blocks that bring one: all until the chain has keys of this node, as at its
   * beginning or where its state came from another one, then one a rotation.
   */
  announcement(state: State, block: number): Uint8Array | undefined {
    const author = blockMaker(state);
    const newest = author === undefined ? undefined : AuthorKeys.find(state, author);
    const isComplete = newest && PendingKey.has(state) && this.#isNextOurs(state);
    if (isComplete && block % this.#rotation !== 0) return undefined;
    const { publicKey } = this.#pairAfter(newest);
    const call = mevShield.calls.announce_next_key.encode({ enc_key: publicKey });
    const body = concatenated([Uint8Array.of(4), call]);
    return concatenated([compactNumber.enc(body.length), body]);
  }

  /**
   * What is inside a shielded transaction: bytes that may mean anything, none where they cannot be opened with a key that is ours.
   * Undefined while it is made for a key that the chain, as `state` has it, does not know or that is not ours.
   */
  open(state: State, transaction: ShieldedTransaction): Uint8Array | undefined {
    const pair = this.#pairOf(state, transaction.keyHash);
    return pair && (unshielded(transaction, pair.secretKey) ?? new Uint8Array());
  }

  #isNextOurs(state: State): boolean {
    const key = NextKey.find(state);
    if (!key) return false;
    if (this.#pairs.has(hexOf(key))) return true;
    const derived = this.#pairAfter(PendingKey.find(state));
    return Buffer.compare(derived.publicKey, key) === 0;
  }

  #pairOf(state: State, keyHash: Uint8Array): ShieldKeyPair | undefined {
    const keys = [CurrentKey, PendingKey, NextKey].map((item) => item.find(state));
    const place = keys.findIndex((key) => key && Buffer.compare(shieldKeyHash(key), keyHash) === 0);
    const key = keys[place];
    if (!key) return undefined;
    const known = this.#pairs.get(hexOf(key));
    if (known) return known;
    const derived = this.#pairAfter(keys[place - 1]);
    return Buffer.compare(derived.publicKey, key) === 0 ? derived : undefined;
  }

  #pairAfter(before: Uint8Array | undefined): ShieldKeyPair {
    const info = concatenated([LABEL, before ?? new Uint8Array()]);
    const pair = shieldKeyPair(hkdf(sha512, this.#secret, undefined, info, SEED_BYTES));
    const [oldest] = this.#pairs.keys();
    if (oldest !== undefined && this.#pairs.size >= REMEMBERED) this.#pairs.delete(oldest);
    this.#pairs.set(hexOf(pair.publicKey), pair);
    return pair;
  }
}

/** Reference time of an opened transaction, or undefined for bytes that are no signed transaction: only such are run. */
export function openedWeight(runtime: Runtime, inner: Uint8Array): bigint | undefined {
  try {
    const { signed, call } = runtime.extrinsics.decode(inner);
    return signed && runtime.info(call).weight;
  } catch {
    return undefined;
  }
}
