import type * as z from "zod";
import type { bucket } from "../../../native/api/earnings.ts";

/** One bar's figures as the contract gives them. */
export type Bucket = z.infer<typeof bucket>;
/** What one bar stands for. */
export type Resolution = "block" | "hour" | "day";

/** One bar. `x` is the block number or seconds since 1970, rising; `value` is τ as a float, for drawing only. */
export interface ChartPoint {
  readonly x: number;
  readonly value: number;
  readonly bucket: Bucket;
}

/**
 * The bars of a chart, oldest first, one for each x. Blocks of one second share a time, so bars by block stand at their
 * block's number instead. Money turns into a float only here, where it becomes pixels.
 */
export function chartPoints(buckets: readonly Bucket[], resolution: Resolution): ChartPoint[] {
  const byPlace = new Map<number, ChartPoint>();
  for (const one of buckets) {
    const x = resolution === "block" ? one.block : Math.floor(one.time / 1000);
    byPlace.set(x, { x, value: Number(BigInt(one.total)) / 1e9, bucket: one });
  }
  return [...byPlace.values()].sort((left, right) => left.x - right.x);
}
