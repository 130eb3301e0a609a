import { expect, test } from "vitest";
import { I32F32, I64F64, I96F32, U64F64, U96F32 } from "../../../native/protocol/fixed-point.ts";

test("raw bits, limits and names follow the Rust types", () => {
  expect(I32F32.maximum).toBe((1n << 63n) - 1n);
  expect(I32F32.minimum).toBe(-(1n << 63n));
  expect(U64F64.maximum).toBe((1n << 128n) - 1n);
  expect(I64F64.one).toBe(1n << 64n);
  expect(I96F32.maximum).toBe((1n << 127n) - 1n);
  expect(U96F32.minimum).toBe(0n);
});

test("products round towards minus infinity and quotients towards zero", () => {
  const smallest = 1n;
  expect(I32F32.multiply(-smallest, I32F32.fromRatio(1n, 2n))).toBe(-1n);
  expect(I32F32.multiply(smallest, I32F32.fromRatio(1n, 2n))).toBe(0n);
  expect(I32F32.divide(-I32F32.one, I32F32.fromInteger(3n))).toBe(-1431655765n);
  expect(I32F32.toInteger(I32F32.fromRatio(-1n, 2n))).toBe(-1n);
});

test("what leaves the range saturates, or is undefined when checked", () => {
  expect(U64F64.subtract(0n, 1n)).toBe(0n);
  expect(U64F64.checkedSubtract(0n, 1n)).toBeUndefined();
  expect(I32F32.fromInteger(1n << 40n)).toBe(I32F32.maximum);
  expect(I32F32.add(I32F32.maximum, 1n)).toBe(I32F32.maximum);
  expect(I32F32.checkedAdd(I32F32.maximum, 1n)).toBeUndefined();
  expect(I32F32.multiply(I32F32.minimum, I32F32.fromInteger(2n))).toBe(I32F32.minimum);
  expect(U64F64.checkedMultiply(U64F64.maximum, U64F64.maximum)).toBeUndefined();
});

test("division by zero is 0, or undefined when checked, and a ratio over 0 throws", () => {
  expect(U96F32.divide(U96F32.one, 0n)).toBe(0n);
  expect(U96F32.checkedDivide(U96F32.one, 0n)).toBeUndefined();
  expect(() => U96F32.fromRatio(1n, 0n)).toThrow(RangeError);
});

test("carrying over to another format drops extra fraction bits", () => {
  const third = U64F64.fromRatio(1n, 3n);
  expect(I96F32.from(U64F64, third)).toBe(0x55555555n);
  expect(U64F64.from(I96F32, 0x55555555n)).toBe(0x5555555500000000n);
  expect(U64F64.from(I96F32, -1n)).toBe(0n);
  expect(U64F64.toNumber(U64F64.fromRatio(5n, 2n))).toBe(2.5);
});
