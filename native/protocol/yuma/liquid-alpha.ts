import { divide, multiply, multiplySigned, ONE } from "./fixed.ts";
import type { Row } from "./sparse.ts";

const HALF = ONE / 2;
const EXPONENT_LIMIT = 20 * ONE;
/** Up to here the series stays within exact Numbers. */
const SERIES_LIMIT = 8 * ONE;
/** The chain's e has only 23 binary digits, and it is used for an exponent of exactly 1. */
const COARSE_E = Math.floor(Math.E * 2 ** 23) * 2 ** 9;

/** The range and slope of liquid alpha: low and high as I32F32, steepness as stored (1000 = slope 10). */
export interface LiquidAlpha {
  readonly low: number;
  readonly high: number;
  readonly steepness: number;
}

/**
 * The bond's moving-average factor for each column of one validator:
 * low + (high - low) x sigmoid(steepness / 100 x (d - 0.5)), d = W - C when buying, B - W when selling, in [0, 1].
 * Rows must be ordered by uid, as on chain: an entry behind a higher uid is not seen. Source: epoch/run_epoch.rs.
 */
export function liquidAlphas(
  weights: Row,
  bonds: Row,
  consensus: readonly number[],
  liquid: LiquidAlpha,
): Float64Array {
  const slope = -Math.sign(liquid.steepness) * Math.floor((Math.abs(liquid.steepness) * ONE) / 100);
  const span = liquid.high - liquid.low;
  const nextWeight = inOrder(weights);
  const nextBond = inOrder(bonds);
  const alphas = new Float64Array(consensus.length);
  for (let uid = 0; uid < consensus.length; uid += 1) {
    const weight = nextWeight(uid);
    const bond = nextBond(uid);
    const apart = weight >= bond ? weight - (consensus[uid] as number) : bond - weight;
    const difference = Math.max(0, Math.min(ONE, apart));
    const sigmoid = divide(ONE, ONE + exponential(multiplySigned(slope, difference - HALF)));
    const alpha = liquid.low + multiplySigned(sigmoid, span);
    alphas[uid] = Math.max(liquid.low, Math.min(liquid.high, alpha));
  }
  return alphas;
}

/** e^x in I32F32 with the chain's Taylor series of 30 terms; x is first held within -20..20. */
export function exponential(x: number): number {
  const exponent = Math.max(-EXPONENT_LIMIT, Math.min(EXPONENT_LIMIT, x));
  if (exponent === 0) return ONE;
  if (exponent === ONE) return COARSE_E;
  const size = Math.abs(exponent);
  const series = size <= SERIES_LIMIT ? shortSeries(size) : longSeries(BigInt(size));
  return exponent < 0 ? divide(ONE, series) : series;
}

function shortSeries(size: number): number {
  let total = size + ONE;
  let term = size;
  for (let n = 2; n < 32 && term !== 0; n += 1) {
    term = Math.floor(multiply(term, size) / n);
    total += term;
  }
  return total;
}

function longSeries(size: bigint): number {
  let total = size + (1n << 32n);
  let term = size;
  for (let n = 2n; n < 32n; n += 1n) {
    term = ((term * size) >> 32n) / n;
    total += term;
  }
  // Above 2^53 the last digits are lost here; a sigmoid of so large a number has at most 11 digits to show.
  return Number(total);
}

function inOrder(row: Row): (uid: number) => number {
  let at = 0;
  return (uid) => {
    while (at < row.uids.length && (row.uids[at] as number) < uid) at += 1;
    return row.uids[at] === uid ? (row.values[at] as number) : 0;
  };
}
