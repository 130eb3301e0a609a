import { type PruningCandidate, uidToPrune } from "../../protocol/pruning.ts";
import {
  bad,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  skipped,
  warning,
} from "../check.ts";

/** The subnet's neurons as the chain would choose among them, and which is ours. */
export interface RankFacts {
  /** Undefined without a place. */
  readonly uid?: number | undefined;
  readonly maximum: number;
  readonly neurons: readonly PruningCandidate[];
}

/** Who goes next is told for so many. */
const NEAR = 3;

/** How soon newcomers would take the place. */
export function judgeRank({ uid, maximum, neurons }: RankFacts): Judgement {
  const own = neurons.find((neuron) => neuron.uid === uid);
  if (own === undefined) return skipped("noPlace");
  const evidence = {
    uid: own.uid,
    places: `${neurons.length} of ${maximum}`,
    immune: own.immune,
  };
  if (neurons.length < maximum) return good(evidence, "room");
  let left = neurons;
  for (let turn = 1; turn <= NEAR; turn += 1) {
    const next = uidToPrune(left);
    if (next === undefined) break;
    if (next === own.uid) {
      const found = { ...evidence, turn };
      return turn === 1
        ? bad("next", found, byPerson("betterModel"))
        : warning("near", found, byPerson("betterModel"));
    }
    left = left.filter((neuron) => neuron.uid !== next);
  }
  return good(evidence);
}

/** The check of the risk to be replaced. */
export function rankCheck(probe: () => Promise<RankFacts>): Check {
  return check({ id: "rank", group: "mining", timeout: 15_000, probe, judge: judgeRank });
}
