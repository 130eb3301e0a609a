import { HearthError } from "../api/errors.ts";
import type { BlockRef, ChainClient } from "../chain/client.ts";
import type { EarningRow, EarningTable } from "../store/earning-table.ts";
import { type Holdings, readRewards } from "./epoch-reader.ts";

/** What the scanner needs from its host. */
export interface ScannerOptions {
  readonly chain: ChainClient;
  /** The ledger of the connected chain; asked again after every reconnect, since a genesis may differ. */
  readonly table: () => EarningTable | undefined;
  readonly holdings: () => Promise<Holdings>;
  readonly onChange: (rows: readonly EarningRow[]) => void;
  /** Called with the first and last block that the endpoint no longer keeps. */
  readonly onGap: (from: number, to: number) => void;
  /** Called when reading begins to fail, not again for as long as it fails in the same way. */
  readonly onError: (error: unknown) => void;
}

/** A running scanner. */
export interface Scanner {
  /** Resolves when every block known so far has been read. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Follows the chain block by block and writes each reward once: as soon as it is in a block, then final or reorged. What
 * happened while the node was off is read on return, from the block after the cursor.
 */
export function startScanner(options: ScannerOptions): Scanner {
  const { chain } = options;
  let closed = false;
  let work: Promise<void> = Promise.resolve();
  const failing = new Map<string, string>();
  const enqueue = (kind: "best" | "final", step: () => Promise<void>): void => {
    work = work.then(async () => {
      if (closed) return;
      try {
        await step();
        failing.delete(kind);
      } catch (error) {
        // The cursor has not moved, so the next final block reads this one again; what is known already is not told each time.
        const said = String(error);
        if (!closed && ![...failing.values()].includes(said)) options.onError(error);
        failing.set(kind, said);
      }
    });
  };
  const stopBest = chain.onBest((block) => enqueue("best", () => readBest(options, block)));
  const stopFinal = chain.onFinalized((block) =>
    enqueue("final", () => readFinal(options, block, () => closed)),
  );
  return {
    idle: async () => {
      let seen: Promise<void> | undefined;
      while (seen !== work) {
        seen = work;
        await seen;
      }
    },
    close: async () => {
      closed = true;
      stopBest();
      stopFinal();
      await work;
    },
  };
}

async function readBest(options: ScannerOptions, block: BlockRef): Promise<void> {
  const table = options.table();
  if (!table) return;
  const rewards = await readRewards(options.chain, block, await options.holdings());
  const rows = rewards.flatMap((reward) => table.insert({ ...reward, state: "in-block" }) ?? []);
  if (rows.length > 0) options.onChange(rows);
}

async function readFinal(
  options: ScannerOptions,
  block: BlockRef,
  closed: () => boolean,
): Promise<void> {
  const table = options.table();
  if (!table) return;
  const cursor = table.cursor();
  if (!cursor) {
    table.moveCursor({ firstBlock: block.number, block: block.number, blockHash: block.hash });
    return;
  }
  let gap: { from: number; to: number } | undefined;
  const holdings = await options.holdings();
  for (let number = cursor.block + 1; number <= block.number && !closed(); number += 1) {
    const hash = number === block.number ? block.hash : await options.chain.blockHash(number);
    if (hash === undefined) break;
    try {
      const rewards = await readRewards(options.chain, { number, hash }, holdings);
      const added = rewards.flatMap((reward) => table.insert({ ...reward, state: "final" }) ?? []);
      const changed = [...added, ...table.finalize(number, hash)];
      if (changed.length > 0) options.onChange(changed);
    } catch (error) {
      if (!(error instanceof HearthError) || error.code !== "STATE_DISCARDED") throw error;
      gap = { from: gap?.from ?? number, to: number };
    }
    table.moveCursor({ firstBlock: cursor.firstBlock, block: number, blockHash: hash });
  }
  if (gap) options.onGap(gap.from, gap.to);
}
