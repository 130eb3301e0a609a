import { multiply, multiplySigned, normalised, ONE, ratio } from "./fixed.ts";
import { type LiquidAlpha, type LiquidPace, liquidAlphas, liquidPace } from "./liquid-alpha.ts";
import {
  columnsMaxUpscaled,
  columnsNormalised,
  integerColumnsNormalised,
  mapRow,
  type Row,
} from "./sparse.ts";

/** Bonds after an epoch (I32F32 parts of 1, ready to store as u16) and the dividends they bring, summing to 1. */
export interface BondResult {
  readonly bonds: readonly Row[];
  readonly dividends: readonly number[];
}

/** What both kinds of bonds are computed from. `stored` holds the u16 bonds of still valid columns. */
export interface BondInput {
  readonly weights: readonly Row[];
  readonly stored: readonly Row[];
  readonly stake: readonly number[];
  readonly incentive: readonly number[];
  readonly consensus: readonly number[];
  /** 1 - BondsMovingAverage, I32F32. */
  readonly alpha: number;
  readonly liquid: LiquidAlpha | undefined;
}

/** Weights on which bonds grow: (1 - penalty) x weights + penalty x clipped weights. */
export function bondWeights(
  weights: readonly Row[],
  clipped: readonly Row[],
  columns: number,
  penalty: number,
): readonly Row[] {
  if (penalty === 0) return weights;
  if (penalty === ONE) return clipped;
  return weights.map((row, i) => {
    const from = spread(row, columns);
    const to = spread(clipped[i] as Row, columns);
    return positive(from.map((v, j) => v + multiplySigned(penalty, (to[j] as number) - v)));
  });
}

/**
 * Yuma 3: bonds are fixed proportions that follow the weights one by one, with liquid alpha at a pace of their own;
 * dividends = rowsum(column-normalised bonds x incentive) x stake.
 */
export function yuma3Bonds(input: BondInput): BondResult {
  const columns = input.incentive.length;
  const old = input.stored.map((row) => mapRow(row, (value) => ratio(value, 65_535)));
  const { liquid, consensus } = input;
  const moves = liquid !== undefined && consensus.some((value) => value !== 0);
  const pace = moves ? liquidPace(liquid) : undefined;
  const bonds = input.weights.map((row, i) =>
    pace
      ? followed(row, old[i] as Row, consensus, pace)
      : averaged(row, old[i] as Row, columns, input.alpha),
  );
  const earned = columnsNormalised(bonds, columns).map((row) => weighed(row, input.incentive));
  const dividends = earned.map((value, i) => multiply(value, input.stake[i] as number));
  return { bonds, dividends: normalised(dividends) };
}

/** Classic Yuma (2): bonds are shares of each column, moved towards stake x weights; stored with column maximum 1. */
export function classicBonds(input: BondInput): BondResult {
  const columns = input.incentive.length;
  const old = integerColumnsNormalised(input.stored, columns);
  const bought = input.weights.map((row, i) =>
    mapRow(row, (value) => multiply(value, input.stake[i] as number)),
  );
  const delta = columnsNormalised(bought, columns);
  const moved = delta.map((row, i) => averaged(row, old[i] as Row, columns, input.alpha));
  const bonds = columnsNormalised(moved, columns);
  const dividends = normalised(bonds.map((row) => weighed(row, input.incentive)));
  return { bonds: columnsMaxUpscaled(bonds, columns), dividends };
}

/** alpha x fresh + (1 - alpha) x old over all columns of either. */
function averaged(fresh: Row, old: Row, columns: number, alpha: number): Row {
  const mixed = new Float64Array(columns);
  fresh.uids.forEach((uid, k) => {
    mixed[uid] = (mixed[uid] ?? 0) + multiply(alpha, fresh.values[k] as number);
  });
  old.uids.forEach((uid, k) => {
    mixed[uid] = (mixed[uid] ?? 0) + multiply(ONE - alpha, old.values[k] as number);
  });
  return positive(mixed);
}

/**
 * The same with a factor for each column, but only over the columns of `fresh`: a bond whose weight entry is missing is
 * dropped at once. That is the chain's sparse path, and it differs from its dense one.
 */
function followed(fresh: Row, old: Row, consensus: readonly number[], pace: LiquidPace): Row {
  const alphas = liquidAlphas(fresh, old, consensus, pace);
  const kept = new Float64Array(alphas.length);
  old.uids.forEach((uid, k) => {
    kept[uid] = multiply(ONE - (alphas[uid] ?? 0), old.values[k] as number);
  });
  const uids: number[] = [];
  const values: number[] = [];
  fresh.uids.forEach((uid, k) => {
    const value = Math.min(
      ONE,
      (kept[uid] ?? 0) + multiply(alphas[uid] ?? 0, fresh.values[k] as number),
    );
    if (value <= 0) return;
    uids.push(uid);
    values.push(value);
  });
  return { uids, values };
}

function weighed(row: Row, vector: readonly number[]): number {
  let total = 0;
  for (let k = 0; k < row.uids.length; k += 1) {
    total += multiply(vector[row.uids[k] as number] ?? 0, row.values[k] as number);
  }
  return total;
}

function spread(row: Row, columns: number): Float64Array {
  const dense = new Float64Array(columns);
  row.uids.forEach((uid, k) => {
    dense[uid] = row.values[k] as number;
  });
  return dense;
}

function positive(dense: Float64Array): Row {
  const uids: number[] = [];
  const values: number[] = [];
  dense.forEach((value, uid) => {
    if (value <= 0) return;
    uids.push(uid);
    values.push(value);
  });
  return { uids, values };
}
