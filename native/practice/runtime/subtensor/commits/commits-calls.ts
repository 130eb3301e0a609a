import { type DispatchContext, ensureSigned } from "../../../frame/context.ts";
import type { NamedValue } from "../../../scale/type.ts";
import type { commitCalls } from "../declaration/calls-commits.ts";
import { ensure } from "../pallet.ts";
import { batchCommitWeights, batchRevealWeights, commitWeights, revealWeights } from "./commits.ts";
import { commitTimelocked } from "./commits-timelocked.ts";

type Calls = typeof commitCalls;
type Handlers = {
  readonly [Name in keyof Calls]: (
    context: DispatchContext,
    args: NamedValue<Calls[Name]["args"]>,
  ) => void;
};

/** Clients of the call without a version speak this one. */
const CRV3_VERSION = 4;

/** The calls that commit to weights and reveal them; those without a mechanism mean the main one. */
export const commitHandlers: Handlers = {
  commit_weights(context, { netuid, commit_hash }) {
    commitWeights(context, ensureSigned(context), netuid, commit_hash);
  },
  commit_mechanism_weights(context, { netuid, mecid, commit_hash }) {
    commitWeights(context, ensureSigned(context), netuid, commit_hash, mecid);
  },
  batch_commit_weights(context, { netuids, commit_hashes }) {
    batchCommitWeights(context, ensureSigned(context), netuids, commit_hashes);
  },
  reveal_weights(context, { netuid, version_key, ...weights }) {
    const salted = { ...weights, versionKey: version_key };
    revealWeights(context, ensureSigned(context), netuid, salted);
  },
  reveal_mechanism_weights(context, { netuid, mecid, version_key, ...weights }) {
    const salted = { ...weights, versionKey: version_key };
    revealWeights(context, ensureSigned(context), netuid, salted, mecid);
  },
  batch_reveal_weights(context, { netuid, uids_list, values_list, salts_list, version_keys }) {
    const hotkey = ensureSigned(context);
    const lists = [values_list, salts_list, version_keys];
    ensure(
      lists.every(({ length }) => length === uids_list.length),
      "InputLengthsUnequal",
    );
    const reveals = uids_list.map((uids, index) => ({
      uids,
      values: values_list[index] ?? [],
      salt: salts_list[index] ?? [],
      versionKey: version_keys[index] ?? 0n,
    }));
    batchRevealWeights(context, hotkey, netuid, reveals);
  },
  commit_timelocked_weights(context, { netuid, ...commit }) {
    commitTimelocked(context, ensureSigned(context), netuid, {
      commit: commit.commit,
      round: commit.reveal_round,
      version: commit.commit_reveal_version,
    });
  },
  commit_crv3_mechanism_weights(context, { netuid, mecid, commit, reveal_round }) {
    const timelocked = { commit, round: reveal_round, version: CRV3_VERSION };
    commitTimelocked(context, ensureSigned(context), netuid, timelocked, mecid);
  },
  commit_timelocked_mechanism_weights(context, { netuid, mecid, ...commit }) {
    const timelocked = {
      commit: commit.commit,
      round: commit.reveal_round,
      version: commit.commit_reveal_version,
    };
    commitTimelocked(context, ensureSigned(context), netuid, timelocked, mecid);
  },
};
