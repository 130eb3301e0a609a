import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { type DispatchError, DispatchFailure } from "../../frame/context.ts";
import { hexOf } from "../../frame/hasher.ts";
import { accountId, tuple, u16, u64, vec } from "../../scale/type.ts";
import type { Chain } from "./chain.ts";
import { commitEpoch, type HashCommit, isCommitExpired, isRevealEpoch } from "./commits-epoch.ts";
import { isRegistered, setLastUpdate, uidOf } from "./neurons.ts";
import { ensure, event, fail, storage } from "./pallet.ts";
import { applyWeights, mayUpdateWeights, type WeightVector } from "./weights.ts";

/** Weights with the salt that was hashed with them. */
export interface SaltedWeights extends WeightVector {
  readonly salt: readonly number[];
}

/** Unrevealed commits that a hotkey may have at a time. */
export const MOST_COMMITS = 10;

const committed = tuple(accountId, u16, vec(u16), vec(u16), vec(u16), u64);

/** What a hotkey commits to: blake2-256 over itself, the subnet, uids, values, salt and version key. 0x hex. Source: §3.9.1. */
export function commitHash(hotkey: string, netuid: number, weights: SaltedWeights): string {
  const { uids, values, salt, versionKey } = weights;
  const encoded = committed.codec.enc([
    hotkey,
    netuid,
    [...uids],
    [...values],
    [...salt],
    versionKey,
  ]);
  return `0x${hexOf(Blake2256(encoded))}`;
}

/** Commits to weights by their hash. Source: do_commit_weights. */
export function commitWeights(chain: Chain, hotkey: string, netuid: number, hash: string): void {
  const { state, block } = chain;
  ensure(storage.NetworksAdded.get(state, netuid), "MechanismDoesNotExist");
  ensure(storage.CommitRevealWeightsEnabled.get(state, netuid), "CommitRevealDisabled");
  const uid = committingUid(chain, hotkey, netuid);
  const commits = withoutExpired(chain, netuid, storage.WeightCommits.find(state, netuid, hotkey));
  ensure(commits.live.length < MOST_COMMITS, "TooManyUnrevealedCommits");
  const commit: HashCommit = [hash, commitEpoch(chain, netuid), BigInt(block), 0n];
  storage.WeightCommits.put(state, netuid, hotkey, [...commits.live, commit]);
  chain.deposit(event.WeightsCommitted(hotkey, netuid, hash));
  setLastUpdate(state, netuid, uid, block);
}

/** The uid of a hotkey that may commit now; fails the call otherwise. */
export function committingUid(chain: Chain, hotkey: string, netuid: number): number {
  ensure(isRegistered(chain.state, netuid, hotkey), "HotKeyNotRegisteredInSubNet");
  const uid = uidOf(chain.state, netuid, hotkey);
  ensure(mayUpdateWeights(chain, netuid, uid), "CommittingWeightsTooFast");
  return uid;
}

/** Commits on several subnets; what fails is told in events and the others stay. Source: do_batch_commit_weights. */
export function batchCommitWeights(
  chain: Chain,
  hotkey: string,
  netuids: readonly number[],
  hashes: readonly string[],
): void {
  ensure(netuids.length === hashes.length, "InputLengthsUnequal");
  const failures: [number, DispatchError][] = [];
  netuids.forEach((netuid, index) => {
    try {
      // Every check of a commit comes before its first write, so one that fails leaves nothing.
      commitWeights(chain, hotkey, netuid, hashes[index] ?? "");
    } catch (error) {
      if (!(error instanceof DispatchFailure)) throw error;
      failures.push([netuid, error.error]);
    }
  });
  if (failures.length > 0) chain.deposit(event.BatchCompletedWithErrors());
  for (const failure of failures) chain.deposit(event.BatchWeightItemFailed(...failure));
  chain.deposit(event.BatchWeightsCompleted([...netuids], hotkey));
}

/** Reveals one commit and sets its weights; earlier commits are given up. Source: do_reveal_weights. */
export function revealWeights(
  chain: Chain,
  hotkey: string,
  netuid: number,
  weights: SaltedWeights,
): void {
  const { live, expired } = revealable(chain, hotkey, netuid);
  const hash = commitHash(hotkey, netuid, weights);
  if (live.length === 0)
    fail(expired.includes(hash) ? "ExpiredWeightCommit" : "NoWeightsCommitFound");
  const position = live.findIndex(([other]) => other === hash);
  checkRevealed(chain, netuid, live[position], expired.includes(hash));
  keep(chain, hotkey, netuid, live.slice(position + 1));
  applyWeights(chain, hotkey, netuid, weights);
  chain.deposit(event.WeightsRevealed(hotkey, netuid, hash));
}

/** Reveals several commits of one subnet, all or none. Source: do_batch_reveal_weights. */
export function batchRevealWeights(
  chain: Chain,
  hotkey: string,
  netuid: number,
  reveals: readonly SaltedWeights[],
): void {
  const { live, expired } = revealable(chain, hotkey, netuid);
  const hashed = reveals.map((weights) => ({ weights, hash: commitHash(hotkey, netuid, weights) }));
  for (const { hash } of hashed) {
    const commit = live.find(([other]) => other === hash);
    checkRevealed(chain, netuid, commit, expired.includes(hash));
  }
  for (const { weights, hash } of hashed) {
    const position = live.findIndex(([other]) => other === hash);
    ensure(position >= 0, "InvalidRevealCommitHashNotMatch");
    live.splice(position, 1);
    applyWeights(chain, hotkey, netuid, weights);
  }
  keep(chain, hotkey, netuid, live);
  const hashes = hashed.map(({ hash }) => hash);
  chain.deposit(event.WeightsBatchRevealed(hotkey, netuid, hashes));
}

function revealable(
  chain: Chain,
  hotkey: string,
  netuid: number,
): { live: HashCommit[]; expired: string[] } {
  const { state } = chain;
  ensure(storage.CommitRevealWeightsEnabled.get(state, netuid), "CommitRevealDisabled");
  const commits = storage.WeightCommits.find(state, netuid, hotkey);
  if (commits === undefined) fail("NoWeightsCommitFound");
  return withoutExpired(chain, netuid, commits);
}

function checkRevealed(
  chain: Chain,
  netuid: number,
  commit: HashCommit | undefined,
  expired: boolean,
): void {
  if (commit === undefined)
    fail(expired ? "ExpiredWeightCommit" : "InvalidRevealCommitHashNotMatch");
  ensure(isRevealEpoch(chain, netuid, commit[1]), "RevealTooEarly");
}

/** Splits off the expired commits at the front, as the chain does: one behind a live one stays. */
function withoutExpired(
  chain: Chain,
  netuid: number,
  commits: readonly HashCommit[] = [],
): { live: HashCommit[]; expired: string[] } {
  const first = commits.findIndex(([, epoch]) => !isCommitExpired(chain, netuid, epoch));
  const at = first < 0 ? commits.length : first;
  return { live: commits.slice(at), expired: commits.slice(0, at).map(([hash]) => hash) };
}

function keep(chain: Chain, hotkey: string, netuid: number, commits: HashCommit[]): void {
  if (commits.length > 0) storage.WeightCommits.put(chain.state, netuid, hotkey, commits);
  else storage.WeightCommits.remove(chain.state, netuid, hotkey);
}
