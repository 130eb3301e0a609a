import type { PolkadotClient } from "polkadot-api";
import type { BlockRef } from "./chain-port.ts";
import { finalizedStream } from "./finalized-stream.ts";

/** What following the heads of a chain needs and where it tells them. */
export interface HeadsOptions {
  readonly client: PolkadotClient;
  /** False while the connection is not verified; what comes then is dropped. */
  readonly live: () => boolean;
  /** A block starts a new runtime. */
  readonly upgrade: (hash: string) => Promise<void>;
  /** Timestamp of a block, unix milliseconds. */
  readonly timeOf: (hash: string) => Promise<number>;
  readonly blockHash: (number: number) => Promise<string | undefined>;
  readonly onBest: (block: BlockRef & { readonly time: number }) => void;
  readonly onFinalized: (block: BlockRef) => void;
}

/** Heads that are being followed. */
export interface Heads {
  /** Tells a final block read at (re)connecting, with those that came while nothing was heard. */
  resume(finalized: BlockRef): void;
  stop(): void;
}

/** Follows the newest and the final blocks until stopped. */
export function followHeads(options: HeadsOptions): Heads {
  const { client, live, upgrade, timeOf, onBest } = options;
  const finals = finalizedStream(options.blockHash, options.onFinalized);
  let newest = "";

  const best = async (block: BlockRef & { hasNewRuntime: boolean }): Promise<void> => {
    if (!live() || block.hash === newest) return;
    newest = block.hash;
    try {
      if (block.hasNewRuntime) await upgrade(block.hash);
      const time = await timeOf(block.hash);
      // A newer one came meanwhile and will tell itself.
      if (newest === block.hash && live()) onBest({ ...blockRef(block), time });
    } catch {
      // Lost in between; the next block, or the next connection, tells the newest again.
      if (newest === block.hash) newest = "";
    }
  };

  const subscriptions = [
    client.bestBlocks$.subscribe({
      next: ([block]) => void (block && best(block)),
      error: () => undefined,
    }),
    client.finalizedBlock$.subscribe({
      next: (block) => void (live() && finals.push(blockRef(block))),
      error: () => undefined,
    }),
  ];
  return {
    resume: finals.push,
    stop: () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
}

/** Number, hash and parent of a block, without what else polkadot-api says of it. */
export function blockRef({ number, hash, parent }: BlockRef): BlockRef {
  return { number, hash, ...(parent ? { parent } : {}) };
}
