import { purgeCommitments } from "../../commitments/committed.ts";
import { swap } from "../../swap/pallet.ts";
import { type Chain, ROOT } from "../chain.ts";
import { ensure, event, storage } from "../pallet.ts";
import { payOutStakers } from "./dissolve-payout.ts";
import { removeNetwork } from "./dissolve-storage.ts";

/**
 * Ends a subnet: what its pool holds goes to its stakers, its claims of root dividends lapse, and its netuid is free again.
 * Source: coinbase/root.rs, do_dissolve_network.
 */
export function dissolveNetwork(chain: Chain, netuid: number): void {
  const { state } = chain;
  ensure(storage.NetworksAdded.get(state, netuid) && netuid !== ROOT, "SubnetNotExists");
  forgetRootClaims(chain, netuid);
  payOutStakers(chain, netuid);
  swap.storage.PalSwapInitialized.remove(state, netuid);
  swap.storage.FeeRate.remove(state, netuid);
  swap.storage.SwapBalancer.remove(state, netuid);
  removeNetwork(chain, netuid);
  purgeCommitments(state, netuid);
  chain.deposit(event.NetworkRemoved(netuid));
}

function forgetRootClaims({ state }: Chain, netuid: number): void {
  for (const [[hotkey], claims] of storage.RootClaimable.entries(state))
    storage.RootClaimable.put(
      state,
      hotkey,
      claims.filter(([subnet]) => subnet !== netuid),
    );
  storage.RootClaimed.clear(state, netuid);
}
