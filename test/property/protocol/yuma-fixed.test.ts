import fc from "fast-check";
import { expect, test } from "vitest";
import { I32F32 } from "../../../native/protocol/fixed-point.ts";
import {
  divide,
  multiply,
  multiplySigned,
  ratio,
  toU16,
} from "../../../native/protocol/yuma/fixed.ts";
import { exponential } from "../../../native/protocol/yuma/liquid-alpha.ts";

/** Raw bits with every magnitude equally likely, and the edges where pieces are cut. */
const bitsUpTo = (most: number) =>
  fc.oneof(
    fc
      .integer({ min: 0, max: most })
      .chain((width) => fc.nat({ max: 2 ** Math.min(31, width) - 1 || 1 })),
    fc
      .tuple(fc.integer({ min: 0, max: most - 1 }), fc.integer({ min: -2, max: 2 }))
      .map(([power, by]) => Math.max(0, 2 ** power + by)),
    fc.bigInt({ min: 0n, max: (1n << BigInt(most)) - 1n }).map(Number),
  );
const runs = { numRuns: 5_000 };

test("products are the chain's to the last bit", () => {
  fc.assert(
    fc.property(bitsUpTo(44), bitsUpTo(38), (left, right) => {
      expect(multiply(left, right)).toBe(Number(I32F32.multiply(BigInt(left), BigInt(right))));
    }),
    runs,
  );
});

test("signed products round towards minus infinity", () => {
  const signed = fc
    .tuple(bitsUpTo(41), fc.boolean())
    .map(([value, negative]) => (negative ? -value : value));
  fc.assert(
    fc.property(signed, signed, (left, right) => {
      const expected = Number(I32F32.multiply(BigInt(left), BigInt(right)));
      fc.pre(Math.abs(expected) < 2 ** 53);
      expect(multiplySigned(left, right) + 0).toBe(expected);
    }),
    runs,
  );
});

test("quotients are the chain's to the last bit", () => {
  fc.assert(
    fc.property(bitsUpTo(44), bitsUpTo(44), (left, right) => {
      const expected = Number(I32F32.divide(BigInt(left), BigInt(right)));
      fc.pre(expected < 2 ** 53);
      expect(divide(left, right)).toBe(expected);
    }),
    runs,
  );
});

test("ratios of whole numbers are exact", () => {
  fc.assert(
    fc.property(fc.nat({ max: 1_000_000 }), fc.nat({ max: 2 ** 24 }), (part, whole) => {
      const expected = whole === 0 ? 0n : I32F32.fromRatio(BigInt(part), BigInt(whole));
      expect(BigInt(ratio(part, whole))).toBe(expected);
    }),
    runs,
  );
  expect([ratio(1, 0), ratio(65_535, 65_535), toU16(2 ** 32), toU16(2 ** 34)]).toEqual([
    0,
    2 ** 32,
    65_535,
    65_535,
  ]);
});

test("the exponential is the chain's series, bit for bit, on both of its paths", () => {
  const series = (exponent: bigint): bigint => {
    const size = exponent < 0n ? -exponent : exponent;
    let sum = size + I32F32.one;
    let term = size;
    for (let n = 2n; n < 32n; n += 1n) {
      term = I32F32.divide(I32F32.multiply(term, size), I32F32.fromInteger(n));
      sum = I32F32.add(sum, term);
    }
    return exponent < 0n ? I32F32.divide(I32F32.one, sum) : sum;
  };
  const one = 2 ** 32;
  fc.assert(
    fc.property(fc.double({ min: -14, max: 14, noNaN: true }), (x) => {
      const exponent = Math.round(x * one);
      fc.pre(exponent !== 0 && exponent !== one);
      expect(BigInt(exponential(exponent))).toBe(series(BigInt(exponent)));
    }),
    { numRuns: 5_000 },
  );
  // Where the quick series takes over from the wider one, and the whole numbers that its quotients could be cut at.
  for (const whole of [-9, -8, -5, -4.9, -4, -1, 0, 1, 2, 4, 4.89, 4.9, 4.91, 5, 8, 9])
    for (let by = -40; by <= 40; by += 1) {
      const exponent = Math.round(whole * one) + by;
      if (exponent !== 0 && exponent !== one)
        expect(BigInt(exponential(exponent))).toBe(series(BigInt(exponent)));
    }
  expect(exponential(0)).toBe(one);
  expect(exponential(-100 * one)).toBe(exponential(-20 * one));
  expect(exponential(one) / one).toBeCloseTo(Math.E, 6);
  expect(exponential(20 * one) / one / Math.exp(20)).toBeCloseTo(1, 1);
});
