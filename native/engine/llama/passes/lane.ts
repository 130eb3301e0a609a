import type { LlamaContextSequence } from "node-llama-cpp";

/** A sequence of a model's context, which one request at a time works on. */
export interface Lane {
  readonly sequence: LlamaContextSequence;
  /** Its place in the context, from 0. */
  readonly number: number;
  /**
   * How many of its first tokens were computed by passes of exactly one full batch each, with nobody else in them: going on from there
   * gives bit for bit what an empty sequence would.
   */
  exact: number;
}

/** Who works on a context at the moment: passes are shared, so whoever joins changes everybody's. */
export interface Crowd {
  running: number;
  /** Counts up with everyone who joins. */
  joined: number;
  /** Told when a pass is over and its rows are there to be read, once or more a pass. */
  readonly computed?: () => void;
}

/** Runs work as one of a crowd. */
export async function joining<R>(crowd: Crowd, work: () => Promise<R>): Promise<R> {
  crowd.running += 1;
  crowd.joined += 1;
  try {
    return await work();
  } finally {
    crowd.running -= 1;
  }
}

/** What of an earlier request may be kept: what changes no digit, or everything that is the same, which can change the last ones. */
export type Reuse = "exact" | "all";

/**
 * How many tokens of a prompt a lane already holds and may keep. One token at least is left to compute, since its row is what comes next.
 * Models whose cache forgets (sliding windows, recurrent layers) keep nothing.
 */
export function keepable(
  lane: Lane,
  prompt: readonly number[],
  reuse: Reuse,
  batchSize: number,
): number {
  const { sequence } = lane;
  if (sequence.nextTokenIndex === 0 || sequence.needsCheckpoints) return 0;
  const { firstDifferentIndex } = sequence.compareContextTokens(prompt as never);
  const common = Math.min(firstDifferentIndex, prompt.length - 1);
  if (reuse === "all") return common;
  return Math.floor(Math.min(common, lane.exact) / batchSize) * batchSize;
}

/**
 * The free lane between most lanes in use, as an index into `free`; among equals the one that is free the longest. llama.cpp computes
 * streams together while their numbers follow each other: a gap costs one more pass over the weights for every token.
 */
export function besideOthers(free: readonly Lane[], lanes: number): number {
  const idle = new Set(free.map(({ number }) => number));
  const inUse = (number: number): number =>
    number >= 0 && number < lanes && !idle.has(number) ? 1 : 0;
  const neighbours = free.map(({ number }) => inUse(number - 1) + inUse(number + 1));
  return neighbours.indexOf(Math.max(...neighbours));
}

/** Takes everything behind the first `kept` tokens off a lane. */
export async function rewind(lane: Lane, kept: number): Promise<void> {
  const { sequence } = lane;
  lane.exact = Math.min(lane.exact, kept);
  if (kept === 0) await sequence.clearHistory();
  else await sequence.eraseContextTokenRanges([{ start: kept, end: sequence.nextTokenIndex }]);
}
