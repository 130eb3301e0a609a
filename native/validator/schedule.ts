/** A round is due when this many blocks passed since the last one, or none was run yet. */
export function roundDue(
  block: number,
  lastRoundBlock: number | undefined,
  every: number,
): boolean {
  return lastRoundBlock === undefined || block - lastRoundBlock >= every || block < lastRoundBlock;
}

/** What decides whether weights go out now. All figures are block numbers or counts of blocks. */
export interface WeightsClock {
  /** The best block; a transaction sent now is included in the next one. */
  readonly block: number;
  /** The chain's LastUpdate of this validator. */
  readonly lastUpdate: number;
  /** WeightsSetRateLimit of the subnet. */
  readonly rateLimit: number;
  /** The block in which the next epoch runs, before that block's transactions. */
  readonly nextEpochBlock: number;
  /** The block in which the next round begins. */
  readonly nextRoundBlock: number;
  /** Rounds scored since weights were last sent. */
  readonly unsentRounds: number;
  /** Whether a miner was scored for the first time since weights were last sent. */
  readonly newcomers: boolean;
}

/** From the begin of a round to the block that holds its weights: one for the round, one for the transaction. */
const ROUND_TO_WEIGHTS = 2;

/**
 * Whether to set weights now: at once for a newcomer (the chain ignores weights that were set before a uid was registered, and
 * its first reward should not wait another tempo), otherwise only when the next round would come too late for the coming epoch.
 * Waiting for it keeps the rate limit free for a newcomer that the next round may find. Never inside the rate limit, and never
 * without a new round.
 */
export function weightsDue(clock: WeightsClock): boolean {
  if (clock.unsentRounds === 0) return false;
  if (clock.block + 1 - clock.lastUpdate < clock.rateLimit) return false;
  if (clock.newcomers) return true;
  // What cannot make this epoch any more waits for a better-informed round.
  if (clock.block + 1 >= clock.nextEpochBlock) return false;
  return clock.nextRoundBlock + ROUND_TO_WEIGHTS >= clock.nextEpochBlock;
}

/** The first block in which weights may be set again. */
export function nextWeightsBlock(clock: Pick<WeightsClock, "lastUpdate" | "rateLimit">): number {
  return clock.lastUpdate + clock.rateLimit;
}
