/** How many of the likeliest tokens a draw chooses from. Part of what a seed means, so it never changes with the model. */
export const DRAW_FROM = 64;

/** What llama.cpp tells about the next token: some logits, and the sum of exp(logit - largest logit) over the vocabulary. */
export interface NextToken {
  /** Contains the largest one. */
  readonly logits: ReadonlyMap<number, number>;
  readonly totalWeight: number;
}

/** A token and the natural logarithm of its probability at temperature 1. */
export interface Choice {
  readonly token: number;
  readonly logprob: number;
}

/**
 * Natural logarithm of a token's probability at temperature 1: logit - largest logit - ln(total weight), which is the
 * softmax over the whole vocabulary without moving it here. NaN when the token's logit was not asked for.
 */
export function logProbability(next: NextToken, token: number): number {
  return (next.logits.get(token) ?? Number.NaN) - largest(next).logit - Math.log(next.totalWeight);
}

/** The greedy token; of equal logits the lowest token, so that the choice does not depend on their order. */
export function largest(next: NextToken): { token: number; logit: number } {
  let best = { token: -1, logit: Number.NEGATIVE_INFINITY };
  for (const [token, logit] of next.logits) {
    if (logit > best.logit || (logit === best.logit && token < best.token)) best = { token, logit };
  }
  return best;
}

/**
 * Chooses a token: the greedy one at temperature 0, otherwise by inverse transform over the given logits in falling
 * order, softmax(logit / temperature). `random` gives numbers in [0, 1) and is asked once for a draw, never for greedy.
 */
export function choose(next: NextToken, temperature: number, random: () => number): Choice {
  const best = largest(next);
  if (temperature === 0) return { token: best.token, logprob: logProbability(next, best.token) };
  const ordered = [...next.logits].sort(([a, x], [b, y]) => y - x || a - b).slice(0, DRAW_FROM);
  const weights = ordered.map(([, logit]) => Math.exp((logit - best.logit) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  let token = best.token;
  for (const [index, weight] of weights.entries()) {
    token = ordered[index]?.[0] ?? token;
    left -= weight;
    if (left < 0) break;
  }
  return { token, logprob: logProbability(next, token) };
}

/** Numbers in [0, 1) from a 32-bit seed (mulberry32): the same on every machine, so that a draw can be replayed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
