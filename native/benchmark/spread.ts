import type { Receipt } from "../api/benchmark.ts";

/** The value below which `share` (0..1) of the values lie, between neighbours by straight line. Throws RangeError without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError("nothing was measured");
  return below + (above - below) * (place - Math.floor(place));
}

/** From the tenth to the ninetieth percentile: one hiccup of a busy computer is not what the computer can do. */
export function spreadOf(values: readonly number[]): Receipt["prefill"] {
  return { low: quantile(values, 0.1), high: quantile(values, 0.9) };
}
