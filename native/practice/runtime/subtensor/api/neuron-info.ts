import { apiMethod, defineApi } from "../../../frame/runtime-api.ts";
import type { State } from "../../../frame/state.ts";
import { option, u16, type ValueOf, vec } from "../../../scale/type.ts";
import { ownerOf } from "../accounts.ts";
import { storage } from "../pallet.ts";
import { hotkeyStake } from "../stake/stake-pool.ts";
import { axonOf, prometheusOf } from "./endpoints.ts";
import { neuronInfo, neuronInfoLite } from "./types-neuron.ts";

/** A value the chain no longer computes and always answers. */
const NO_PRUNING_SCORE = 65_535;

/** What is known about a uid, without its weights and bonds; undefined for an empty one. */
export function neuronLite(
  state: State,
  netuid: number,
  uid: number,
): ValueOf<typeof neuronInfoLite> | undefined {
  if (!storage.NetworksAdded.get(state, netuid)) return undefined;
  const hotkey = storage.Keys.find(state, netuid, uid);
  if (hotkey === undefined) return undefined;
  const coldkey = ownerOf(state, hotkey);
  return {
    hotkey,
    coldkey,
    uid,
    netuid,
    active: storage.Active.get(state, netuid)[uid] ?? false,
    axon_info: axonOf(state, netuid, hotkey),
    prometheus_info: prometheusOf(state, netuid, hotkey),
    stake: [[coldkey, hotkeyStake(state, hotkey, netuid)]],
    rank: 0,
    emission: storage.Emission.get(state, netuid)[uid] ?? 0n,
    incentive: storage.Incentive.get(state, netuid)[uid] ?? 0,
    consensus: storage.Consensus.get(state, netuid)[uid] ?? 0,
    trust: 0,
    validator_trust: storage.ValidatorTrust.get(state, netuid)[uid] ?? 0,
    dividends: storage.Dividends.get(state, netuid)[uid] ?? 0,
    last_update: storage.LastUpdate.get(state, netuid)[uid] ?? 0n,
    validator_permit: storage.ValidatorPermit.get(state, netuid)[uid] ?? false,
    pruning_score: NO_PRUNING_SCORE,
  };
}

/** What is known about a uid, with the weights and bonds that are not 0. */
export function neuron(
  state: State,
  netuid: number,
  uid: number,
): ValueOf<typeof neuronInfo> | undefined {
  const lite = neuronLite(state, netuid, uid);
  if (lite === undefined) return undefined;
  const filled = (row: readonly [number, number][]) =>
    row.filter(([, value]) => value > 0).map(([to, value]): [number, number] => [to, value]);
  return {
    ...lite,
    weights: filled(storage.Weights.get(state, netuid, uid)),
    bonds: filled(storage.Bonds.get(state, netuid, uid)),
  };
}

function everyUid<T>(
  state: State,
  netuid: number,
  read: (state: State, netuid: number, uid: number) => T | undefined,
): T[] {
  const uids = Array.from({ length: storage.SubnetworkN.get(state, netuid) }, (_, uid) => uid);
  return uids.map((uid) => read(state, netuid, uid)).filter((value) => value !== undefined);
}

/** `NeuronInfoRuntimeApi`. */
export const neuronInfoApi = defineApi("NeuronInfoRuntimeApi", 1, {
  get_neurons: apiMethod({ netuid: u16 }, vec(neuronInfo), ({ state }, { netuid }) =>
    everyUid(state, netuid, neuron),
  ),
  get_neuron: apiMethod({ netuid: u16, uid: u16 }, option(neuronInfo), ({ state }, args) =>
    neuron(state, args.netuid, args.uid),
  ),
  get_neurons_lite: apiMethod({ netuid: u16 }, vec(neuronInfoLite), ({ state }, { netuid }) =>
    everyUid(state, netuid, neuronLite),
  ),
  get_neuron_lite: apiMethod({ netuid: u16, uid: u16 }, option(neuronInfoLite), ({ state }, args) =>
    neuronLite(state, args.netuid, args.uid),
  ),
});
