import { blake2b } from "@noble/hashes/blake2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { HearthError } from "../api/errors.ts";
import { cancelled } from "./abort.ts";
import type { BlockRef } from "./chain-port.ts";

/** Where a transaction was found. */
export interface Found {
  readonly block: BlockRef;
  readonly index: number;
}

/** What following a transaction needs of the chain. */
export interface BlockSource {
  best(): BlockRef | undefined;
  onBest(listener: (block: BlockRef) => void): () => void;
  onFinalized(listener: (block: BlockRef) => void): () => void;
  blockHash(number: number): Promise<string | undefined>;
  /** The block's extrinsics, 0x hex with their length prefix. */
  extrinsics(hash: string): Promise<readonly string[]>;
  endpoint(): string;
}

/** Blocks a signed transaction stays valid for; the period of its era. */
export const MORTAL_PERIOD = 128;

/** How long without any new block until waiting is given up. */
const SILENCE_MILLIS = 180_000;

/** blake2b-256 of a signed extrinsic as it is sent, 0x hex: its name on the chain. */
export function extrinsicHash(extrinsic: string): string {
  return `0x${bytesToHex(blake2b(hexToBytes(extrinsic.slice(2)), { dkLen: 32 }))}`;
}

/**
 * Waits until a block above `after` holds the transaction. Every number is looked at once, also those that came while
 * the connection was gone. Throws TRANSACTION_REFUSED when its era passes, CANCELLED, or OUTCOME_UNKNOWN after three
 * minutes without a block.
 */
export async function waitForInclusion(
  source: BlockSource,
  hash: string,
  after: number,
  signal?: AbortSignal,
): Promise<Found> {
  let looked = after;
  const look = async (best: BlockRef): Promise<Found | undefined> => {
    // A reorganisation brings a number again: look at the new block, and below it at what was not seen yet.
    const from = Math.min(looked + 1, best.number);
    for (let number = from; number <= best.number; number += 1) {
      const blockHash = number === best.number ? best.hash : await source.blockHash(number);
      if (blockHash === undefined) return undefined;
      const extrinsics = await source.extrinsics(blockHash);
      const index = extrinsics.findIndex((extrinsic) => extrinsicHash(extrinsic) === hash);
      if (index >= 0) return { block: { number, hash: blockHash }, index };
      looked = Math.max(looked, number);
    }
    return undefined;
  };
  return eachBlock(source, source.onBest, signal, async (best) => {
    const found = await look(best);
    if (!found && best.number > after + MORTAL_PERIOD + 1) {
      const reason = `It was not taken into a block within ${MORTAL_PERIOD} blocks.`;
      throw new HearthError("TRANSACTION_REFUSED", { reason });
    }
    return found;
  });
}

/** Waits until the block is final ("final"), or another one with its number is ("reorged"). */
export function waitForFinality(
  source: BlockSource,
  block: BlockRef,
  finalized: BlockRef | undefined,
  signal?: AbortSignal,
): Promise<"final" | "reorged"> {
  return eachBlock(
    source,
    source.onFinalized,
    signal,
    async (final) => {
      if (final.number < block.number) return undefined;
      const hash =
        final.number === block.number ? final.hash : await source.blockHash(block.number);
      return hash === undefined ? undefined : hash === block.hash ? "final" : "reorged";
    },
    finalized,
  );
}

/** Runs `check` on each block, one at a time and always the newest, until it answers. */
function eachBlock<T>(
  source: BlockSource,
  subscribe: BlockSource["onBest"],
  signal: AbortSignal | undefined,
  check: (block: BlockRef) => Promise<T | undefined>,
  first: BlockRef | undefined = source.best(),
): Promise<T> {
  return new Promise((resolve, reject) => {
    let waiting: BlockRef | undefined;
    let busy = false;
    let timer: NodeJS.Timeout | undefined;
    const stops: (() => void)[] = [() => clearTimeout(timer)];
    const settle = (finish: () => void): void => {
      for (const stop of stops) stop();
      finish();
    };
    const rewind = (): void => {
      clearTimeout(timer);
      const silent = new HearthError("OUTCOME_UNKNOWN", {
        endpoint: source.endpoint(),
        blocks: MORTAL_PERIOD,
      });
      timer = setTimeout(() => settle(() => reject(silent)), SILENCE_MILLIS);
    };
    const run = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      while (waiting) {
        const block = waiting;
        waiting = undefined;
        try {
          const answer = await check(block);
          if (answer !== undefined) return settle(() => resolve(answer));
        } catch (error) {
          // A broken connection is waited out; the next block asks again for what this one missed.
          if (!(error instanceof HearthError && error.code === "CHAIN_UNREACHABLE")) {
            return settle(() => reject(error));
          }
        }
      }
      busy = false;
    };
    const next = (block: BlockRef): void => {
      rewind();
      waiting = block;
      void run();
    };
    rewind();
    stops.push(
      subscribe(next),
      cancelled(signal, (error) => settle(() => reject(error))),
    );
    if (first) next(first);
  });
}
