import fc from "fast-check";
import type { BatchItem, Token } from "node-llama-cpp";
import { expect, test } from "vitest";
import { bySequence } from "../../../native/engine/llama/passes/batch-order.ts";
import { besideOthers } from "../../../native/engine/llama/passes/lane.ts";

const item = (sequence: number, tokens: number): BatchItem => ({
  tokens: Array.from({ length: tokens }, (_, index) => index as Token),
  logits: [],
  evaluationPriority: sequence as BatchItem["evaluationPriority"],
});

/** What waits for a batch, in any order, each sequence once, and a batch with room for one token of each at least. */
const waiting = fc
  .uniqueArray(fc.tuple(fc.nat(63), fc.integer({ min: 1, max: 700 })), {
    minLength: 1,
    maxLength: 64,
    selector: ([sequence]) => sequence,
  })
  .chain((all) =>
    fc.record({
      items: fc.constant(all.map(([sequence, tokens]) => item(sequence, tokens))),
      size: fc.integer({ min: all.length, max: 1024 }),
    }),
  );

test("a batch is in the order of the sequences, leaves nobody out and wastes no place", () => {
  fc.assert(
    fc.property(waiting, ({ items, size }) => {
      const batch = bySequence({ items, size });
      const order = batch.map(({ item: { evaluationPriority } }) => evaluationPriority);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(new Set(batch.map(({ item: one }) => one))).toEqual(new Set(items));
      for (const { item: one, processAmount } of batch) {
        expect(processAmount).toBeGreaterThanOrEqual(1);
        expect(processAmount).toBeLessThanOrEqual(one.tokens.length);
      }
      const wanted = items.reduce((sum, { tokens }) => sum + tokens.length, 0);
      const taken = batch.reduce((sum, { processAmount }) => sum + processAmount, 0);
      expect(taken).toBe(Math.min(size, wanted));
    }),
  );
});

test("who wants one token is never shortened by who wants many", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 16 }), (streams) => {
      const items = Array.from({ length: streams }, (_, index) =>
        item(index, index === 0 ? 900 : 1),
      );
      const batch = bySequence({ items, size: 512 });
      expect(batch.slice(1).every(({ processAmount }) => processAmount === 1)).toBe(true);
      expect(batch[0]?.processAmount).toBe(512 - (streams - 1));
    }),
  );
});

test("lanes that are taken one after the other lie side by side, whichever become free in between", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 16 }),
      fc.array(fc.oneof(fc.constant("take" as const), fc.nat()), { maxLength: 40 }),
      (lanes, deeds) => {
        const free = Array.from({ length: lanes }, (_, number) => lane(number));
        const used: ReturnType<typeof lane>[] = [];
        for (const deed of deeds) {
          if (deed === "take") {
            if (free.length === 0) continue;
            const before = runs(used);
            const [taken] = free.splice(besideOthers(free, lanes), 1);
            if (taken === undefined) throw new Error("no lane was chosen");
            used.push(taken);
            // A new run only begins where there was none to join.
            expect(runs(used)).toBeLessThanOrEqual(Math.max(1, before));
          } else if (used.length > 0) free.push(...used.splice(deed % used.length, 1));
        }
      },
    ),
  );
});

function lane(number: number): Parameters<typeof besideOthers>[0][number] {
  return { number, exact: 0, sequence: {} as never };
}

function runs(used: readonly { readonly number: number }[]): number {
  const numbers = new Set(used.map(({ number }) => number));
  return [...numbers].filter((number) => !numbers.has(number - 1)).length;
}
