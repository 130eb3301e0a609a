import { subnetOfIndex } from "../../../../protocol/mechanisms.ts";
import type { State } from "../../../frame/state.ts";
import { type Chain, ROOT } from "../chain.ts";
import { mechanismIndexes } from "../mechanisms/index-of.ts";
import { fail, storage } from "../pallet.ts";

/** True when the hotkey holds a uid on the subnet. */
export function isRegistered(state: State, netuid: number, hotkey: string): boolean {
  return storage.Uids.has(state, netuid, hotkey);
}

/** The hotkey's uid. Fails the call with HotKeyNotRegisteredInSubNet when it has none. */
export function uidOf(state: State, netuid: number, hotkey: string): number {
  return storage.Uids.find(state, netuid, hotkey) ?? fail("HotKeyNotRegisteredInSubNet");
}

/** The uid of the subnet owner's hotkey, if it is registered. */
export function ownerUid(state: State, netuid: number): number | undefined {
  const hotkey = storage.SubnetOwnerHotkey.find(state, netuid);
  return hotkey === undefined ? undefined : storage.Uids.find(state, netuid, hotkey);
}

/** Gives the next free uid to a hotkey. The caller has made sure that there is room. */
export function appendNeuron({ state, block }: Chain, netuid: number, hotkey: string): number {
  const uid = storage.SubnetworkN.get(state, netuid);
  storage.SubnetworkN.put(state, netuid, uid + 1);
  storage.Active.mutate(state, netuid, (list) => [...list, true]);
  storage.Emission.mutate(state, netuid, (list) => [...list, 0n]);
  storage.Consensus.mutate(state, netuid, (list) => [...list, 0]);
  for (const index of mechanismIndexes(state, netuid)) {
    storage.Incentive.mutate(state, index, (list) => [...list, 0]);
    setLastUpdate(state, index, uid, block);
  }
  storage.Dividends.mutate(state, netuid, (list) => [...list, 0]);
  storage.ValidatorTrust.mutate(state, netuid, (list) => [...list, 0]);
  storage.ValidatorPermit.mutate(state, netuid, (list) => [...list, false]);
  take(state, netuid, uid, hotkey, block);
  return uid;
}

/** Gives a uid to another hotkey and forgets what the old one had there; the owner's hotkey keeps its place. */
export function replaceNeuron(chain: Chain, netuid: number, uid: number, hotkey: string): void {
  const { state, block } = chain;
  const old = storage.Keys.get(state, netuid, uid);
  if (storage.SubnetOwnerHotkey.find(state, netuid) === old) return;
  storage.Uids.remove(state, netuid, old);
  storage.AssociatedEvmAddress.remove(state, netuid, uid);
  storage.IsNetworkMember.remove(state, old, netuid);
  storage.Active.mutate(state, netuid, (list) => changed(list, uid, true));
  take(state, netuid, uid, hotkey, block);
  storage.Axons.remove(state, netuid, old);
  storage.NeuronCertificates.remove(state, netuid, old);
  storage.Prometheus.remove(state, netuid, old);
  clearNeuron(state, netuid, uid);
  for (const index of mechanismIndexes(state, netuid)) setLastUpdate(state, index, uid, block);
}

/** Notes the block in which a uid last set weights on a mechanism, given by its storage number. Source: set_last_update_for_uid. */
export function setLastUpdate(state: State, index: number, uid: number, block: number): void {
  const size = storage.SubnetworkN.get(state, subnetOfIndex(index).netuid);
  storage.LastUpdate.mutate(state, index, (list) => {
    // A mechanism that came after its neurons has a list that is too short.
    const missing = Math.max(0, size - list.length);
    return changed([...list, ...new Array<bigint>(missing).fill(0n)], uid, BigInt(block));
  });
}

function take(state: State, netuid: number, uid: number, hotkey: string, block: number): void {
  storage.Keys.put(state, netuid, uid, hotkey);
  storage.Uids.put(state, netuid, hotkey, uid);
  storage.BlockAtRegistration.put(state, netuid, uid, BigInt(block));
  storage.IsNetworkMember.put(state, hotkey, netuid, true);
}

function clearNeuron(state: State, netuid: number, uid: number): void {
  storage.Emission.mutate(state, netuid, (list) => changed(list, uid, 0n));
  for (const item of [
    storage.Consensus,
    storage.Dividends,
    storage.StakeWeight,
    storage.ValidatorTrust,
  ])
    item.mutate(state, netuid, (list) => changed(list, uid, 0));
  storage.ValidatorPermit.mutate(state, netuid, (list) => changed(list, uid, false));
  for (const index of mechanismIndexes(state, netuid)) clearOnMechanism(state, index, uid);
}

function clearOnMechanism(state: State, index: number, uid: number): void {
  storage.Incentive.mutate(state, index, (list) => changed(list, uid, 0));
  storage.Bonds.remove(state, index, uid);
  storage.Weights.remove(state, index, uid);
  // Root's weights name subnets, not neurons.
  if (index === ROOT) return;
  for (const [[, from], row] of storage.Weights.entries(state, index))
    if (row.some(([to, weight]) => to === uid && weight !== 0))
      storage.Weights.put(
        state,
        index,
        from,
        row.map(([to, weight]) => [to, to === uid ? 0 : weight]),
      );
}

/** The list with one place changed; a place beyond its end changes nothing. */
function changed<T>(list: readonly T[], index: number, value: T): T[] {
  return list.map((old, at) => (at === index ? value : old));
}
