import { I32F32, I64F64 } from "../../../../protocol/fixed-point.ts";
import { mechanismIndex, subnetOfIndex } from "../../../../protocol/mechanisms.ts";
import { maxUpscale } from "../../../../protocol/weights.ts";
import type { State } from "../../../frame/state.ts";
import { type Chain, type ChainView, ROOT } from "../chain.ts";
import { ensureMechanism, hasMechanism } from "../mechanisms/index-of.ts";
import { isRegistered, ownerUid, setLastUpdate, uidOf } from "../neurons/neurons.ts";
import { ensure, event, storage } from "../pallet.ts";
import { stakeWeight } from "../stake/stake-weight.ts";

/** What `set_weights` gives: for whom, how much, and which version of the mechanism scored. */
export interface WeightVector {
  readonly uids: readonly number[];
  readonly values: readonly number[];
  readonly versionKey: bigint;
}

/** Sets a validator's weights on a subnet without commit-reveal, on one of its mechanisms. */
export function setWeights(
  chain: Chain,
  hotkey: string,
  netuid: number,
  vector: WeightVector,
  mecid = 0,
): void {
  ensure(!storage.CommitRevealWeightsEnabled.get(chain.state, netuid), "CommitRevealEnabled");
  applyWeights(chain, hotkey, netuid, vector, mecid);
}

/** Sets weights as given or as revealed. With commit-reveal on, rate limit and LastUpdate belong to the commit. Checks in the chain's order, §3.9. */
export function applyWeights(
  chain: Chain,
  hotkey: string,
  netuid: number,
  { uids, values, versionKey }: WeightVector,
  mecid = 0,
): void {
  const { state } = chain;
  const index = mechanismIndex(netuid, mecid);
  const committed = storage.CommitRevealWeightsEnabled.get(state, netuid);
  ensure(netuid !== ROOT, "CanNotSetRootNetworkWeights");
  ensure(uids.length === values.length, "WeightVecNotEqualSize");
  ensureMechanism(state, netuid, mecid);
  const size = storage.SubnetworkN.get(state, netuid);
  ensure(uids.length <= size, "UidsLengthExceedUidsInSubNet");
  ensure(isRegistered(state, netuid, hotkey), "HotKeyNotRegisteredInSubNet");
  ensure(hasStakeForWeights(state, hotkey, netuid), "NotEnoughStakeToSetWeights");
  const version = storage.WeightsVersionKey.get(state, netuid);
  ensure(version === 0n || versionKey >= version, "IncorrectWeightVersionKey");
  const uid = uidOf(state, netuid, hotkey);
  ensure(committed || mayUpdateWeights(chain, index, uid), "SettingWeightsTooFast");
  const onlyItself = values.length === 1 && uids[0] === uid;
  const permitted = onlyItself || ownerUid(state, netuid) === uid || hasPermit(state, netuid, uid);
  ensure(permitted, "NeuronNoValidatorPermit");
  ensure(new Set(uids).size === uids.length, "DuplicateUids");
  ensure(
    uids.every((other) => storage.Keys.has(state, netuid, other)),
    "UidVecContainInvalidOne",
  );
  const fewest = Math.min(size, storage.MinAllowedWeights.get(state, netuid));
  ensure(onlyItself || values.length >= fewest, "WeightVecLengthIsLow");
  const upscaled = maxUpscale([...values]);
  ensure(onlyItself || isWithinLimit(state, netuid, upscaled), "MaxWeightExceeded");

  storage.Weights.put(
    state,
    index,
    uid,
    uids.map((other, place) => [other, upscaled[place] ?? 0]),
  );
  if (!committed) setLastUpdate(state, index, uid, chain.block);
  chain.deposit(event.WeightsSet(index, uid));
}

/** True when the hotkey weighs enough to set weights, or is the owner's. */
export function hasStakeForWeights(state: State, hotkey: string, netuid: number): boolean {
  const owner = ownerUid(state, netuid);
  if (owner !== undefined && storage.Uids.find(state, netuid, hotkey) === owner) return true;
  const threshold = I64F64.fromInteger(storage.StakeThreshold.get(state));
  return stakeWeight(state, hotkey, netuid).total >= threshold;
}

/** True when the uid's last weights on a mechanism (by its storage number) are old enough; never set counts as old. */
export function mayUpdateWeights({ state, block }: ChainView, index: number, uid: number): boolean {
  const { netuid, mecid } = subnetOfIndex(index);
  if (!hasMechanism(state, netuid, mecid) || !storage.Keys.has(state, netuid, uid)) return false;
  const last = storage.LastUpdate.get(state, index)[uid] ?? 0n;
  return last === 0n || BigInt(block) - last >= storage.WeightsSetRateLimit.get(state, netuid);
}

/** True when the last epoch gave the uid a validator permit. */
export function hasPermit(state: State, netuid: number, uid: number): boolean {
  return storage.ValidatorPermit.get(state, netuid)[uid] ?? false;
}

// 65535 is how the chain writes "no limit"; below it the largest weight is held against the sum of all, both cut to I32F32.
function isWithinLimit(state: State, netuid: number, values: readonly number[]): boolean {
  const limit = storage.MaxWeightsLimit.get(state, netuid);
  const sum = values.reduce((total, value) => total + value, 0);
  if (limit === 0xffff || sum === 0) return true;
  const largest = I32F32.fromRatio(BigInt(Math.max(...values)), BigInt(sum));
  return largest <= I32F32.fromRatio(BigInt(limit), 65_535n);
}
