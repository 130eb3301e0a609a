import type { ChainCall } from "../chain/chain-port.ts";
import { toChainWeights } from "../protocol/weights.ts";
import { rewardShares } from "../subnets/rewards.ts";
import type { Shares } from "./loop-events.ts";
import type { ScoreBook } from "./score-book.ts";

/** A set_weights call and the shares it stands for; undefined where no miner passed the gate. */
export interface PlannedWeights {
  readonly call: ChainCall;
  readonly shares: Shares;
}

/** Plans the weights of a book: averages -> reward shares -> u16 weights (§3.9: by the maximum, half to even, zeros dropped). */
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
    call: {
      pallet: "SubtensorModule",
      name: "set_weights",
      args: { netuid, dests: uids, weights: values, version_key: versionKey },
    },
    shares: new Map(scores.map(({ uid, score }) => [uid, score])),
  };
}
