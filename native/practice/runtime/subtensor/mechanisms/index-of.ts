import { mechanismIndex } from "../../../../protocol/mechanisms.ts";
import type { State } from "../../../frame/state.ts";
import { ensure, storage } from "../pallet.ts";

/** Numbers under which a subnet's mechanisms keep what is theirs, the main one's (the netuid) first. */
export function mechanismIndexes(state: State, netuid: number): number[] {
  const count = storage.MechanismCountCurrent.get(state, netuid);
  return Array.from({ length: count }, (_, mecid) => mechanismIndex(netuid, mecid));
}

/** True when the subnet is there and has the mechanism. */
export function hasMechanism(state: State, netuid: number, mecid: number): boolean {
  return (
    storage.NetworksAdded.get(state, netuid) &&
    storage.MechanismCountCurrent.get(state, netuid) > mecid
  );
}

/** Fails the call unless the subnet is there and has the mechanism. Source: ensure_mechanism_exists. */
export function ensureMechanism(state: State, netuid: number, mecid: number): void {
  ensure(hasMechanism(state, netuid, mecid), "MechanismDoesNotExist");
}
