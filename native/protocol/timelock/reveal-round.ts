import { type RoundClock, roundAt } from "./beacon.ts";

/** What decides to which round weights are encrypted. Block numbers, counts of blocks, milliseconds since 1970 UTC. */
export interface RevealTerms {
  /** The best block and its time. */
  readonly best: number;
  readonly bestTime: number;
  readonly blockMillis: number;
  /** The block in which the next epoch runs, before that block's transactions. */
  readonly nextEpochBlock: number;
  readonly tempo: number;
  /** `RevealPeriodEpochs`. */
  readonly periodEpochs: number;
  readonly beacon: RoundClock;
}

/** Blocks into the reveal epoch at which the round is to have come. */
const INTO_EPOCH = 3;

/**
 * The first block of the epoch in which the chain reveals a commit that is in the block after the best one. Source: §3.9, the
 * schedule of a dynamic tempo.
 */
export function revealBlock(
  terms: Pick<RevealTerms, "best" | "nextEpochBlock" | "tempo" | "periodEpochs">,
): number {
  const { best, nextEpochBlock, tempo, periodEpochs } = terms;
  const inclusion = best + 1;
  // An epoch that runs in the block of the commit runs before it.
  const next = nextEpochBlock > inclusion ? nextEpochBlock : inclusion + tempo;
  return next + (periodEpochs - 1) * tempo;
}

/**
 * The round for a commit that is in the block after the best one: the newest of a moment early in the reveal epoch, a quarter
 * into it at most. Earlier would tell the weights too soon, later would miss the epoch and lose them.
 */
export function revealRound(terms: RevealTerms): bigint {
  const target = revealBlock(terms) + Math.min(INTO_EPOCH, Math.floor(terms.tempo / 4));
  const { best, bestTime, blockMillis, beacon } = terms;
  const round = roundAt(beacon, (bestTime + (target - best) * blockMillis) / 1000);
  return round > 0n ? round : 1n;
}
