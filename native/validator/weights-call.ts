import { type ChainWeights, toChainWeights } from "../protocol/weights.ts";
import { rewardShares } from "../subnets/rewards.ts";
import type { Shares } from "./loop-events.ts";
import type { ScoreBook } from "./score-book.ts";

/** Weights for a subnet, however they get there. */
export interface WeightsToSend extends ChainWeights {
  readonly netuid: number;
  readonly versionKey: bigint;
}

/** Weights and the shares they stand for. */
export interface PlannedWeights {
  readonly weights: WeightsToSend;
  readonly shares: Shares;
}

/** Plans the weights of a book: averages -> reward shares -> u16 weights (§3.9: by the maximum, half to even, zeros dropped); undefined where no miner passed the gate. */
export function planWeights(
  book: ScoreBook,
  netuid: number,
  versionKey: bigint,
): PlannedWeights | undefined {
  const entries = [...book.values()].sort((left, right) => left.uid - right.uid);
  const shares = rewardShares(entries);
  const scores = entries.map((entry, index) => ({ uid: entry.uid, score: shares[index] ?? 0 }));
  const { uids, values } = toChainWeights(scores);
  if (uids.length === 0) return undefined;
  return {
    weights: { netuid, uids, values, versionKey },
    shares: new Map(scores.map(({ uid, score }) => [uid, score])),
  };
}
