import type { State } from "../../frame/state.ts";
import { storage } from "../subtensor/pallet.ts";

/** Bonds of mechanism m of a subnet lie under netuid + m * 4096 (GLOBAL_MAX_SUBNET_COUNT). */
const MECHANISM_STEP = 4_096;

/**
 * Forgets what validators hold of bonds in a hotkey's neuron, on every mechanism of the subnet, where the owner allows
 * it. Source: do_reset_bonds of pallet_subtensor.
 */
export function resetBonds(state: State, netuid: number, hotkey: string): void {
  if (!storage.BondsResetOn.get(state, netuid)) return;
  const uid = storage.Uids.find(state, netuid, hotkey);
  if (uid === undefined) return;
  const mechanisms = storage.MechanismCountCurrent.get(state, netuid);
  for (let mechanism = 0; mechanism < mechanisms; mechanism += 1) {
    const index = netuid + mechanism * MECHANISM_STEP;
    for (const [[, validator], bonds] of storage.Bonds.entries(state, index)) {
      const kept = bonds.filter(([to]) => to !== uid);
      if (kept.length < bonds.length) storage.Bonds.put(state, index, validator, kept);
    }
  }
}
