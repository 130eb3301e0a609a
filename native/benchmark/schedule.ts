import type { BenchmarkStatus } from "../api/benchmark.ts";

/** The phases that take their time from the budget, with their shares of it. Loading comes before and is not counted. */
const shares = { prefill: 0.2, decode: 0.4, streams: 0.4 } as const;

/** A phase of measuring. */
export type Phase = keyof typeof shares;

/** Milliseconds of one phase when all together take `seconds`. */
export function phaseMillis(phase: Phase, seconds: number): number {
  return shares[phase] * seconds * 1000;
}

/** How far a measurement is when `share` (0..1) of its state is done; loading and earnings take no share of the bar to speak of. */
export function progressOf(state: BenchmarkStatus["state"], share: number): number {
  return Math.round(1000 * barOf(state, Math.min(1, Math.max(0, share)))) / 1000;
}

function barOf(state: BenchmarkStatus["state"], within: number): number {
  switch (state) {
    case "idle":
    case "failed":
      return 0;
    case "loading":
      return 0.05 * within;
    case "prefill":
      return 0.05 + 0.9 * shares.prefill * within;
    case "decode":
      return 0.05 + 0.9 * (shares.prefill + shares.decode * within);
    case "streams":
      return 0.05 + 0.9 * (shares.prefill + shares.decode + shares.streams * within);
    case "earnings":
      return 0.95 + 0.05 * within;
    case "done":
      return 1;
    default:
      return state satisfies never;
  }
}
