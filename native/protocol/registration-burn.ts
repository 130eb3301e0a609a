import { clampBetween, U64F64 } from "./fixed-point.ts";

/** 1 in Q32, the chain's fixed point for the decay. */
const ONE_Q32 = 1n << 32n;
const U64_MAXIMUM = (1n << 64n) - 1n;

/** Lowest and highest registration price in rao. */
export interface BurnBounds {
  readonly minimum: bigint;
  readonly maximum: bigint;
}

/**
 * The largest factor f below 1 (Q32 bits) with f^halfLife <= 1/2, found by binary search as the chain does; 1 for a half
 * life of 0 blocks, which means no decay. Source: §4.5, utils/misc.rs.
 */
export function decayFactorQ32(halfLife: number): bigint {
  if (halfLife === 0) return ONE_Q32;
  let low = 0n;
  let high = ONE_Q32;
  while (low + 1n < high) {
    const middle = (low + high) >> 1n;
    if (powerQ32(middle, halfLife) > ONE_Q32 / 2n) high = middle;
    else low = middle;
  }
  return low;
}

/** The registration price (rao) one block later: times the decay factor, held within its bounds. */
export function decayedBurn(burn: bigint, halfLife: number, bounds: BurnBounds): bigint {
  const next = multiplyQ32(burn, decayFactorQ32(halfLife));
  return clampBetween(next, bounds.minimum, bounds.maximum);
}

/** The registration price (rao) after a registration: times `multiplier` (U64F64 bits, at least 1), within its bounds. */
export function raisedBurn(burn: bigint, multiplier: bigint, bounds: BurnBounds): bigint {
  const factor = multiplier > U64F64.one ? multiplier : U64F64.one;
  const next = U64F64.toInteger(U64F64.multiply(U64F64.fromInteger(burn), factor));
  return clampBetween(next, bounds.minimum, bounds.maximum);
}

/** `BurnIncreaseMult` of the chain: 1.26 as U64F64 bits. */
export const DEFAULT_BURN_INCREASE: bigint = U64F64.fromRatio(126n, 100n);

function multiplyQ32(value: bigint, factor: bigint): bigint {
  return clampBetween((value * factor) >> 32n, 0n, U64_MAXIMUM);
}

function powerQ32(base: bigint, exponent: number): bigint {
  let result = ONE_Q32;
  let factor = base;
  for (let rest = exponent; rest > 0; rest >>= 1) {
    if (rest & 1) result = multiplyQ32(result, factor);
    factor = multiplyQ32(factor, factor);
  }
  return result;
}
