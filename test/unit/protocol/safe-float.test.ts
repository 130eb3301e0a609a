import { expect, test } from "vitest";
import {
  addSafeFloat,
  compareSafeFloat,
  divideSafeFloat,
  multiplyDivide,
  normalise,
  SAFE_FLOAT_ZERO,
  safeFloatFrom,
  safeFloatToInteger,
  subtractSafeFloat,
} from "../../../native/protocol/safe-float.ts";

test("a mantissa is kept within (1e20, 1e21]", () => {
  expect(safeFloatFrom(1n)).toEqual({ mantissa: 10n ** 21n, exponent: -21n });
  expect(safeFloatFrom(2n)).toEqual({ mantissa: 2n * 10n ** 20n, exponent: -20n });
  expect(safeFloatFrom(10n ** 21n)).toEqual({ mantissa: 10n ** 21n, exponent: 0n });
  expect(normalise(10n ** 22n, 3n)).toEqual({ mantissa: 10n ** 21n, exponent: 4n });
  expect(safeFloatFrom(0n)).toEqual(SAFE_FLOAT_ZERO);
  expect(() => safeFloatFrom(-1n)).toThrow(RangeError);
});

test("u64 values survive the round trip", () => {
  for (const value of [0n, 1n, 999_999_999n, 21_000_000_000_000_000n, (1n << 64n) - 1n]) {
    expect(safeFloatToInteger(safeFloatFrom(value))).toBe(value);
  }
  expect(safeFloatToInteger(normalise(1n, 30n))).toBe((1n << 64n) - 1n);
  expect(safeFloatToInteger(normalise(1n, -60n))).toBe(0n);
});

test("sums, differences, quotients and order", () => {
  const three = safeFloatFrom(3n);
  const seven = safeFloatFrom(7n);
  expect(safeFloatToInteger(addSafeFloat(three, seven))).toBe(10n);
  expect(safeFloatToInteger(subtractSafeFloat(seven, three))).toBe(4n);
  expect(subtractSafeFloat(three, seven)).toEqual(SAFE_FLOAT_ZERO);
  expect(divideSafeFloat(safeFloatFrom(1n), three).mantissa).toBe(333_333_333_333_333_333_333n);
  expect(safeFloatToInteger(multiplyDivide(seven, seven, three))).toBe(16n);
  expect(compareSafeFloat(three, seven)).toBeLessThan(0);
  expect(compareSafeFloat(safeFloatFrom(10n), safeFloatFrom(11n))).toBeLessThan(0);
  expect(compareSafeFloat(safeFloatFrom(1n), SAFE_FLOAT_ZERO)).toBeGreaterThan(0);
  expect(() => divideSafeFloat(three, SAFE_FLOAT_ZERO)).toThrow(RangeError);
  expect(() => multiplyDivide(three, three, SAFE_FLOAT_ZERO)).toThrow(RangeError);
});
