import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createThreadTuner,
  type ThreadTuner,
} from "../../../native/engine/llama/threads/thread-tuner.ts";

/** What a pass takes with so many threads, in milliseconds a token. */
type Cost = (threads: number) => number;

/** Runs passes of one size and tells how many of them had each number of threads. */
function run(tuner: ThreadTuner, passes: number, tokens: number, cost: Cost): Map<number, number> {
  const used = new Map<number, number>();
  for (let pass = 0; pass < passes; pass++) {
    const threads = tuner.next(tokens);
    used.set(threads, (used.get(threads) ?? 0) + 1);
    tuner.took(cost(threads) * tokens);
  }
  return used;
}

const mostUsed = (used: Map<number, number>): number | undefined =>
  [...used].sort(([, a], [, b]) => b - a)[0]?.[0];

/** An idle computer: the work divides, and each thread more costs a little at the meetings. */
const idle: Cost = (threads) => 8 / threads + 0.02 * threads;
/** Someone else has `taken` cores: whoever has more threads than are left waits for one that has no core. */
const busy =
  (cores: number, taken: number): Cost =>
  (threads) =>
    threads > cores - taken ? 60 : idle(threads);

const cores = fc.integer({ min: 1, max: 32 });
const tokens = fc.integer({ min: 1, max: 512 });

test("there is always one thread at least and never more than allowed", () => {
  fc.assert(
    fc.property(cores, fc.array(fc.tuple(tokens, fc.double({ min: 0, max: 1e6 }))), (most, all) => {
      const tuner = createThreadTuner(most);
      for (const [size, millis] of all) {
        const threads = tuner.next(size);
        expect(threads).toBeGreaterThanOrEqual(1);
        expect(threads).toBeLessThanOrEqual(most);
        tuner.took(millis);
      }
    }),
  );
});

test("on an idle computer all threads stay, and trying out takes one pass in ten at most", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 16 }), tokens, (most, size) => {
      const used = run(createThreadTuner(most), 1000, size, idle);
      const best = Math.min(...Array.from({ length: most }, (_, index) => idle(index + 1)));
      const mean =
        [...used].reduce((sum, [threads, count]) => sum + idle(threads) * count, 0) / 1000;
      expect(mean).toBeLessThan(best * 1.1);
    }),
  );
});

test("where cores are taken it finds fewer threads, and takes them back afterwards", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 16 }), fc.integer({ min: 1, max: 15 }), (most, some) => {
      const taken = Math.min(some, most - 1);
      const tuner = createThreadTuner(most);
      run(tuner, 100, 1, idle);
      run(tuner, 3000, 1, busy(most, taken));
      const used = run(tuner, 200, 1, busy(most, taken));
      expect(busy(most, taken)(mostUsed(used) ?? 0)).toBeLessThan(60);
      run(tuner, 20_000, 1, idle);
      const after = mostUsed(run(tuner, 200, 1, idle)) ?? 0;
      // Steps are halves below the two largest, so the last one before them may be as good as all.
      expect(idle(after)).toBeLessThanOrEqual(idle(most) * 1.1);
    }),
  );
});

test("passes of other sizes are found each for themselves", () => {
  const tuner = createThreadTuner(4);
  const writing: Cost = (threads) => 5 + threads;
  for (let round = 0; round < 200; round++) {
    run(tuner, 4, 1, writing);
    run(tuner, 4, 512, idle);
  }
  expect(mostUsed(run(tuner, 100, 1, writing))).toBe(1);
  expect(mostUsed(run(tuner, 100, 512, idle))).toBe(4);
});

test("fewer threads stay where they are as fast: the others belong to the person", () => {
  const tuner = createThreadTuner(8);
  run(tuner, 500, 1, () => 3);
  expect(mostUsed(run(tuner, 100, 1, () => 3))).toBe(1);
});

test("a pass of which nobody heard the end teaches nothing", () => {
  const tuner = createThreadTuner(8);
  for (let pass = 0; pass < 100; pass++) expect(tuner.next(1)).toBe(8);
});

test("a size that was not seen yet begins with all threads, however another stands", () => {
  const tuner = createThreadTuner(4);
  run(tuner, 500, 1, () => 3);
  expect(tuner.next(1)).toBeLessThan(4);
  expect(tuner.next(512)).toBe(4);
});

test("while cores are taken, a size that was not seen yet begins with fewer", () => {
  const tuner = createThreadTuner(4);
  run(tuner, 500, 16, busy(4, 1));
  expect(tuner.next(32)).toBeLessThan(4);
});

test("on a computer that was never idle a handful of passes is slow, whatever their sizes", () => {
  const tuner = createThreadTuner(2);
  let slow = 0;
  for (let round = 0; round < 9; round++) {
    for (const size of [1, 16, 512]) slow += run(tuner, 1, size, busy(2, 1)).get(2) ?? 0;
  }
  expect(slow).toBeLessThanOrEqual(12);
  expect(mostUsed(run(tuner, 100, 16, busy(2, 1)))).toBe(1);
});

test("a computer that gets busy costs one long pass for all sizes together, and two short ones of a size", () => {
  for (const [first, most] of [
    [512, 1],
    [16, 1],
    // Of so short a pass it may be what threads take to begin: the others find it for themselves.
    [1, 3],
  ] as const) {
    const tuner = createThreadTuner(2);
    for (const size of [1, 16, 512]) run(tuner, 60, size, idle);
    const slow = [first, first, 16, 1, 512, 16, 1, 512].map(
      (size) => run(tuner, 1, size, busy(2, 1)).get(2) ?? 0,
    );
    const sum = slow.reduce((total, each) => total + each, 0);
    expect(sum).toBeLessThanOrEqual(most);
    for (const size of [1, 16, 512]) expect(mostUsed(run(tuner, 200, size, busy(2, 1)))).toBe(1);
    for (const size of [1, 16, 512]) {
      run(tuner, 6000, size, idle);
      expect(mostUsed(run(tuner, 200, size, idle))).toBe(2);
    }
  }
});

test("one hiccup of a short pass changes nothing", () => {
  const tuner = createThreadTuner(2);
  run(tuner, 60, 1, idle);
  run(tuner, 1, 1, () => 40);
  const used = run(tuner, 30, 1, idle);
  expect(mostUsed(used)).toBe(2);
  expect(used.get(1) ?? 0).toBeLessThanOrEqual(5);
});

test("one size that finds the cores taken spares the others finding it", () => {
  const tuner = createThreadTuner(2);
  run(tuner, 200, 16, () => 3);
  run(tuner, 60, 512, idle);
  expect(tuner.next(512)).toBe(2);
  let told = false;
  for (let pass = 0; pass < 3000 && !told; pass += 1) told = run(tuner, 2, 16, busy(2, 1)).has(2);
  expect(told).toBe(true);
  run(tuner, 4, 16, busy(2, 1));
  expect(tuner.next(512)).toBe(1);
});

test("long prompts, whose passes grow dearer one by one, cost hardly more than with all threads", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 64 }),
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      (batches, slope) => {
        const tuner = createThreadTuner(4);
        let cost = 0;
        let ideal = 0;
        for (let prompt = 0; prompt < 100; prompt++) {
          for (let batch = 0; batch < batches; batch++) {
            const grown: Cost = (threads) => idle(threads) * (1 + slope * batch);
            const [[threads = 0] = []] = run(tuner, 1, 512, grown);
            if (prompt > 10) {
              cost += grown(threads);
              ideal += grown(4);
            }
          }
        }
        expect(cost).toBeLessThan(ideal * 1.1);
      },
    ),
  );
});
