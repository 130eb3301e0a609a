import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { mechanismIndex } from "../../../../protocol/mechanisms.ts";
import { decryptWithPulse } from "../../../../protocol/timelock/encryption.ts";
import { TimelockError } from "../../../../protocol/timelock/timelock-error.ts";
import { decodeWeightsPayload } from "../../../../protocol/timelock/weights-payload.ts";
import { DispatchFailure } from "../../../frame/context.ts";
import { bytesOf, hexOf } from "../../../frame/hasher.ts";
import type { State } from "../../../frame/state.ts";
import { accountText } from "../../../scale/account.ts";
import { u64 } from "../../../scale/type.ts";
import { drand } from "../../drand/pallet.ts";
import { type Chain, ROOT } from "../chain.ts";
import { ensureMechanism } from "../mechanisms/index-of.ts";
import { setLastUpdate } from "../neurons/neurons.ts";
import { ensure, event, storage } from "../pallet.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";
import { applyWeights, type WeightVector } from "../weights/weights.ts";
import { committingUid, MOST_COMMITS } from "./commits.ts";
import { commitEpoch, deferredEpochs } from "./commits-epoch.ts";

/** A commit as it is sent: ciphertext, the beacon's round that opens it, and the version of this protocol. */
export interface TimelockedCommit {
  readonly commit: Uint8Array;
  readonly round: bigint;
  readonly version: number;
}

/** Commits to weights that the chain reveals by itself. Source: internal_commit_timelocked_weights. */
export function commitTimelocked(
  chain: Chain,
  hotkey: string,
  netuid: number,
  { commit, round, version }: TimelockedCommit,
  mecid = 0,
): void {
  const { state, block } = chain;
  const index = mechanismIndex(netuid, mecid);
  ensureMechanism(state, netuid, mecid);
  ensure(storage.CommitRevealWeightsEnabled.get(state, netuid), "CommitRevealDisabled");
  const expected = storage.CommitRevealWeightsVersion.get(state);
  ensure(version === expected, "IncorrectCommitRevealVersion");
  const uid = committingUid(chain, hotkey, netuid, index);
  const epoch = commitEpoch(chain, netuid);
  const commits = storage.TimelockedWeightCommits.get(state, index, epoch);
  const own = commits.filter(([who]) => who === hotkey);
  ensure(own.length < MOST_COMMITS, "TooManyUnrevealedCommits");
  storage.TimelockedWeightCommits.put(state, index, epoch, [
    ...commits,
    [hotkey, BigInt(block), commit, round],
  ]);
  const hash = `0x${hexOf(Blake2256(commit))}`;
  chain.deposit(event.TimelockedWeightsCommitted(hotkey, index, hash, round));
  setLastUpdate(state, index, uid, block);
}

/** Reveals what has ripened on every subnet, before the block's epochs. Source: reveal_crv3_commits. */
export function revealRipeCommits(chain: Chain): void {
  const { state } = chain;
  // Most blocks of most chains have no commit at all.
  if (state.keys(storage.TimelockedWeightCommits.prefix()).length === 0) return;
  const deferred = deferredEpochs(chain);
  for (const netuid of subnetNetuids(state))
    if (netuid !== ROOT && !deferred.has(netuid)) revealOn(chain, netuid);
}

function revealOn(chain: Chain, netuid: number): void {
  const { state } = chain;
  const epoch = commitEpoch(chain, netuid);
  const period = storage.RevealPeriodEpochs.get(state, netuid);
  const ripe = epoch > period ? epoch - period : 0n;
  const mechanisms = storage.MechanismCountCurrent.get(state, netuid);
  for (let mecid = 0; mecid < mechanisms; mecid += 1) {
    const index = mechanismIndex(netuid, mecid);
    for (const old of epochsWithCommits(state, index))
      if (old < ripe) storage.TimelockedWeightCommits.remove(state, index, old);
    if (epoch < period) return;
    revealOnMechanism(chain, netuid, mecid, ripe);
  }
}

function revealOnMechanism(chain: Chain, netuid: number, mecid: number, ripe: bigint): void {
  const { state } = chain;
  const index = mechanismIndex(netuid, mecid);
  const commits = storage.TimelockedWeightCommits.find(state, index, ripe);
  if (commits === undefined) return;
  const waiting = commits.filter(([hotkey, , commit, round]) => {
    const pulse = drand.storage.Pulses.find(state, round);
    if (pulse === undefined) return true;
    const weights = opened(commit, pulse.signature, hotkey);
    if (weights !== undefined) setRevealed(chain, hotkey, netuid, mecid, weights);
    return false;
  });
  if (waiting.length === 0) storage.TimelockedWeightCommits.remove(state, index, ripe);
  else if (waiting.length < commits.length)
    storage.TimelockedWeightCommits.put(state, index, ripe, waiting);
}

/** The weights in a commit; undefined for one that cannot be read or was made by another hotkey. */
function opened(
  commit: Uint8Array,
  signature: Uint8Array,
  hotkey: string,
): WeightVector | undefined {
  try {
    const payload = decodeWeightsPayload(decryptWithPulse(commit, signature));
    if (payload === undefined) return undefined;
    const { hotkey: by, ...weights } = payload;
    return by === undefined || accountText(by) === hotkey ? weights : undefined;
  } catch (error) {
    if (error instanceof TimelockError) return undefined;
    throw error;
  }
}

function setRevealed(
  chain: Chain,
  hotkey: string,
  netuid: number,
  mecid: number,
  weights: WeightVector,
): void {
  try {
    // Every check comes before the first write, so weights that are refused leave nothing.
    applyWeights(chain, hotkey, netuid, weights, mecid);
  } catch (error) {
    if (error instanceof DispatchFailure) return;
    throw error;
  }
  chain.deposit(event.TimelockedWeightsRevealed(mechanismIndex(netuid, mecid), hotkey));
}

/** Epochs that hold commits, read from the keys alone: commits are large and most blocks only look whether one is ripe. */
function epochsWithCommits(state: State, index: number): bigint[] {
  return state
    .keys(storage.TimelockedWeightCommits.prefix(index))
    .map((key) => u64.codec.dec(bytesOf(key.slice(-16))));
}
