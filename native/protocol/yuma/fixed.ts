/**
 * I32F32 as whole Numbers (value x 2^32): exactly the fixed-point results of the chain, many times faster than bigint.
 * Every product and quotient is cut into pieces that stay below 2^53, where Numbers are exact; operands outside of the
 * stated ranges fall back to bigint. Nothing here is negative unless said so.
 */
export const ONE = 2 ** 32;
const PIECE = 2 ** 16;
const MULTIPLIER_LIMIT = 2 ** 36;
const QUOTIENT_LIMIT = 2 ** 40;

/** floor(left x right / 2^32). */
export function multiply(left: number, right: number): number {
  if (right >= MULTIPLIER_LIMIT || left >= QUOTIENT_LIMIT * 16) {
    return Number((BigInt(left) * BigInt(right)) >> 32n);
  }
  const high = Math.floor(left / ONE);
  const rest = left - high * ONE;
  const middle = Math.floor(rest / PIECE);
  const low = rest - middle * PIECE;
  return high * right + Math.floor((middle * right + Math.floor((low * right) / PIECE)) / PIECE);
}

/** floor(left x right / 2^32) for operands of either sign. */
export function multiplySigned(left: number, right: number): number {
  const size = multiply(Math.abs(left), Math.abs(right));
  if (left < 0 === right < 0) return size;
  // A negative product that was cut off lies one further down.
  const cut = Math.imul(left, right) !== 0;
  return size === 0 && !cut ? 0 : -(size + (cut ? 1 : 0));
}

/** floor(left x 2^32 / right); 0 when right is 0. */
export function divide(left: number, right: number): number {
  if (right === 0) return 0;
  if (left >= QUOTIENT_LIMIT || right >= QUOTIENT_LIMIT) {
    return Number((BigInt(left) << 32n) / BigInt(right));
  }
  // Long division, 12 + 12 + 8 binary digits at a time.
  const first = wholeQuotient(left * 4096, right);
  const firstRest = left * 4096 - first * right;
  const second = wholeQuotient(firstRest * 4096, right);
  const secondRest = firstRest * 4096 - second * right;
  return (first * 4096 + second) * 256 + wholeQuotient(secondRest * 256, right);
}

/** floor(part x 2^32 / whole) of plain integers, part below 2^20; 0 when whole is 0. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : wholeQuotient(part * ONE, whole);
}

/** A value as a share of 65535, cut off, never above 65535: how results are stored. */
export function toU16(value: number): number {
  return Math.min(65_535, Math.floor((value * 65_535) / ONE));
}

/** The sum of a vector. */
export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Each value over the sum of all; unchanged when that is 0. */
export function normalised(values: readonly number[]): number[] {
  const total = sum(values);
  return total === 0 ? [...values] : values.map((value) => divide(value, total));
}

/**
 * floor(dividend / divisor) of integers, the dividend below 2^52. A quotient just under an integer is further from it
 * than half of the last binary digit, so the division never rounds up to it.
 */
function wholeQuotient(dividend: number, divisor: number): number {
  return Math.floor(dividend / divisor);
}
