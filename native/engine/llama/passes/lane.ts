import type { LlamaContextSequence } from "node-llama-cpp";
import { betweenPasses, type Crowd } from "./crowd.ts";

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

/** Takes everything behind the first `kept` tokens off a lane, between two passes of the crowd. */
export async function rewind(lane: Lane, kept: number, crowd: Crowd): Promise<void> {
  const { sequence } = lane;
  lane.exact = Math.min(lane.exact, kept);
  const held = sequence.nextTokenIndex;
  if (held <= kept) return;
  await betweenPasses(crowd, () =>
    kept === 0
      ? sequence.clearHistory()
      : sequence.eraseContextTokenRanges([{ start: kept, end: held }]),
  );
}
