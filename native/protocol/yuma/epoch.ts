import { type BondInput, bondWeights, classicBonds, yuma3Bonds } from "./bonds.ts";
import { clipped, columnMedians } from "./consensus.ts";
import type { EpochInput, EpochOutput, EpochParameters } from "./epoch-terms.ts";
import { divide, multiply, normalised, ONE, ratio, sum, toU16 } from "./fixed.ts";
import { integerRowsNormalised, type Row, readRow, type StoredRow } from "./sparse.ts";
import { activeStake, stakeShares, topStakes } from "./stake.ts";

/**
 * One epoch of Yuma consensus for one mechanism of one subnet, in the chain's 32.32 fixed point. Source: §4.3 of the
 * protocol reference and §3.1 of the verification notes (epoch/run_epoch.rs, spec 425; unchanged since 300).
 */
export function runEpoch(input: EpochInput): EpochOutput {
  const { n, params, ownerUid } = input;
  const uids = Array.from({ length: n }, (_, uid) => uid);
  const active = uids.map(
    (uid) => (input.lastUpdate[uid] ?? 0) + input.activityCutoff >= input.block,
  );
  const stake = stakeShares(input.stakes, input.stakeThreshold ?? 0n, ownerUid);
  const permits = uids.map((uid) => uid === ownerUid || (input.validatorPermits[uid] ?? false));
  const newPermits = topStakes(stake, params.maxValidators, ownerUid);
  const backing = activeStake(stake, active, permits);

  const weights = integerRowsNormalised(validWeights(input, permits));
  const consensus = columnMedians(backing, weights, n, ratio(params.kappa, 65_535));
  const cut = clipped(weights, consensus);
  const trust = cut.map((row) => sum(row.values));
  const incentive = normalised(ranks(cut, backing, n));

  const bondInput: BondInput = {
    weights: bondWeights(weights, cut, n, ratio(params.bondsPenalty, 65_535)),
    stored: validBonds(input),
    stake: backing,
    incentive,
    consensus,
    ...pace(params),
  };
  const { bonds, dividends } = params.yuma3 ? yuma3Bonds(bondInput) : classicBonds(bondInput);

  return {
    active,
    validatorPermits: newPermits,
    stakeWeight: stake.map(toU16),
    consensus: consensus.map(toU16),
    incentive: incentive.map(toU16),
    dividends: dividends.map(toU16),
    validatorTrust: trust.map(toU16),
    // Whoever has no permit has no bonds, whatever was stored: persist_mechanism_epoch_terms writes every uid's row.
    bonds: uids.map((uid) => (newPermits[uid] ? storedRow(bonds[uid] as Row) : [])),
    ...emissions(input.emission, incentive, dividends, sum(backing) === 0 ? stake : backing),
  };
}

/** Rows of permitted validators without self-weights (save the owner's) and without entries older than their target. */
function validWeights(input: EpochInput, permits: readonly boolean[]): Row[] {
  return permits.map((permitted, i) => {
    const updated = input.lastUpdate[i] ?? 0;
    const committed = input.commitBlocks?.[i] ?? Number.POSITIVE_INFINITY;
    return readRow(permitted ? input.weights[i] : undefined, (j) => {
      if (j >= input.n || (j === i && j !== input.ownerUid)) return false;
      const registered = input.blockAtRegistration[j] ?? 0;
      return updated > registered && committed >= registered;
    });
  });
}

/** Stored bonds without those to a uid that has been taken over since the last epoch. */
function validBonds(input: EpochInput): Row[] {
  return Array.from({ length: input.n }, (_, i) =>
    readRow(
      input.bonds[i],
      (j) => j < input.n && input.bondsSince > (input.blockAtRegistration[j] ?? 0),
    ),
  );
}

function ranks(weights: readonly Row[], stake: readonly number[], n: number): number[] {
  const total = new Array<number>(n).fill(0);
  weights.forEach((row, i) => {
    const share = stake[i] as number;
    for (let k = 0; k < row.uids.length; k += 1) {
      const uid = row.uids[k] as number;
      total[uid] = (total[uid] as number) + multiply(row.values[k] as number, share);
    }
  });
  return total;
}

function pace(params: EpochParameters): Pick<BondInput, "alpha" | "liquid"> {
  return {
    alpha: Math.max(0, ONE - ratio(params.bondsMovingAverage, 1_000_000)),
    liquid: params.liquidAlpha
      ? {
          low: ratio(params.alphaLow, 65_535),
          high: ratio(params.alphaHigh, 65_535),
          steepness: params.steepness,
        }
      : undefined,
  };
}

/** Alpha units for each neuron; with nothing earned at all, validators are paid by stake. */
function emissions(
  emission: bigint,
  incentive: readonly number[],
  dividends: readonly number[],
  fallback: readonly number[],
): Pick<EpochOutput, "serverEmission" | "validatorEmission" | "emission"> {
  const combined = incentive.map((value, uid) => value + (dividends[uid] as number));
  const earned = sum(combined);
  const part = (values: readonly number[]): number[] =>
    values.map((value) => divide(value, earned));
  const pay = (shares: readonly number[]): bigint[] =>
    shares.map((share) => (BigInt(share) * emission) >> 32n);
  return {
    serverEmission: pay(part(incentive)),
    validatorEmission: pay(earned === 0 ? fallback : part(dividends)),
    emission: pay(earned === 0 ? fallback : part(combined)),
  };
}

function storedRow(row: Row): StoredRow {
  return row.uids.map((uid, k) => [uid, toU16(row.values[k] as number)] as const);
}
