import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  chooseSequences,
  type LongestAnswer,
  USUAL_SEQUENCES,
} from "../../../native/models/fit/streams/sequence-choice.ts";
import type { StreamStep } from "../../../native/models/fit/streams/stream-step.ts";

const numbers = [1, 2, 4, 8, 16];
const anyAnswer: fc.Arbitrary<LongestAnswer> = fc.record({
  promptTokens: fc.integer({ min: 0, max: 4096 }),
  tokens: fc.integer({ min: 1, max: 2048 }),
  millis: fc.integer({ min: 1, max: 120_000 }),
});
/** A pass that costs something for itself and something for each answer, or more for each with every one. */
const anyStep: fc.Arbitrary<StreamStep> = fc
  .record({
    alone: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    each: fc.double({ min: 0, max: 1, noNaN: true }),
    bend: fc.double({ min: 0.5, max: 1.5, noNaN: true }),
    slowest: fc.double({ min: 1, max: 3, noNaN: true }),
  })
  .map(({ alone, each, bend, slowest }) => ({
    seconds: (streams: number) => alone + each * (streams - 1) ** bend,
    ...{ slowest, basis: "formula" },
  }));
const anyPrefill = fc.option(fc.double({ min: 1, max: 1e5, noNaN: true }), { nil: undefined });
/** The most that fit; 0 for none. */
const anyRoom = fc.constantFrom(0, 1, 2, 4, 8, 16, 64);

/** The longest answer at the slow end, in milliseconds, worked out anew. */
function longest(
  step: StreamStep,
  sequences: number,
  prefill: number | undefined,
  { promptTokens, tokens }: LongestAnswer,
): number {
  const each = step.slowest * step.seconds(sequences);
  const reading =
    prefill === undefined ? promptTokens * each : (sequences * promptTokens) / prefill;
  return 1000 * (reading + tokens * each);
}

test("what is chosen fits whole, gains a tenth over its half and leaves an answer half of its time; no larger number does", () => {
  fc.assert(
    fc.property(anyStep, anyPrefill, anyAnswer, anyRoom, (step, prefill, answer, room) => {
      const fitsWhole = (sequences: number): boolean => sequences <= room;
      const chosen = chooseSequences({ fitsWhole, step, prefill, answer });
      const able = (sequences: number): boolean =>
        fitsWhole(sequences) &&
        sequences / step.seconds(sequences) >=
          (1.1 * (sequences / 2)) / step.seconds(sequences / 2) &&
        longest(step, sequences, prefill, answer) <= answer.millis / 2;
      if (room === 0) {
        expect(chosen).toEqual({ sequences: USUAL_SEQUENCES, because: "partly" });
        return;
      }
      expect(numbers).toContain(chosen.sequences);
      if (chosen.sequences > 1) expect(able(chosen.sequences)).toBe(true);
      const larger = numbers.filter((number) => number > chosen.sequences);
      expect(larger.filter(able)).toEqual([]);
      expect(chosen.answerMillis).toBeCloseTo(longest(step, chosen.sequences, prefill, answer), 6);
      // The reason is the first that speaks against twice as many.
      const next = 2 * chosen.sequences;
      if (chosen.because === "most") expect(chosen.sequences).toBe(16);
      if (chosen.because === "memory") expect(fitsWhole(next)).toBe(false);
      if (chosen.because === "time")
        expect(longest(step, next, prefill, answer)).toBeGreaterThan(answer.millis / 2);
    }),
  );
});

test("more memory, and more time for an answer, never mean fewer at once", () => {
  fc.assert(
    fc.property(anyStep, anyPrefill, anyAnswer, anyRoom, (step, prefill, answer, room) => {
      if (room === 0) return;
      const of = (most: number, millis: number): number =>
        chooseSequences({
          fitsWhole: (sequences) => sequences <= most,
          ...{ step, prefill, answer: { ...answer, millis } },
        }).sequences;
      const before = of(room, answer.millis);
      expect(of(2 * room, answer.millis)).toBeGreaterThanOrEqual(before);
      expect(of(room, 2 * answer.millis)).toBeGreaterThanOrEqual(before);
    }),
  );
});

test("where it is not known how fast several are, it is four, or as many of them as fit whole", () => {
  for (const [room, sequences, because] of [
    [64, 4, "unknown"],
    [4, 4, "unknown"],
    [3, 2, "memory"],
    [1, 1, "memory"],
    [0, 4, "partly"],
  ] as const) {
    const chosen = chooseSequences({
      ...{ fitsWhole: (number: number) => number <= room, step: undefined, prefill: undefined },
      answer: { promptTokens: 100, tokens: 100, millis: 10_000 },
    });
    expect(chosen).toEqual({ sequences, because });
  }
});
