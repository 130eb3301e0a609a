import { definePallet, implement } from "../../frame/pallet.ts";
import type { State } from "../../frame/state.ts";
import { storageMap } from "../../frame/storage.ts";
import { u16, u64 } from "../../scale/type.ts";
import { saturatingSubtract } from "../subtensor/chain.ts";

const bySubnet = storageMap(["Twox64Concat", u16], u64);

/** Pallet 31: how much alpha each subnet has minted, and how much of it was burned or recycled, counted from the first of each. */
export const alphaAssets = definePallet({
  name: "AlphaAssets",
  index: 31,
  path: ["pallet_alpha_assets", "pallet"],
  storage: { TotalAlphaIssuance: bySubnet, AlphaBurned: bySubnet, AlphaRecycled: bySubnet },
  calls: {},
  events: {},
  errors: {},
  constants: {},
});

/** AlphaAssets has no calls: emission, burning and recycling are counted where they happen. */
export const alphaAssetsModule = implement(alphaAssets, {});

const { TotalAlphaIssuance, AlphaBurned, AlphaRecycled } = alphaAssets.storage;

/** Counts alpha units minted. Source: pallets/alpha-assets, mint_alpha. */
export function countMinted(state: State, netuid: number, amount: bigint): void {
  if (amount > 0n) TotalAlphaIssuance.mutate(state, netuid, (total) => total + amount);
}

/** Counts alpha units that nobody holds from here on; they stay issued. Source: pallets/alpha-assets, burn_alpha. */
export function countBurned(state: State, netuid: number, amount: bigint): void {
  if (amount > 0n) AlphaBurned.mutate(state, netuid, (total) => total + amount);
}

/** Counts alpha units taken back, which are issued no more. Source: pallets/alpha-assets, recycle_alpha. */
export function countRecycled(state: State, netuid: number, amount: bigint): void {
  if (amount === 0n) return;
  AlphaRecycled.mutate(state, netuid, (total) => total + amount);
  TotalAlphaIssuance.mutate(state, netuid, (total) => saturatingSubtract(total, amount));
}
