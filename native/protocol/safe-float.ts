/**
 * The chain's decimal float for stake shares: value = mantissa x 10^exponent. Normalised so that the mantissa lies in
 * (1e20, 1e21]; zero is (0, 0). On the wire: mantissa u128, exponent i64. Source: subtensor primitives/share-pool.
 */
export interface SafeFloat {
  readonly mantissa: bigint;
  readonly exponent: bigint;
}

const LARGEST_MANTISSA = 10n ** 21n;
const SMALLEST_MANTISSA = 10n ** 20n;
const MANTISSA_DIGITS = 21n;
const U64_MAXIMUM = (1n << 64n) - 1n;

/** Zero: no shares. */
export const SAFE_FLOAT_ZERO: SafeFloat = Object.freeze({ mantissa: 0n, exponent: 0n });

/** A whole, non-negative number (u64 or below 1e21) as SafeFloat. Throws RangeError outside of that. */
export function safeFloatFrom(value: bigint): SafeFloat {
  if (value < 0n || value > LARGEST_MANTISSA) {
    throw new RangeError(`not between 0 and 1e21: ${value}`);
  }
  return normalise(value, 0n);
}

/** Brings any non-negative mantissa into (1e20, 1e21], dropping digits below it. */
export function normalise(mantissa: bigint, exponent: bigint): SafeFloat {
  if (mantissa === 0n) return SAFE_FLOAT_ZERO;
  let digits = mantissa;
  let power = exponent;
  while (digits > LARGEST_MANTISSA) {
    digits /= 10n;
    power += 1n;
  }
  while (digits <= SMALLEST_MANTISSA) {
    digits *= 10n;
    power -= 1n;
  }
  return { mantissa: digits, exponent: power };
}

/** left + right. */
export function addSafeFloat(left: SafeFloat, right: SafeFloat): SafeFloat {
  if (left.mantissa === 0n) return right;
  if (right.mantissa === 0n) return left;
  const [a, b, exponent] = align(left, right);
  return normalise(a + b, exponent);
}

/** left - right, never below 0 (the chain saturates here). */
export function subtractSafeFloat(left: SafeFloat, right: SafeFloat): SafeFloat {
  if (right.mantissa === 0n) return left;
  if (left.mantissa === 0n) return SAFE_FLOAT_ZERO;
  const [a, b, exponent] = align(left, right);
  return normalise(a > b ? a - b : 0n, exponent);
}

/** value x factor / divisor with one rounding (down). Throws RangeError when the divisor is 0. */
export function multiplyDivide(value: SafeFloat, factor: SafeFloat, divisor: SafeFloat): SafeFloat {
  if (divisor.mantissa === 0n) throw new RangeError("division of shares by zero");
  return normalise(
    (value.mantissa * factor.mantissa) / divisor.mantissa,
    value.exponent + factor.exponent - divisor.exponent,
  );
}

/** left / right with 21 digits. Throws RangeError when right is 0. */
export function divideSafeFloat(left: SafeFloat, right: SafeFloat): SafeFloat {
  if (right.mantissa === 0n) throw new RangeError("division by zero");
  return normalise(
    (left.mantissa * LARGEST_MANTISSA) / right.mantissa,
    left.exponent - right.exponent - MANTISSA_DIGITS,
  );
}

/** Negative when left < right, 0 when equal, positive when left > right. Both must be normalised. */
export function compareSafeFloat(left: SafeFloat, right: SafeFloat): number {
  // A normalised mantissa spans exactly one decade, so among non-zero values the exponent decides first.
  const bothSet = left.mantissa !== 0n && right.mantissa !== 0n;
  if (bothSet && left.exponent !== right.exponent) return left.exponent < right.exponent ? -1 : 1;
  return left.mantissa === right.mantissa ? 0 : left.mantissa < right.mantissa ? -1 : 1;
}

/** The whole part as u64, saturated. */
export function safeFloatToInteger(value: SafeFloat): bigint {
  if (value.mantissa === 0n) return 0n;
  if (value.exponent > 0n) {
    const whole = value.exponent > 40n ? U64_MAXIMUM : value.mantissa * 10n ** value.exponent;
    return whole > U64_MAXIMUM ? U64_MAXIMUM : whole;
  }
  const whole = value.mantissa / 10n ** (value.exponent < -40n ? 40n : -value.exponent);
  return whole > U64_MAXIMUM ? U64_MAXIMUM : whole;
}

function align(left: SafeFloat, right: SafeFloat): [bigint, bigint, bigint] {
  const difference = left.exponent - right.exponent;
  // A shift beyond 22 digits leaves nothing of a 21-digit mantissa.
  const scale = (digits: bigint): bigint => 10n ** (digits > 22n ? 22n : digits);
  return difference >= 0n
    ? [left.mantissa, right.mantissa / scale(difference), left.exponent]
    : [left.mantissa / scale(-difference), right.mantissa, right.exponent];
}
