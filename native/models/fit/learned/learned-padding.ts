import type { RunShape } from "../../../api/models.ts";
import type { ByteRange } from "../need/byte-range.ts";
import type { Padding } from "../placement.ts";

/** Where a load happened: what is learned on one of these says nothing about another. */
export interface LoadPlace {
  /** Name of the GPU, or of the processor; several joined by " + ". */
  readonly device: string;
  readonly driver: string;
  readonly backend: string;
}

/** One load: what the formula said that llama.cpp would set aside, and what it did. Bytes. */
export interface SeenLoad extends LoadPlace {
  readonly sha256: string;
  readonly run: RunShape;
  readonly predicted: ByteRange;
  readonly actualBytes: number;
}

/** How a prediction is corrected by what was seen, and what that stands on. */
export interface Learned {
  readonly padding: Padding;
  readonly basis: "formula" | "learned" | "measured";
  /** Loads on this device, driver and backend. */
  readonly loads: number;
}

/** Different models and runs that must have been seen before the formula is corrected for those that were not. */
const LEAST_KINDS = 5;
/** Share of what was seen that a learned interval holds at each end. */
const QUANTILE = 0.95;

/**
 * What loads on a place say about a model's next load there:
 *   this very model and run was loaded: from the least to the most that it took ("measured")
 *   else, after five different ones: the formula's ends times the 0.95 quantile of actual / predicted ("learned")
 *   else the formula as it is
 * Each model and run counts once, by its furthest load, so that one that is loaded daily does not outvote the others.
 */
export function learnPadding(
  loads: readonly SeenLoad[],
  place: LoadPlace,
  next: {
    readonly sha256: string | undefined;
    readonly run: RunShape;
    readonly predicted: ByteRange;
  },
): Learned {
  const here = loads.filter((load) => samePlace(load, place));
  const same = here.filter((load) => load.sha256 === next.sha256 && sameRun(load.run, next.run));
  const { predicted } = next;
  if (same.length > 0 && predicted.low > 0) {
    const bytes = same.map(({ actualBytes }) => actualBytes);
    const padding = {
      low: Math.min(...bytes) / predicted.low,
      high: Math.max(...bytes) / predicted.high,
    };
    return { padding, basis: "measured", loads: here.length };
  }
  const kinds = [...Map.groupBy(here, kindOf).values()];
  if (kinds.length < LEAST_KINDS) {
    return { padding: { low: 1, high: 1 }, basis: "formula", loads: here.length };
  }
  const high = quantile(
    kinds.map((seen) => Math.max(...seen.map((load) => load.actualBytes / load.predicted.high))),
    QUANTILE,
  );
  const low = -quantile(
    kinds.map((seen) => -Math.min(...seen.map((load) => load.actualBytes / load.predicted.low))),
    QUANTILE,
  );
  // Ends that would cross meet instead: of a narrow interval little is left to correct.
  const ends = [low * predicted.low, high * predicted.high] as const;
  const crossed = ends[0] > ends[1];
  return {
    padding: crossed
      ? { low: ends[1] / predicted.low, high: ends[0] / predicted.high }
      : { low, high },
    basis: "learned",
    loads: here.length,
  };
}

/** The interval with its padding, as learned. */
export function padded({ low, high }: ByteRange, padding: Padding): ByteRange {
  const ends = { low: low * padding.low, high: high * padding.high };
  return { low: Math.min(ends.low, ends.high), high: ends.high };
}

/** The least value that at least this share of the values does not exceed (nearest rank). NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function samePlace(a: LoadPlace, b: LoadPlace): boolean {
  return a.device === b.device && a.driver === b.driver && a.backend === b.backend;
}

function sameRun(a: RunShape, b: RunShape): boolean {
  return (
    a.contextSize === b.contextSize && a.sequences === b.sequences && a.cacheType === b.cacheType
  );
}

function kindOf({ sha256, run }: SeenLoad): string {
  return [sha256, run.contextSize, run.sequences, run.cacheType].join(" ");
}
