/**
 * (numerator / denominator) ^ (exponentNumerator / exponentDenominator) in bigint arithmetic: natural logarithm by the
 * atanh series, exponential by Taylor, both in 192 binary digits. The result's error is below 2^-150 for results up to
 * 1 and below 2^-150 of the result above.
 */
const BITS = 192n;
const ONE = 1n << BITS;
const LN2 = 2n * arcTanh(ONE / 3n);

/** Fraction bits of what `power` returns. */
export const POWER_BITS = BITS;
/** A bound of the error of `power` for results up to 1, in its own raw bits. */
export const POWER_ERROR = 1n << 40n;

/** Raw bits (value x 2^192). All four arguments > 0 save exponentNumerator >= 0; throws RangeError otherwise. */
export function power(
  numerator: bigint,
  denominator: bigint,
  exponentNumerator: bigint,
  exponentDenominator: bigint,
): bigint {
  if (numerator <= 0n || denominator <= 0n || exponentNumerator < 0n || exponentDenominator <= 0n) {
    throw new RangeError("power of a ratio needs positive terms");
  }
  return exponential((logarithm(numerator, denominator) * exponentNumerator) / exponentDenominator);
}

function logarithm(numerator: bigint, denominator: bigint): bigint {
  // Brings the ratio near 1 first, where the series is short and absolute precision is kept for tiny trades.
  let twos = BigInt(bitLength(numerator) - bitLength(denominator));
  let mantissa =
    twos >= 0n
      ? (numerator << BITS) / (denominator << twos)
      : ((numerator << -twos) << BITS) / denominator;
  if (mantissa > ONE + ONE / 2n) {
    mantissa >>= 1n;
    twos += 1n;
  }
  return twos * LN2 + 2n * arcTanh(((mantissa - ONE) << BITS) / (mantissa + ONE));
}

function arcTanh(argument: bigint): bigint {
  const square = (argument * argument) >> BITS;
  let term = argument;
  let sum = argument;
  for (let odd = 3n; term !== 0n && term !== -1n; odd += 2n) {
    term = (term * square) >> BITS;
    sum += term / odd;
  }
  return sum;
}

function exponential(argument: bigint): bigint {
  let twos = argument / LN2;
  let rest = argument - twos * LN2;
  if (rest < 0n) {
    rest += LN2;
    twos -= 1n;
  }
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = ((term * rest) >> BITS) / n;
    sum += term;
  }
  return twos >= 0n ? sum << twos : sum >> -twos;
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** floor(sqrt(value)) for value >= 0. */
export function integerSquareRoot(value: bigint): bigint {
  if (value < 0n) throw new RangeError("square root of a negative number");
  if (value < 2n) return value;
  let guess = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}
