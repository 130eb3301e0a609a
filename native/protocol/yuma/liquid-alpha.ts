import { divide, multiply, multiplySigned, ONE } from "./fixed.ts";
import type { Row } from "./sparse.ts";

const HALF = ONE / 2;
const EXPONENT_LIMIT = 20 * ONE;
/** Up to here the series stays within exact Numbers. */
const SERIES_LIMIT = 8 * ONE;
const NARROW_LIMIT = 4.9 * ONE;
/** 32 binary digits are cut off in 18 and 14. */
const PIECE = 2 ** 18;
const REST = 2 ** 14;
const RECIPROCALS = Float64Array.from({ length: 32 }, (_, n) => (n === 0 ? 0 : 1 / n));
const MARGIN = 2 ** -8;
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
 * Only columns that the validator weighs are worked out: the others keep no bond. Rows must be ordered by uid, as on
 * chain: an entry behind a higher uid is not seen. Source: epoch/run_epoch.rs.
 */
export function liquidAlphas(
  weights: Row,
  bonds: Row,
  consensus: readonly number[],
  pace: LiquidPace,
): Float64Array {
  const nextWeight = inOrder(weights);
  const nextBond = inOrder(bonds);
  const alphas = new Float64Array(consensus.length);
  const weighed = new Uint8Array(consensus.length);
  for (const uid of weights.uids) weighed[uid] = 1;
  for (let uid = 0; uid < consensus.length; uid += 1) {
    if (weighed[uid] === 0) continue;
    const weight = nextWeight(uid);
    const bond = nextBond(uid);
    const apart = weight >= bond ? weight - (consensus[uid] as number) : bond - weight;
    alphas[uid] = apart <= 0 ? pace.least : alphaOf(pace, Math.min(ONE, apart));
  }
  return alphas;
}

/** What a mechanism's liquid alpha is worked out with, the same for all of an epoch's cells. */
export interface LiquidPace extends LiquidAlpha {
  readonly slope: number;
  /** The factor of a difference of 0, which most cells have: clipped weights never exceed the consensus. */
  readonly least: number;
}

/** Prepares liquid alpha for an epoch. */
export function liquidPace(liquid: LiquidAlpha): LiquidPace {
  const slope = -Math.sign(liquid.steepness) * Math.floor((Math.abs(liquid.steepness) * ONE) / 100);
  const pace = { ...liquid, slope, least: 0 };
  return { ...pace, least: alphaOf(pace, 0) };
}

function alphaOf({ low, high, slope }: LiquidPace, difference: number): number {
  const sigmoid = divide(ONE, ONE + exponential(multiplySigned(slope, difference - HALF)));
  const alpha = low + multiplySigned(sigmoid, high - low);
  return Math.max(low, Math.min(high, alpha));
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
  return size < NARROW_LIMIT ? narrowSeries(size) : wideSeries(size);
}

/**
 * The series where two pieces of a term are enough: below 4.9 no term passes 24.1 x 2^32 (4.9^4 / 24), so that each piece times
 * the exponent stays below 2^53. The whole quotient by n is taken as a product: what is divided has less than 2^39 and n is at
 * most 31, so its fraction is at least 1/31 from the next whole number, and 2^-8 is far more than the product is wrong by.
 */
function narrowSeries(size: number): number {
  let total = size + ONE;
  let term = size;
  for (let n = 2; n < 32 && term !== 0; n += 1) {
    const upper = Math.floor(term / PIECE);
    const lower = term - upper * PIECE;
    const product = Math.floor((upper * size + Math.floor((lower * size) / PIECE)) / REST);
    term = Math.floor(product * (RECIPROCALS[n] as number) + MARGIN);
    total += term;
  }
  return total;
}

function wideSeries(size: number): number {
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
