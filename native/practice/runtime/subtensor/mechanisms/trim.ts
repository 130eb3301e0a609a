import type { State } from "../../../frame/state.ts";
import { type Chain, ROOT } from "../chain.ts";
import { immortalHotkeys, isImmune } from "../neurons/pruning.ts";
import { ensure, storage } from "../pallet.ts";
import { mechanismIndexes } from "./index-of.ts";

/** `MaxImmuneUidsPercentage`: immune neurons may be less of those that stay. Substrate's Percent rounds down. */
const MOST_IMMUNE_PERCENT = 80;

/**
 * Lowers a subnet's size: the neurons that earned least go, save immune ones and the owner's, and those that stay move up
 * to the free uids together with their weights and bonds. Source: trim_to_max_allowed_uids.
 */
export function trimToMaxAllowedUids(chain: Chain, netuid: number, most: number): void {
  const { state } = chain;
  ensure(storage.NetworksAdded.get(state, netuid), "SubnetNotExists");
  ensure(most >= storage.MinAllowedUids.get(state, netuid), "InvalidValue");
  ensure(most <= storage.MaxAllowedUids.get(state, netuid), "InvalidValue");
  storage.MaxAllowedUids.put(state, netuid, most);
  const size = storage.SubnetworkN.get(state, netuid);
  if (size <= most) return;
  const safe = safeUids(chain, netuid, size);
  ensure(
    Math.floor((safe.size * 100) / most) < MOST_IMMUNE_PERCENT,
    "TrimmingWouldExceedMaxImmunePercentage",
  );
  const leaving = leavingUids(state, netuid, safe, size - most);
  for (const uid of leaving) removeNeuron(state, netuid, uid);
  const staying = Array.from({ length: size }, (_, uid) => uid).filter((uid) => !leaving.has(uid));
  keepInLists(state, netuid, staying);
  moveUp(state, netuid, staying);
  storage.SubnetworkN.put(state, netuid, most);
}

function safeUids(chain: Chain, netuid: number, size: number): Set<number> {
  const { state } = chain;
  const owned = immortalHotkeys(state, netuid).map((hotkey) =>
    storage.Uids.find(state, netuid, hotkey),
  );
  const safe = new Set(owned.filter((uid) => uid !== undefined));
  for (let uid = 0; uid < size; uid += 1) if (isImmune(chain, netuid, uid)) safe.add(uid);
  return safe;
}

/** The uids that earned least, of equals the higher one first. */
function leavingUids(
  state: State,
  netuid: number,
  safe: ReadonlySet<number>,
  count: number,
): Set<number> {
  const emissions = storage.Emission.get(state, netuid).map((emission, uid) => ({ uid, emission }));
  const leastFirst = emissions
    .filter(({ uid }) => !safe.has(uid))
    .sort((left, right) =>
      left.emission === right.emission
        ? right.uid - left.uid
        : left.emission < right.emission
          ? -1
          : 1,
    );
  return new Set(leastFirst.slice(0, count).map(({ uid }) => uid));
}

function removeNeuron(state: State, netuid: number, uid: number): void {
  const hotkey = storage.Keys.find(state, netuid, uid);
  if (hotkey !== undefined) {
    storage.Uids.remove(state, netuid, hotkey);
    storage.IsNetworkMember.remove(state, hotkey, netuid);
    storage.LastHotkeyEmissionOnNetuid.remove(state, hotkey, netuid);
    storage.AlphaDividendsPerSubnet.remove(state, netuid, hotkey);
    storage.Axons.remove(state, netuid, hotkey);
    storage.NeuronCertificates.remove(state, netuid, hotkey);
    storage.Prometheus.remove(state, netuid, hotkey);
  }
  storage.Keys.remove(state, netuid, uid);
  storage.BlockAtRegistration.remove(state, netuid, uid);
  storage.AssociatedEvmAddress.remove(state, netuid, uid);
  for (const index of mechanismIndexes(state, netuid)) {
    storage.Weights.remove(state, index, uid);
    storage.Bonds.remove(state, index, uid);
  }
}

function keepInLists(state: State, netuid: number, staying: readonly number[]): void {
  const kept = <T>(list: readonly T[], none: T): T[] => staying.map((uid) => list[uid] ?? none);
  for (const item of [
    storage.Consensus,
    storage.Dividends,
    storage.ValidatorTrust,
    storage.StakeWeight,
  ])
    item.put(state, netuid, kept(item.get(state, netuid), 0));
  for (const item of [storage.Active, storage.ValidatorPermit])
    item.put(state, netuid, kept(item.get(state, netuid), false));
  storage.Emission.put(state, netuid, kept(storage.Emission.get(state, netuid), 0n));
  for (const index of mechanismIndexes(state, netuid)) {
    storage.Incentive.put(state, index, kept(storage.Incentive.get(state, index), 0));
    storage.LastUpdate.put(state, index, kept(storage.LastUpdate.get(state, index), 0n));
  }
}

/** Gives each neuron that stays its place in the order as its uid, and rewrites rows to the new uids. */
function moveUp(state: State, netuid: number, staying: readonly number[]): void {
  const place = new Map(staying.map((uid, at) => [uid, at]));
  const indexes = mechanismIndexes(state, netuid);
  for (const [old, uid] of place) {
    move(storage.Keys, state, netuid, old, uid);
    move(storage.AssociatedEvmAddress, state, netuid, old, uid);
    move(storage.BlockAtRegistration, state, netuid, old, uid);
    for (const index of indexes)
      for (const item of [storage.Weights, storage.Bonds]) {
        move(item, state, index, old, uid);
        // Root's weights name subnets, not neurons.
        if (index === ROOT) continue;
        const row = item.get(state, index, uid).flatMap(([to, value]): [number, number][] => {
          const at = place.get(to);
          return at === undefined ? [] : [[at, value]];
        });
        // The chain writes the row back even where there was none.
        item.put(state, index, uid, row);
      }
  }
  storage.Uids.clear(state, netuid);
  for (const [[, uid], hotkey] of storage.Keys.entries(state, netuid))
    storage.Uids.put(state, netuid, hotkey, uid);
}

interface ByUid<T> {
  find(state: State, netuid: number, uid: number): T | undefined;
  put(state: State, netuid: number, uid: number, value: T): void;
  remove(state: State, netuid: number, uid: number): void;
}

function move<T>(item: ByUid<T>, state: State, netuid: number, from: number, to: number): void {
  if (from === to) return;
  const value = item.find(state, netuid, from);
  item.remove(state, netuid, from);
  if (value === undefined) item.remove(state, netuid, to);
  else item.put(state, netuid, to, value);
}
