import type { StoredRow } from "./sparse.ts";

/** Hyperparameters of consensus, as stored on chain. */
export interface EpochParameters {
  readonly yuma3: boolean;
  readonly liquidAlpha: boolean;
  /** u16 of 65535. */
  readonly alphaLow: number;
  readonly alphaHigh: number;
  /** i16; 1000 = slope 10. */
  readonly steepness: number;
  /** Of 1 000 000. */
  readonly bondsMovingAverage: number;
  /** u16 of 65535. */
  readonly bondsPenalty: number;
  readonly kappa: number;
  readonly maxValidators: number;
}

/** Everything an epoch depends on. Arrays are indexed by uid and have length n; a missing row is an empty one. */
export interface EpochInput {
  readonly n: number;
  /** Stake weights (inherited alpha + w x inherited root TAO), not negative, in one unit with `stakeThreshold`. */
  readonly stakes: readonly bigint[];
  /** Stakes below it count 0, save the owner's. Default 0. */
  readonly stakeThreshold?: bigint;
  /** This block, and for how many blocks without an update a neuron stays active. */
  readonly block: number;
  readonly activityCutoff: number;
  readonly lastUpdate: readonly number[];
  readonly blockAtRegistration: readonly number[];
  /** With commit-reveal on: block of each uid's earliest live commit, undefined for none. */
  readonly commitBlocks?: readonly (number | undefined)[];
  /** The stored permits; new ones take effect in the next epoch. */
  readonly validatorPermits: readonly boolean[];
  readonly weights: readonly StoredRow[];
  /** Stored bonds, u16. */
  readonly bonds: readonly StoredRow[];
  /** Block after the last successful epoch (before the first one: block - tempo): bonds to uids registered from then on are void. */
  readonly bondsSince: number;
  readonly ownerUid?: number | undefined;
  /** Alpha units to share between servers and validators. */
  readonly emission: bigint;
  readonly params: EpochParameters;
}

/** What an epoch writes, indexed by uid; numbers are u16 of 65535, emissions alpha units. */
export interface EpochOutput {
  readonly active: readonly boolean[];
  readonly validatorPermits: readonly boolean[];
  readonly stakeWeight: readonly number[];
  readonly consensus: readonly number[];
  readonly incentive: readonly number[];
  readonly dividends: readonly number[];
  readonly validatorTrust: readonly number[];
  readonly bonds: readonly StoredRow[];
  readonly serverEmission: readonly bigint[];
  readonly validatorEmission: readonly bigint[];
  readonly emission: readonly bigint[];
}
