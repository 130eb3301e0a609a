import { availableParallelism } from "node:os";
import { setImmediate as breath } from "node:timers/promises";
import type { SpeedRange } from "./speed.ts";

/** Larger than the caches of home computers, or those would be measured. */
const PIECE = 64 * 2 ** 20;
const ROUNDS = 6;
/** Cores after which main memory gives no more, on the computers that people have at home. */
const MOST_CORES = 4;

/**
 * Bytes per second that main memory gives, by copying 64 MiB six times and taking the fastest: a copy reads and writes. One core
 * alone seldom reaches what all reach together, so that the upper end is that of four cores, or of as many as there are.
 * Takes some hundred milliseconds and yields between the copies.
 */
export async function measureMemoryBandwidth(
  now: () => number = () => performance.now(),
): Promise<SpeedRange> {
  const from = Buffer.alloc(PIECE, 1);
  const to = Buffer.alloc(PIECE, 2);
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const started = now();
    from.copy(to);
    fastest = Math.min(fastest, now() - started);
    await breath();
  }
  const one = (2 * PIECE) / (Math.max(fastest, 0.01) / 1000);
  return { low: one, high: one * Math.min(MOST_CORES, Math.max(1, availableParallelism())) };
}
