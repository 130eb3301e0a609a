import fc from "fast-check";
import { expect, it } from "vitest";
import {
  chunkBytesFor,
  chunkCount,
  chunkRange,
  createChunkPlan,
} from "../../../../native/models/download/chunks/chunk-plan.ts";

const layout = fc.record({
  total: fc.integer({ min: 1, max: 100_000 }),
  chunkBytes: fc.integer({ min: 1, max: 5_000 }),
});

it("chunks follow one another from the first byte to the last", () => {
  fc.assert(
    fc.property(layout, (file) => {
      let at = 0;
      for (let index = 0; index < Math.min(chunkCount(file), 200); index += 1) {
        const { start, end } = chunkRange(file, index);
        expect(start).toBe(at);
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(chunkRange(file, chunkCount(file) - 1).end).toBe(file.total);
    }),
  );
});

it("whatever happens, every chunk waits, is taken or is here, and never goes to two at once", () => {
  const step = fc.record({
    what: fc.constantFrom("next", "take", "finish", "giveBack"),
    index: fc.nat(12),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const file = { total: 100, chunkBytes: 9 };
      const plan = createChunkPlan(file, [3, 5]);
      const taken = new Set<number>();
      const here = new Set([3, 5]);
      for (const { what, index } of steps) {
        if (index >= plan.count) continue;
        if (what === "next") {
          const next = plan.takeNext();
          const lowest = Array.from({ length: plan.count }, (_, each) => each).find(
            (each) => !taken.has(each) && !here.has(each),
          );
          expect(next).toBe(lowest);
          if (next !== undefined) taken.add(next);
        } else if (what === "take") {
          expect(plan.take(index)).toBe(!taken.has(index) && !here.has(index));
          if (!here.has(index)) taken.add(index);
        } else if (what === "finish" && taken.delete(index)) {
          plan.finish(index);
          here.add(index);
        } else if (what === "giveBack" && (taken.delete(index) || here.delete(index))) {
          plan.giveBack(index);
        }
        expect(plan.waiting()).toBe(plan.count - taken.size - here.size);
        expect(plan.isComplete()).toBe(here.size === plan.count);
        const bytes = [...here].map((each) => chunkRange(file, each));
        expect(plan.bytesHere()).toBe(bytes.reduce((sum, { start, end }) => sum + end - start, 0));
      }
    }),
  );
});

it("larger files have larger chunks, a few thousand of them at most", () => {
  for (const gibibytes of [0.01, 0.06, 1, 4, 30, 100]) {
    const total = gibibytes * 2 ** 30;
    const count = chunkCount({ total, chunkBytes: chunkBytesFor(total) });
    expect(count).toBeGreaterThan(3);
    expect(count).toBeLessThan(8_000);
  }
});
