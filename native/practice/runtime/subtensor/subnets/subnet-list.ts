import type { State } from "../../../frame/state.ts";
import { ROOT } from "../chain.ts";
import { storage } from "../pallet.ts";

/** Every network, root included, in the order in which the chain walks them (by key, which is little-endian). */
export function subnetNetuids(state: State): number[] {
  return storage.NetworksAdded.entries(state).map(([[netuid]]) => netuid);
}

/** Networks that earn emission: not root, started, trading, and open for registration. In netuid order. */
export function emittingSubnets(state: State): number[] {
  return subnetNetuids(state)
    .filter(
      (netuid) =>
        netuid !== ROOT &&
        storage.FirstEmissionBlockNumber.has(state, netuid) &&
        storage.SubtokenEnabled.get(state, netuid) &&
        storage.NetworkRegistrationAllowed.get(state, netuid),
    )
    .sort((left, right) => left - right);
}

/** Alpha of a subnet in the pool and outside of it. */
export function alphaIssuance(state: State, netuid: number): bigint {
  return storage.SubnetAlphaIn.get(state, netuid) + storage.SubnetAlphaOut.get(state, netuid);
}
