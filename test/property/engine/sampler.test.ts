import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  choose,
  DRAW_FROM,
  largest,
  logProbability,
  type NextToken,
  seededRandom,
} from "../../../native/engine/llama/sampler.ts";

const vocabulary = fc
  .array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 200 })
  .map((logits): NextToken => {
    const top = Math.max(...logits);
    const totalWeight = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
    return { logits: new Map(logits.entries()), totalWeight };
  });

test("the probabilities of a whole vocabulary add up to one", () => {
  fc.assert(
    fc.property(vocabulary, (next) => {
      let total = 0;
      for (const token of next.logits.keys()) total += Math.exp(logProbability(next, token));
      expect(total).toBeCloseTo(1, 9);
    }),
  );
});

test("greedy takes the likeliest and asks for no chance", () => {
  fc.assert(
    fc.property(vocabulary, (next) => {
      const choice = choose(next, 0, () => {
        throw new Error("greedy needs no chance");
      });
      expect(choice.token).toBe(largest(next).token);
      for (const token of next.logits.keys()) {
        expect(logProbability(next, token)).toBeLessThanOrEqual(choice.logprob);
      }
    }),
  );
});

test("a draw stays within the likeliest and claims the probability at temperature 1", () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const temperature = fc.double({ min: 0.05, max: 5, noNaN: true });
  fc.assert(
    fc.property(vocabulary, temperature, chance, (next, heat, random) => {
      const choice = choose(next, heat, () => random);
      const better = [...next.logits.values()].filter(
        (logit) => logit > (next.logits.get(choice.token) ?? Number.POSITIVE_INFINITY),
      );
      expect(better.length).toBeLessThan(DRAW_FROM);
      expect(choice.logprob).toBe(logProbability(next, choice.token));
    }),
  );
});

test("draws follow the softmax at their temperature", () => {
  const next: NextToken = {
    logits: new Map([
      [0, Math.log(8)],
      [1, 0],
    ]),
    totalWeight: 1 + 1 / 8,
  };
  const random = seededRandom(1);
  const share = (temperature: number): number => {
    let first = 0;
    for (let index = 0; index < 20_000; index++) {
      if (choose(next, temperature, random).token === 0) first += 1;
    }
    return first / 20_000;
  };
  expect(share(1)).toBeCloseTo(8 / 9, 1.7);
  // 8^(1/3) = 2, so two to one at temperature 3.
  expect(share(3)).toBeCloseTo(2 / 3, 1.7);
});

test("a seed gives the same numbers for ever", () => {
  const random = seededRandom(42);
  expect([random(), random(), random()]).toEqual([
    0.6011037519201636, 0.44829055899754167, 0.8524657934904099,
  ]);
});
