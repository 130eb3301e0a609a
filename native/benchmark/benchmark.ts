import type { BenchmarkStatus, Receipt } from "../api/benchmark.ts";
import { HearthError, toHearthError } from "../api/errors.ts";
import { type Channel, createChannel } from "../timeline/channel.ts";
import { measureReceipt, type ReceiptSources, type ReceiptWish } from "./receipt.ts";
import { progressOf } from "./schedule.ts";

/** What a benchmark is built on. */
export interface BenchmarkOptions extends ReceiptSources {
  /** True while mining uses the engine: its work would be measured too, and disturbed. */
  readonly mining: () => boolean;
  readonly receipts: { read(): readonly Receipt[]; write(receipts: readonly Receipt[]): void };
  readonly tick?: () => number;
}

/** The 60-second receipt. One measurement at a time. */
export interface Benchmark {
  /** Throws MINER_RUNNING. A second start while one runs answers with that one. */
  start(wish: ReceiptWish): BenchmarkStatus;
  /** Ends a running measurement without a receipt. */
  cancel(): BenchmarkStatus;
  status(): BenchmarkStatus;
  readonly changes: Channel<BenchmarkStatus>;
  receipts(): readonly Receipt[];
  close(): Promise<void>;
}

/** Kept over restarts. */
const MOST_RECEIPTS = 20;

/** A benchmark that has not begun. The caller closes it. */
export function createBenchmark(options: BenchmarkOptions): Benchmark {
  const tick = options.tick ?? (() => performance.now());
  const changes = createChannel<BenchmarkStatus>();
  let status: BenchmarkStatus = { state: "idle", progress: 0 };
  let running: { readonly over: AbortController; readonly done: Promise<void> } | undefined;

  const publish = (next: BenchmarkStatus): void => {
    status = next;
    changes.publish(next);
  };

  const keep = (receipt: Receipt): void => {
    try {
      options.receipts.write([receipt, ...options.receipts.read()].slice(0, MOST_RECEIPTS));
    } catch (error) {
      // On a full disk it is shown, and outlives no restart: what was measured is right all the same.
      console.error(error);
    }
  };
  const run = async (wish: ReceiptWish, signal: AbortSignal): Promise<void> => {
    const startedAt = options.now();
    const say = (state: BenchmarkStatus["state"], share: number): void => {
      if (!signal.aborted) publish({ state, progress: progressOf(state, share), startedAt });
    };
    try {
      say("loading", 0);
      const alone = (): void => {
        if (options.mining()) throw new HearthError("MINER_RUNNING");
      };
      const receipt = await measureReceipt(options, wish, { say, tick, signal, alone });
      signal.throwIfAborted();
      keep(receipt);
      publish({ state: "done", progress: 1, startedAt, receipt });
    } catch (error) {
      if (signal.aborted) return;
      const { code, detail } = toHearthError(error);
      publish({ state: "failed", progress: 0, startedAt, error: { code, detail: { ...detail } } });
    }
  };

  return {
    start: (wish) => {
      if (running !== undefined && !running.over.signal.aborted) return status;
      if (options.mining()) throw new HearthError("MINER_RUNNING");
      const over = new AbortController();
      // One that was cancelled may still be giving its memory back.
      const before = running?.done ?? Promise.resolve();
      publish({ state: "loading", progress: 0, startedAt: options.now() });
      const done = before
        .then(() => run(wish, over.signal))
        .finally(() => {
          if (running?.over === over) running = undefined;
        });
      running = { over, done };
      return status;
    },
    cancel: () => {
      if (running === undefined) return status;
      running.over.abort();
      publish({ state: "idle", progress: 0 });
      return status;
    },
    status: () => status,
    changes,
    receipts: () => options.receipts.read(),
    close: async () => {
      const last = running;
      last?.over.abort();
      await last?.done;
    },
  };
}
