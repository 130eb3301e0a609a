import { mechanismIndex } from "../../../../protocol/mechanisms.ts";
import type { NamedValue } from "../../../scale/type.ts";
import { drand } from "../../drand/pallet.ts";
import type { ChainView } from "../chain.ts";
import type { commitCalls } from "../declaration/calls-commits.ts";
import { type SubtensorError, storage } from "../pallet.ts";
import { hasStakeForWeights, mayUpdateWeights } from "../weights/weights.ts";
import { commitHash, type SaltedWeights } from "./commits.ts";
import { isRevealEpoch } from "./commits-epoch.ts";

type Calls = typeof commitCalls;
type Arguments<Name extends keyof Calls> = NamedValue<Calls[Name]["args"]>;
/** The arguments of a call that the main mechanism has in a form without a mechanism. */
type OnMechanism<Name extends keyof Calls> = Arguments<Name> & { readonly mecid?: number };

/**
 * What is wrong with a commit or reveal before it may enter a block, or undefined; also for calls that are neither. Source:
 * guards/check_weights.rs, guards/check_rate_limits.rs.
 */
export function commitRefusal(
  chain: ChainView,
  hotkey: string,
  call: { readonly type: string; readonly value?: unknown },
): SubtensorError | undefined {
  switch (call.type) {
    case "commit_weights":
    case "commit_mechanism_weights": {
      const { netuid, mecid } = call.value as OnMechanism<"commit_weights">;
      if (!hasStakeForWeights(chain.state, hotkey, netuid)) return "NotEnoughStakeToSetWeights";
      const uid = storage.Uids.find(chain.state, netuid, hotkey);
      const index = mechanismIndex(netuid, mecid ?? 0);
      const free = uid === undefined || mayUpdateWeights(chain, index, uid);
      return free ? undefined : "CommittingWeightsTooFast";
    }
    case "batch_commit_weights": {
      const { netuids, commit_hashes } = call.value as Arguments<"batch_commit_weights">;
      if (netuids.length !== commit_hashes.length) return "InputLengthsUnequal";
      const able = netuids.every((netuid) => hasStakeForWeights(chain.state, hotkey, netuid));
      return able ? undefined : "NotEnoughStakeToSetWeights";
    }
    case "reveal_weights":
    case "reveal_mechanism_weights": {
      const { netuid, mecid, version_key, ...rest } = call.value as OnMechanism<"reveal_weights">;
      const weights = { ...rest, versionKey: version_key };
      return revealRefusal(chain, hotkey, netuid, [weights], mecid);
    }
    case "batch_reveal_weights": {
      const { netuid, ...lists } = call.value as Arguments<"batch_reveal_weights">;
      const { uids_list, values_list, salts_list, version_keys } = lists;
      const count = uids_list.length;
      if ([values_list, salts_list, version_keys].some(({ length }) => length !== count))
        return "InputLengthsUnequal";
      const reveals = uids_list.map((uids, index) => ({
        uids,
        values: values_list[index] ?? [],
        salt: salts_list[index] ?? [],
        versionKey: version_keys[index] ?? 0n,
      }));
      return revealRefusal(chain, hotkey, netuid, reveals);
    }
    case "commit_timelocked_weights":
    case "commit_timelocked_mechanism_weights":
    case "commit_crv3_mechanism_weights": {
      const { netuid, reveal_round } = call.value as Arguments<"commit_crv3_mechanism_weights">;
      if (!hasStakeForWeights(chain.state, hotkey, netuid)) return "NotEnoughStakeToSetWeights";
      const past = reveal_round < drand.storage.LastStoredRound.get(chain.state);
      return past ? "InvalidRevealRound" : undefined;
    }
    default:
      return undefined;
  }
}

function revealRefusal(
  chain: ChainView,
  hotkey: string,
  netuid: number,
  reveals: readonly SaltedWeights[],
  mecid = 0,
): SubtensorError | undefined {
  const index = mechanismIndex(netuid, mecid);
  if (!hasStakeForWeights(chain.state, hotkey, netuid)) return "NotEnoughStakeToSetWeights";
  const commits = storage.WeightCommits.find(chain.state, index, hotkey);
  if (commits === undefined) return "NoWeightsCommitFound";
  for (const weights of reveals) {
    const hash = commitHash(hotkey, index, weights);
    const commit = commits.find(([other]) => other === hash);
    if (commit === undefined) return "NoWeightsCommitFound";
    if (!isRevealEpoch(chain, netuid, commit[1])) return "RevealTooEarly";
  }
  return undefined;
}
