import fc from "fast-check";
import { expect, test } from "vitest";
import type { BlockRef } from "../../../native/chain/chain-port.ts";
import { finalizedStream, missingNumbers } from "../../../native/chain/finalized-stream.ts";

const settle = () => new Promise(setImmediate);
const block = (number: number): BlockRef => ({ number, hash: `0x${number}` });

test("whatever arrives, blocks are told once each, in order, without gaps", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(40), { minLength: 1 }),
      fc.infiniteStream(fc.boolean()),
      async (numbers, fails) => {
        const told: BlockRef[] = [];
        const stream = finalizedStream(
          async (number) => {
            if (fails.next().value) throw new Error("connection lost");
            return `0x${number}`;
          },
          (ref) => told.push(ref),
        );
        for (const number of numbers) {
          stream.push(block(number));
          await settle();
        }
        const [first] = numbers as [number];
        expect(told.map(({ number }) => number)).toEqual(told.map((_, index) => first + index));
        for (const { number, hash } of told) expect(hash).toBe(`0x${number}`);
      },
    ),
    { numRuns: 60 },
  );
});

test("a gap that could not be filled is filled with the next block", async () => {
  const told: number[] = [];
  let broken = true;
  const stream = finalizedStream(
    async (number) => (broken ? undefined : `0x${number}`),
    ({ number }) => told.push(number),
  );
  stream.push(block(1));
  stream.push(block(4));
  await settle();
  expect(told).toEqual([1]);
  broken = false;
  stream.push(block(5));
  await settle();
  expect(told).toEqual([1, 2, 3, 4, 5]);
});

test("missing numbers lie strictly between", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), (last, next) => {
      const missing = missingNumbers(last, next);
      expect(missing).toHaveLength(Math.max(0, next - last - 1));
      for (const number of missing) expect(number > last && number < next).toBe(true);
    }),
  );
});
