import { mechanismIndex } from "../../../../protocol/mechanisms.ts";
import type { State } from "../../../frame/state.ts";
import { type ChainView, ROOT } from "../chain.ts";
import { isEpochDue } from "../epoch/epoch-clock.ts";
import { storage } from "../pallet.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";

/** One entry of `WeightCommits`: hash, epoch, block, and a field that is no longer used. */
export type HashCommit = [hash: string, epoch: bigint, block: bigint, unused: bigint];

/** The epoch that a commit made now belongs to: one more than stored where an epoch is due in this block. Source: subnets/weights.rs. */
export function commitEpoch(chain: ChainView, netuid: number): bigint {
  const index = storage.SubnetEpochIndex.get(chain.state, netuid);
  return isEpochDue(chain, netuid) ? index + 1n : index;
}

/** True once the epoch in which a commit was to be revealed has passed. */
export function isCommitExpired(chain: ChainView, netuid: number, epoch: bigint): boolean {
  return commitEpoch(chain, netuid) > epoch + storage.RevealPeriodEpochs.get(chain.state, netuid);
}

/** True in the one epoch in which a commit may be revealed. */
export function isRevealEpoch(chain: ChainView, netuid: number, epoch: bigint): boolean {
  return commitEpoch(chain, netuid) === epoch + storage.RevealPeriodEpochs.get(chain.state, netuid);
}

/** Networks whose epoch is due in this block and waits for the next one, since only a few run in each. */
export function deferredEpochs(chain: ChainView): Set<number> {
  const due = subnetNetuids(chain.state).filter(
    (netuid) => netuid !== ROOT && isEpochDue(chain, netuid),
  );
  return new Set(due.slice(storage.MaxEpochsPerBlock.get(chain.state)));
}

/**
 * With commit-reveal on: the block of each uid's earliest live commit on a mechanism, which voids its weights for whoever
 * registered later. Undefined with commit-reveal off. Source: epoch/run_epoch.rs.
 */
export function earliestCommits(
  chain: ChainView,
  netuid: number,
  mecid = 0,
): (number | undefined)[] | undefined {
  const { state } = chain;
  const index = mechanismIndex(netuid, mecid);
  if (!storage.CommitRevealWeightsEnabled.get(state, netuid)) return undefined;
  const blocks: (number | undefined)[] = new Array(storage.SubnetworkN.get(state, netuid));
  blocks.fill(undefined);
  const note = (hotkey: string, block: bigint): void => {
    const uid = storage.Uids.find(state, netuid, hotkey);
    if (uid !== undefined) blocks[uid] = Math.min(blocks[uid] ?? Number(block), Number(block));
  };
  for (const [[, hotkey], commits] of storage.WeightCommits.entries(state, index)) {
    const live = commits.find(([, epoch]) => !isCommitExpired(chain, netuid, epoch));
    if (live) note(hotkey, live[2]);
  }
  for (const [[, epoch], commits] of storage.TimelockedWeightCommits.entries(state, index))
    if (!isCommitExpired(chain, netuid, epoch))
      for (const [hotkey, block] of commits) note(hotkey, block);
  return blocks;
}

/** Rounds of the beacon that timelocked commits wait for, ascending. */
export function awaitedRounds(state: State): bigint[] {
  const rounds = storage.TimelockedWeightCommits.entries(state).flatMap(([, commits]) =>
    commits.map(([, , , round]) => round),
  );
  return [...new Set(rounds)].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
