import fc from "fast-check";
import { expect, test } from "vitest";
import { U64F64 } from "../../../native/protocol/fixed-point.ts";
import {
  addWeighted,
  mechanismIndex,
  mechanismWeight,
  splitEmission,
  subnetOfIndex,
} from "../../../native/protocol/mechanisms.ts";

test("a mechanism's number is mecid x 4096 + netuid, held at 65535", () => {
  expect(mechanismIndex(1, 0)).toBe(1);
  expect(mechanismIndex(1, 1)).toBe(4_097);
  expect(mechanismIndex(4_095, 15)).toBe(65_535);
  expect(mechanismIndex(3, 16)).toBe(65_535);
  expect(mechanismIndex(3, 255)).toBe(65_535);
  expect(subnetOfIndex(4_097)).toEqual({ netuid: 1, mecid: 1 });
  expect(subnetOfIndex(7)).toEqual({ netuid: 7, mecid: 0 });
});

test.each([
  // [amount, mechanisms, split, parts]
  [1_000n, 1, undefined, [1_000n]],
  [1_001n, 2, undefined, [501n, 500n]],
  // 1000 x 13107 / 65535 = 200; the rest of the other quotient stays with the main mechanism.
  [1_000n, 2, [52_428, 13_107], [800n, 200n]],
  [10n, 2, [32_768, 32_767], [6n, 4n]],
  [10n, 3, [65_535], [10n, 0n, 0n]],
  [0n, 2, [1, 65_534], [0n, 0n]],
] as const)("%s over %s mechanisms by %s", (amount, count, split, parts) => {
  expect(splitEmission(amount, count, split)).toEqual(parts);
});

test("no split gains or loses a unit", () => {
  const amounts = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
  const halves = fc.integer({ min: 0, max: 65_535 });
  fc.assert(
    fc.property(amounts, halves, fc.integer({ min: 2, max: 16 }), (amount, part, count) => {
      const parts = splitEmission(amount, count, [part, 65_535 - part]);
      const sum = (list: readonly bigint[]): bigint => list.reduce((total, each) => total + each);
      expect(sum(parts)).toBe(amount);
      expect(sum(splitEmission(amount, count, undefined))).toBe(amount);
      expect(parts).toHaveLength(count);
      expect(parts.every((each) => each >= 0n)).toBe(true);
    }),
  );
});

test("weights are parts of the emission; without any the main mechanism counts alone", () => {
  expect(mechanismWeight(1n, 4n, 1)).toBe(U64F64.one / 4n);
  expect(mechanismWeight(5n, 5n, 0)).toBe(U64F64.one);
  expect(mechanismWeight(0n, 0n, 0)).toBe(U64F64.one);
  expect(mechanismWeight(0n, 0n, 1)).toBe(0n);
});

test("a weighed sum is cut once, at the end, and never leaves its range", () => {
  const third = mechanismWeight(1n, 3n, 0);
  // 10 x 0.333... = 3.33 and 100 + 3.33 is 103.
  expect(addWeighted(100n, 10n, third, 65_535n)).toBe(103n);
  expect(addWeighted(65_000n, 65_535n, U64F64.one, 65_535n)).toBe(65_535n);
  expect(addWeighted(0n, 40_000n, U64F64.one, 65_535n)).toBe(40_000n);
});
