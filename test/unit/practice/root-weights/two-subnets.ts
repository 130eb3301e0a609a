import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, PracticeChain, TAO } from "../runtime/practice-chain.ts";

/** The subnet that the test founds beside the house's: a young, shallow one. */
export const YOUNG = 2;

/** A network of two emitting subnets whose moving prices sum to more than 1, so that root stake earns. Nobody claims by chance. */
export function twoSubnets(): PracticeChain {
  const chain = new PracticeChain();
  chain.fund(account(1), 2_000n * TAO);
  chain.advance();
  const done = [
    chain.call(account(1), "register_network", { hotkey: account(2) }),
    chain.call(account(1), "start_call", { netuid: YOUNG }),
    chain.call("root", "AdminUtils.sudo_set_subnet_emission_enabled", {
      netuid: YOUNG,
      enabled: true,
    }),
  ];
  if (done.some((result) => result !== "ok")) throw new Error(`two subnets: ${done.join(", ")}`);
  storage.SubnetMovingPrice.put(chain.state, YOUNG, { bits: 1n << 32n });
  storage.Tempo.put(chain.state, YOUNG, 20);
  storage.NumRootClaim.put(chain.state, 0n);
  return chain;
}

/** Lets every root validator set the same vector over root, the house's subnet and the young one. */
export function vote(chain: PracticeChain, weights: readonly number[]): void {
  for (const { hotkey } of chain.accounts.validators) {
    const set = chain.call(hotkey, "set_root_weights", { dests: [0, 1, YOUNG], weights });
    if (set !== "ok") throw new Error(`root weights: ${set}`);
  }
}
