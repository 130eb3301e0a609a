import { type ChainView, ROOT } from "../chain.ts";
import { movingPrice } from "../epoch/coinbase.ts";
import { storage } from "../pallet.ts";
import { subnetNetuids } from "./subnet-list.ts";

/**
 * The subnet that makes room for a new one: the lowest moving price out of immunity, the older of equals; undefined when all
 * are immune. Source: §4.6, coinbase/root.rs, get_network_to_prune.
 */
export function subnetToPrune({ state, block }: ChainView): number | undefined {
  const immunity = storage.NetworkImmunityPeriod.get(state);
  const candidates = subnetNetuids(state)
    .filter((netuid) => netuid !== ROOT)
    .map((netuid) => ({
      netuid,
      price: movingPrice(state, netuid),
      registered: storage.NetworkRegisteredAt.get(state, netuid),
    }))
    .filter(({ registered }) => BigInt(block) >= registered + immunity)
    .sort((left, right) => {
      if (left.price !== right.price) return left.price < right.price ? -1 : 1;
      return Number(left.registered - right.registered);
    });
  return candidates[0]?.netuid;
}
