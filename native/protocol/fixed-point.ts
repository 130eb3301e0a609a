/**
 * Binary fixed-point numbers held as raw bits in a bigint, with the arithmetic of the Rust crate `substrate_fixed`:
 * products are shifted down (towards minus infinity), quotients are truncated (towards zero), and what leaves the
 * range either saturates or answers `undefined`.
 */
export interface FixedPoint {
  /** Name as on the wire, for example `U64F64`. */
  readonly name: string;
  readonly fractionBits: bigint;
  /** Smallest and largest raw bits. */
  readonly minimum: bigint;
  readonly maximum: bigint;
  /** Raw bits of 1. */
  readonly one: bigint;
  /** Raw bits of an integer, saturated. */
  fromInteger(value: bigint): bigint;
  /** Raw bits of numerator / denominator, truncated, saturated. Throws RangeError when the denominator is 0. */
  fromRatio(numerator: bigint, denominator: bigint): bigint;
  /** Raw bits of another format carried over; extra fraction bits are dropped towards minus infinity, saturated. */
  from(other: FixedPoint, bits: bigint): bigint;
  /** The integer part, rounded towards minus infinity. */
  toInteger(bits: bigint): bigint;
  /** The nearest float: for display only, never for a balance. */
  toNumber(bits: bigint): number;
  add(left: bigint, right: bigint): bigint;
  subtract(left: bigint, right: bigint): bigint;
  multiply(left: bigint, right: bigint): bigint;
  /** left / right, saturated; 0 when right is 0 (the chain's `safe_div`). */
  divide(left: bigint, right: bigint): bigint;
  checkedAdd(left: bigint, right: bigint): bigint | undefined;
  checkedSubtract(left: bigint, right: bigint): bigint | undefined;
  checkedMultiply(left: bigint, right: bigint): bigint | undefined;
  checkedDivide(left: bigint, right: bigint): bigint | undefined;
}

function fixedPoint(
  name: string,
  integerBits: number,
  fraction: number,
  signed: boolean,
): FixedPoint {
  const fractionBits = BigInt(fraction);
  const width = BigInt(integerBits) + fractionBits;
  const minimum = signed ? -(1n << (width - 1n)) : 0n;
  const maximum = signed ? (1n << (width - 1n)) - 1n : (1n << width) - 1n;
  const one = 1n << fractionBits;
  const saturate = (bits: bigint): bigint =>
    bits < minimum ? minimum : bits > maximum ? maximum : bits;
  const check = (bits: bigint): bigint | undefined =>
    bits < minimum || bits > maximum ? undefined : bits;
  const product = (left: bigint, right: bigint): bigint => (left * right) >> fractionBits;
  const quotient = (left: bigint, right: bigint): bigint => (left << fractionBits) / right;
  return {
    name,
    fractionBits,
    minimum,
    maximum,
    one,
    fromInteger: (value) => saturate(value << fractionBits),
    fromRatio: (numerator, denominator) => {
      if (denominator === 0n) throw new RangeError(`${name}: ratio with denominator 0`);
      return saturate(quotient(numerator, denominator));
    },
    from: (other, bits) => {
      const shift = fractionBits - other.fractionBits;
      return saturate(shift >= 0n ? bits << shift : bits >> -shift);
    },
    toInteger: (bits) => bits >> fractionBits,
    toNumber: (bits) => {
      const whole = bits >> fractionBits;
      return Number(whole) + Number(bits - (whole << fractionBits)) / Number(one);
    },
    add: (left, right) => saturate(left + right),
    subtract: (left, right) => saturate(left - right),
    multiply: (left, right) => saturate(product(left, right)),
    divide: (left, right) => (right === 0n ? 0n : saturate(quotient(left, right))),
    checkedAdd: (left, right) => check(left + right),
    checkedSubtract: (left, right) => check(left - right),
    checkedMultiply: (left, right) => check(product(left, right)),
    checkedDivide: (left, right) => (right === 0n ? undefined : check(quotient(left, right))),
  };
}

/** i64, value / 2^32: everything inside an epoch. */
export const I32F32: FixedPoint = fixedPoint("I32F32", 32, 32, true);
/** u128, value / 2^64: prices, shares before their migration, burn multiplier. */
export const U64F64: FixedPoint = fixedPoint("U64F64", 64, 64, false);
/** i128, value / 2^64: stake weights, flows. */
export const I64F64: FixedPoint = fixedPoint("I64F64", 64, 64, true);
/** i128, value / 2^32: moving price, emission. */
export const I96F32: FixedPoint = fixedPoint("I96F32", 96, 32, true);
/** u128, value / 2^32: per-block emission terms. */
export const U96F32: FixedPoint = fixedPoint("U96F32", 96, 32, false);

/** The smaller of two bigints (Math.min takes none). */
export function smaller(left: bigint, right: bigint): bigint {
  if (left < right) return left;
  return right;
}

/** `value` held between `low` and `high`. */
export function clampBetween(value: bigint, low: bigint, high: bigint): bigint {
  if (value < low) return low;
  return smaller(value, high);
}
