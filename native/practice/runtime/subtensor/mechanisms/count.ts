import { MOST_MECHANISMS, mechanismIndex } from "../../../../protocol/mechanisms.ts";
import type { State } from "../../../frame/state.ts";
import { ensure, storage } from "../pallet.ts";

/** Uids that all mechanisms of a subnet may have together: `InitialMaxAllowedUids`. */
const MOST_UIDS = 256;
const WHOLE_SPLIT = 65_535;

/** Fails the call where so many uids on so many mechanisms would be too much to store. */
export function ensureRoomForUids(uids: number, mechanisms: number): void {
  ensure(uids * mechanisms <= MOST_UIDS, "TooManyUIDsPerMechanism");
}

/**
 * Gives a subnet another number of mechanisms. Those that go lose their weights, bonds, incentives and commits, and the
 * split is even again. Source: do_set_mechanism_count.
 */
export function setMechanismCount(state: State, netuid: number, count: number): void {
  ensure(storage.NetworksAdded.get(state, netuid), "MechanismDoesNotExist");
  ensure(count > 0 && count <= storage.MaxMechanismCount.get(state), "InvalidValue");
  ensureRoomForUids(storage.MaxAllowedUids.get(state, netuid), count);
  ensure(count <= MOST_MECHANISMS, "InvalidValue");
  const before = storage.MechanismCountCurrent.get(state, netuid);
  if (count === before) return;
  for (let mecid = count; mecid < before; mecid += 1)
    forgetMechanism(state, mechanismIndex(netuid, mecid));
  storage.MechanismCountCurrent.put(state, netuid, count);
  storage.MechanismEmissionSplit.remove(state, netuid);
}

/** How many mechanisms any subnet may have. Source: do_set_max_mechanism_count. */
export function setMostMechanisms(state: State, count: number): void {
  ensure(count > 0 && count <= MOST_MECHANISMS, "InvalidValue");
  storage.MaxMechanismCount.put(state, count);
}

/** How a subnet's emission is shared over its mechanisms: u16 parts that sum to 65535, or evenly. Source: do_set_emission_split. */
export function setEmissionSplit(
  state: State,
  netuid: number,
  split: readonly number[] | undefined,
): void {
  ensure(storage.NetworksAdded.get(state, netuid), "MechanismDoesNotExist");
  if (split === undefined) {
    storage.MechanismEmissionSplit.remove(state, netuid);
    return;
  }
  const count = storage.MechanismCountCurrent.get(state, netuid);
  ensure(split.length > 0 && split.length <= count, "InvalidValue");
  const total = split.reduce((sum, part) => sum + part, 0);
  ensure(total === WHOLE_SPLIT, "InvalidValue");
  storage.MechanismEmissionSplit.put(state, netuid, [...split]);
}

function forgetMechanism(state: State, index: number): void {
  storage.Weights.clear(state, index);
  storage.Incentive.remove(state, index);
  storage.LastUpdate.remove(state, index);
  storage.Bonds.clear(state, index);
  storage.WeightCommits.clear(state, index);
  storage.TimelockedWeightCommits.clear(state, index);
}
