import type { State } from "../../frame/state.ts";
import { mechanismIndexes } from "../subtensor/mechanisms/index-of.ts";
import { storage } from "../subtensor/pallet.ts";

/**
 * Forgets what validators hold of bonds in a hotkey's neuron, on every mechanism of the subnet, where the owner allows
 * it. Source: do_reset_bonds of pallet_subtensor.
 */
export function resetBonds(state: State, netuid: number, hotkey: string): void {
  if (!storage.BondsResetOn.get(state, netuid)) return;
  const uid = storage.Uids.find(state, netuid, hotkey);
  if (uid === undefined) return;
  for (const index of mechanismIndexes(state, netuid)) {
    for (const [[, validator], bonds] of storage.Bonds.entries(state, index)) {
      const kept = bonds.filter(([to]) => to !== uid);
      if (kept.length < bonds.length) storage.Bonds.put(state, index, validator, kept);
    }
  }
}
