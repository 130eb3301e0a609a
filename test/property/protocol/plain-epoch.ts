import { clampBetween, I32F32, smaller } from "../../../native/protocol/fixed-point.ts";
import type { EpochInput, EpochOutput } from "../../../native/protocol/yuma/epoch-terms.ts";
import type { StoredRow } from "../../../native/protocol/yuma/sparse.ts";
import { plainExponential } from "./plain-exponential.ts";

/** A row by column, in ascending order of uid. */
type PlainRow = Map<number, bigint>;

const ONE = I32F32.one;
const HALF = ONE / 2n;
const { add, subtract, multiply, divide } = I32F32;
const sum = (values: Iterable<bigint>): bigint => [...values].reduce(add, 0n);
const over = (part: number, whole: number): bigint => I32F32.fromRatio(BigInt(part), BigInt(whole));

function normalised(values: readonly bigint[]): bigint[] {
  const total = sum(values);
  return total === 0n ? [...values] : values.map((value) => divide(value, total));
}

/**
 * An epoch as the chain's code reads, in bigint and without any shortcut: slow, and what the quick form in
 * native/protocol/yuma is held against. Source: epoch/run_epoch.rs, epoch/math.rs.
 */
export function plainEpoch(input: EpochInput): EpochOutput {
  const { n, params, ownerUid } = input;
  const uids = Array.from({ length: n }, (_, uid) => uid);
  const active = uids.map(
    (uid) => (input.lastUpdate[uid] ?? 0) + input.activityCutoff >= input.block,
  );
  const counted = uids.map((uid) => {
    const stake = input.stakes[uid] ?? 0n;
    return uid !== ownerUid && stake < (input.stakeThreshold ?? 0n) ? 0n : stake;
  });
  const whole = counted.reduce((total, each) => total + each, 0n);
  const stake = counted.map((each) => (whole === 0n ? 0n : (each << 32n) / whole));
  const permits = uids.map((uid) => uid === ownerUid || (input.validatorPermits[uid] ?? false));
  const ranked = [...uids].sort((a, b) => Number((stake[b] ?? 0n) - (stake[a] ?? 0n)) || b - a);
  const chosen = new Set(ranked.slice(0, params.maxValidators));
  const newPermits = uids.map((uid) => uid === ownerUid || (chosen.has(uid) && stake[uid] !== 0n));
  const backing = normalised(
    uids.map((uid) => (active[uid] && permits[uid] ? (stake[uid] ?? 0n) : 0n)),
  );

  const weights = uids.map((i) => {
    const row = new Map<number, bigint>();
    if (!permits[i]) return row;
    const updated = input.lastUpdate[i] ?? 0;
    for (const [j, value] of input.weights[i] ?? []) {
      const registered = input.blockAtRegistration[j] ?? 0;
      const committed = input.commitBlocks?.[i];
      if (j >= n || (i === j && i !== ownerUid) || updated <= registered) continue;
      if (committed !== undefined && committed < registered) continue;
      row.set(j, BigInt(value) << 32n);
    }
    const total = sum(row.values());
    for (const [j, value] of row) row.set(j, divide(value, total));
    return row;
  });
  const consensus = medians(weights, backing, n, over(params.kappa, 65_535));
  const clipped = weights.map((row) => {
    const cut = new Map<number, bigint>();
    for (const [j, value] of row) {
      const ceiling = consensus[j] ?? 0n;
      if (ceiling >= value) cut.set(j, value);
      else if (ceiling > 0n) cut.set(j, ceiling);
    }
    return cut;
  });
  const ranks = uids.map((j) =>
    sum(uids.map((i) => multiply(clipped[i]?.get(j) ?? 0n, backing[i] ?? 0n))),
  );
  const incentive = normalised(ranks);
  const grown = penalised(weights, clipped, n, over(params.bondsPenalty, 65_535));
  const old = uids.map((i) => {
    const row: PlainRow = new Map();
    for (const [j, value] of input.bonds[i] ?? [])
      if (j < n && input.bondsSince > (input.blockAtRegistration[j] ?? 0))
        row.set(j, BigInt(value));
    return row;
  });
  const rate = subtract(ONE, over(params.bondsMovingAverage, 1_000_000));
  const alpha = rate < 0n ? 0n : rate;
  const { bonds, dividends } = params.yuma3
    ? yuma3(input, grown, old, consensus, incentive, backing, alpha)
    : classic(n, grown, old, incentive, backing, alpha);

  const combined = uids.map((uid) => add(incentive[uid] ?? 0n, dividends[uid] ?? 0n));
  const earned = sum(combined);
  const fallback = sum(backing) === 0n ? stake : backing;
  const shares = (values: readonly bigint[]): bigint[] =>
    values.map((value) => divide(value, earned));
  const paid = (values: readonly bigint[]): bigint[] =>
    values.map((value) => (value * input.emission) >> 32n);
  return {
    active,
    validatorPermits: newPermits,
    stakeWeight: stake.map(u16),
    consensus: consensus.map(u16),
    incentive: incentive.map(u16),
    dividends: dividends.map(u16),
    validatorTrust: clipped.map((row) => u16(sum(row.values()))),
    bonds: uids.map(
      (uid): StoredRow =>
        newPermits[uid]
          ? [...(bonds[uid] ?? [])].map(([j, value]) => [j, u16(value)] as const)
          : [],
    ),
    serverEmission: paid(shares(incentive)),
    validatorEmission: paid(earned === 0n ? fallback : shares(dividends)),
    emission: paid(earned === 0n ? fallback : shares(combined)),
  };
}

function u16(value: bigint): number {
  const shown = Number((value * 65_535n) >> 32n);
  return Math.min(65_535, shown);
}

/** The lowest weight, zeros included, at which the stake behind it and behind lower ones passes 1 - kappa. */
function medians(
  weights: readonly PlainRow[],
  backing: readonly bigint[],
  n: number,
  kappa: bigint,
): bigint[] {
  const backers = backing.map((_, i) => i).filter((i) => (backing[i] ?? 0n) > 0n);
  const shares = normalised(backers.map((i) => backing[i] ?? 0n));
  const minority = subtract(sum(shares), kappa);
  return Array.from({ length: n }, (_, j) => {
    const column = backers
      .map((i, at) => ({ value: weights[i]?.get(j) ?? 0n, share: shares[at] ?? 0n }))
      .sort((left, right) => (left.value < right.value ? -1 : left.value > right.value ? 1 : 0));
    let below = 0n;
    for (const { value, share } of column) {
      below = add(below, share);
      if (below > minority) return value;
    }
    return column.at(-1)?.value ?? 0n;
  });
}

function penalised(
  weights: readonly PlainRow[],
  clipped: readonly PlainRow[],
  n: number,
  penalty: bigint,
): readonly PlainRow[] {
  if (penalty === 0n) return weights;
  if (penalty === ONE) return clipped;
  return weights.map((row, i) =>
    positive(n, (j) => {
      const from = row.get(j) ?? 0n;
      return add(from, multiply(penalty, subtract(clipped[i]?.get(j) ?? 0n, from)));
    }),
  );
}

function positive(n: number, value: (j: number) => bigint): PlainRow {
  const row: PlainRow = new Map();
  for (let j = 0; j < n; j += 1) if (value(j) > 0n) row.set(j, value(j));
  return row;
}

function columnsOver(
  rows: readonly PlainRow[],
  n: number,
  whole: (values: bigint[]) => bigint,
): PlainRow[] {
  const wholes = Array.from({ length: n }, (_, j) => whole(rows.map((row) => row.get(j) ?? 0n)));
  return rows.map(
    (row) =>
      new Map(
        [...row].map(([j, value]) => [
          j,
          wholes[j] === 0n ? value : divide(value, wholes[j] ?? 0n),
        ]),
      ),
  );
}

const largest = (values: bigint[]): bigint =>
  values.reduce((most, value) => -smaller(-value, -most), 0n);

function averaged(n: number, fresh: PlainRow, old: PlainRow, alpha: bigint): PlainRow {
  return positive(n, (j) =>
    add(multiply(alpha, fresh.get(j) ?? 0n), multiply(subtract(ONE, alpha), old.get(j) ?? 0n)),
  );
}

function earnings(rows: readonly PlainRow[], incentive: readonly bigint[]): bigint[] {
  return rows.map((row) => sum([...row].map(([j, value]) => multiply(value, incentive[j] ?? 0n))));
}

interface PlainBonds {
  readonly bonds: readonly PlainRow[];
  readonly dividends: bigint[];
}

function classic(
  n: number,
  grown: readonly PlainRow[],
  stored: readonly PlainRow[],
  incentive: readonly bigint[],
  backing: readonly bigint[],
  alpha: bigint,
): PlainBonds {
  const whole = stored.map((row) => new Map([...row].map(([j, value]) => [j, value << 32n])));
  const old = columnsOver(whole, n, sum);
  const bought = grown.map(
    (row, i) => new Map([...row].map(([j, value]) => [j, multiply(value, backing[i] ?? 0n)])),
  );
  const fresh = columnsOver(bought, n, sum);
  const moved = fresh.map((row, i) => averaged(n, row, old[i] ?? new Map(), alpha));
  const bonds = columnsOver(moved, n, sum);
  const dividends = normalised(earnings(bonds, incentive));
  return { bonds: columnsOver(bonds, n, largest), dividends };
}

function yuma3(
  { n, params }: EpochInput,
  grown: readonly PlainRow[],
  stored: readonly PlainRow[],
  consensus: readonly bigint[],
  incentive: readonly bigint[],
  backing: readonly bigint[],
  alpha: bigint,
): PlainBonds {
  const old = stored.map(
    (row) => new Map([...row].map(([j, value]) => [j, over(Number(value), 65_535)])),
  );
  const liquid = params.liquidAlpha && consensus.some((value) => value !== 0n);
  const bonds = grown.map((row, i) => {
    const before = old[i] ?? new Map<number, bigint>();
    if (!liquid) return averaged(n, row, before, alpha);
    const kept: PlainRow = new Map();
    for (const [j, weight] of row) {
      const bond = before.get(j) ?? 0n;
      const pace = liquidAlpha(params, weight, bond, consensus[j] ?? 0n);
      const value = add(multiply(subtract(ONE, pace), bond), multiply(pace, weight));
      if (value > 0n) kept.set(j, smaller(value, ONE));
    }
    return kept;
  });
  const shares = earnings(columnsOver(bonds, n, sum), incentive);
  const dividends = normalised(shares.map((value, i) => multiply(value, backing[i] ?? 0n)));
  return { bonds, dividends };
}

function liquidAlpha(
  params: EpochInput["params"],
  weight: bigint,
  bond: bigint,
  consensus: bigint,
): bigint {
  const low = over(params.alphaLow, 65_535);
  const high = over(params.alphaHigh, 65_535);
  const apart = weight >= bond ? weight - consensus : bond - weight;
  const difference = clampBetween(apart, 0n, ONE);
  const slope = -((BigInt(params.steepness) << 32n) / 100n);
  const sigmoid = divide(ONE, ONE + plainExponential(multiply(slope, difference - HALF)));
  const value = add(low, multiply(sigmoid, subtract(high, low)));
  return clampBetween(value, low, high);
}
