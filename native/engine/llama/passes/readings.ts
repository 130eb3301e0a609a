import type { ScoredToken } from "../../engine-port.ts";
import type { NextToken } from "../sampler.ts";
import type { AddonContext } from "./addon.ts";
import type { Samplers } from "./samplers.ts";

/** Where readings are made: a context's rows, with the samplers of its model. */
export interface ReadingRoom {
  readonly context: AddonContext;
  readonly samplers: Samplers;
}

/** The greedy token of a row and the sum of exp(logit - its logit) over the vocabulary, NaN where it was not wanted. */
export interface Peak {
  readonly token: number;
  readonly totalWeight: number;
}

/**
 * The greedy choice of a row. Its log-probability is -ln(totalWeight): no logit has to come here. One pass over the vocabulary finds the
 * largest, one adds the exponentials, both in C++.
 */
export function readPeak(
  { context, samplers }: ReadingRoom,
  row: number,
  weighed = true,
): Promise<Peak> {
  return samplers.use(0, async (sampler) => {
    const answer = await context.sampleToken(row, sampler, false, false, false, weighed);
    const [token, , , , totalWeight = Number.NaN] = answer;
    if (token < 0) throw new Error("llama.cpp gave no logits");
    return { token, totalWeight };
  });
}

/**
 * The `count` largest logits of a row and the sum over the whole vocabulary: two readings side by side, as the first sampler drops what
 * the second adds up. The library's own includeTop sorts the vocabulary, which takes thirty times as long.
 */
export async function readLikeliest(
  room: ReadingRoom,
  row: number,
  count: number,
  weighed = true,
): Promise<NextToken> {
  if (!weighed) {
    return { logits: pairs(await largestLogits(room, row, count)), totalWeight: Number.NaN };
  }
  const [peak, logits] = await Promise.all([readPeak(room, row), largestLogits(room, row, count)]);
  return { logits: pairs(logits), totalWeight: peak.totalWeight };
}

/**
 * What a row says of the token that was served there. Where it is the greedy one, one reading tells all; otherwise a second fetches the
 * two logits between which the gap is.
 */
export async function readServed(
  room: ReadingRoom,
  row: number,
  served: number,
  topK: number,
): Promise<Omit<ScoredToken, "ends">> {
  const top = topK > 0 ? largestLogits(room, row, topK) : undefined;
  const peak = await readPeak(room, row);
  const level = Math.log(peak.totalWeight);
  const [highest, own] =
    peak.token === served && topK === 0 ? [0, 0] : await twoLogits(room, row, peak.token, served);
  const scored = {
    // Minus zero would be another number on the wire.
    logprob: own - highest - level || 0,
    argmax: peak.token,
    gap: highest - own,
  };
  if (top === undefined) return scored;
  const entries = [...pairs(await top)].sort(([a, x], [b, y]) => y - x || a - b);
  return {
    ...scored,
    top: entries.map(([token, logit]) => ({ token, logprob: logit - highest - level || 0 })),
  };
}

function twoLogits(
  { context, samplers }: ReadingRoom,
  row: number,
  peak: number,
  served: number,
): Promise<readonly [number, number]> {
  return samplers.use(0, async (sampler) => {
    const wish = [[served], false, false, true, 0] as const;
    const [, , , found] = await context.sampleToken(row, sampler, false, false, wish, false);
    const logits = pairs(found ?? []);
    const [highest, own] = [logits.get(peak), logits.get(served)];
    if (highest === undefined || own === undefined) throw new Error("llama.cpp gave no logits");
    return [highest, own];
  });
}

function largestLogits(
  { context, samplers }: ReadingRoom,
  row: number,
  count: number,
): Promise<readonly number[]> {
  return samplers.use(count, async (sampler) => {
    const [, , , found] = await context.sampleToken(row, sampler, false, false, true, false);
    if (found === undefined) throw new Error("llama.cpp gave no logits");
    return found;
  });
}

/** From llama.cpp's flat list of token, logit, token, logit, … */
export function pairs(flat: readonly number[]): Map<number, number> {
  const map = new Map<number, number>();
  for (let at = 1; at < flat.length; at += 2) map.set(flat[at - 1] ?? -1, flat[at] ?? Number.NaN);
  return map;
}
