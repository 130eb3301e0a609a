import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { mechanismIndex } from "../../../../protocol/mechanisms.ts";
import { type DispatchError, DispatchFailure } from "../../../frame/context.ts";
import { hexOf } from "../../../frame/hasher.ts";
import { accountId, tuple, u16, u64, vec } from "../../../scale/type.ts";
import type { Chain } from "../chain.ts";
import { ensureMechanism } from "../mechanisms/index-of.ts";
import { isRegistered, setLastUpdate, uidOf } from "../neurons/neurons.ts";
import { ensure, event, fail, storage } from "../pallet.ts";
import { applyWeights, mayUpdateWeights, type WeightVector } from "../weights/weights.ts";
import { commitEpoch, type HashCommit, isCommitExpired, isRevealEpoch } from "./commits-epoch.ts";

/** Weights with the salt that was hashed with them. */
export interface SaltedWeights extends WeightVector {
  readonly salt: readonly number[];
}

/** Unrevealed commits that a hotkey may have at a time. */
export const MOST_COMMITS = 10;

const committed = tuple(accountId, u16, vec(u16), vec(u16), vec(u16), u64);

/** What a hotkey commits to: blake2-256 over itself, the mechanism's storage number, uids, values, salt and version key. 0x hex. Source: §3.9.1. */
export function commitHash(hotkey: string, index: number, weights: SaltedWeights): string {
  const { uids, values, salt, versionKey } = weights;
  const encoded = committed.codec.enc([
    hotkey,
    index,
    [...uids],
    [...values],
    [...salt],
    versionKey,
  ]);
  return `0x${hexOf(Blake2256(encoded))}`;
}

/** Commits to weights for a mechanism by their hash. Source: internal_commit_weights. */
export function commitWeights(
  chain: Chain,
  hotkey: string,
  netuid: number,
  hash: string,
  mecid = 0,
): void {
  const { state, block } = chain;
  const index = mechanismIndex(netuid, mecid);
  ensureMechanism(state, netuid, mecid);
  ensure(storage.CommitRevealWeightsEnabled.get(state, netuid), "CommitRevealDisabled");
  const uid = committingUid(chain, hotkey, netuid, index);
  const commits = withoutExpired(chain, netuid, storage.WeightCommits.find(state, index, hotkey));
  ensure(commits.live.length < MOST_COMMITS, "TooManyUnrevealedCommits");
  const commit: HashCommit = [hash, commitEpoch(chain, netuid), BigInt(block), 0n];
  storage.WeightCommits.put(state, index, hotkey, [...commits.live, commit]);
  chain.deposit(event.WeightsCommitted(hotkey, index, hash));
  setLastUpdate(state, index, uid, block);
}

/** The uid of a hotkey that may commit now on a mechanism (by its storage number); fails the call otherwise. */
export function committingUid(chain: Chain, hotkey: string, netuid: number, index: number): number {
  ensure(isRegistered(chain.state, netuid, hotkey), "HotKeyNotRegisteredInSubNet");
  const uid = uidOf(chain.state, netuid, hotkey);
  ensure(mayUpdateWeights(chain, index, uid), "CommittingWeightsTooFast");
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

/** Reveals one commit and sets its weights; earlier commits are given up. Source: internal_reveal_weights. */
export function revealWeights(
  chain: Chain,
  hotkey: string,
  netuid: number,
  weights: SaltedWeights,
  mecid = 0,
): void {
  const index = mechanismIndex(netuid, mecid);
  const { live, expired } = revealable(chain, hotkey, netuid, index);
  const hash = commitHash(hotkey, index, weights);
  if (live.length === 0)
    fail(expired.includes(hash) ? "ExpiredWeightCommit" : "NoWeightsCommitFound");
  const position = live.findIndex(([other]) => other === hash);
  checkRevealed(chain, netuid, live[position], expired.includes(hash));
  keep(chain, hotkey, index, live.slice(position + 1));
  applyWeights(chain, hotkey, netuid, weights, mecid);
  chain.deposit(event.WeightsRevealed(hotkey, index, hash));
}

/** Reveals several commits of a subnet's main mechanism, all or none. Source: do_batch_reveal_weights. */
export function batchRevealWeights(
  chain: Chain,
  hotkey: string,
  netuid: number,
  reveals: readonly SaltedWeights[],
): void {
  const { live, expired } = revealable(chain, hotkey, netuid, netuid);
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
  index: number,
): { live: HashCommit[]; expired: string[] } {
  const { state } = chain;
  ensure(storage.CommitRevealWeightsEnabled.get(state, netuid), "CommitRevealDisabled");
  const commits = storage.WeightCommits.find(state, index, hotkey);
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

function keep(chain: Chain, hotkey: string, index: number, commits: HashCommit[]): void {
  if (commits.length > 0) storage.WeightCommits.put(chain.state, index, hotkey, commits);
  else storage.WeightCommits.remove(chain.state, index, hotkey);
}
