import { type EmissionGate, gateBar } from "../../../../protocol/emission-gate.ts";
import { demandShares, type EmittingSubnet } from "../../../../protocol/subnet-shares.ts";
import type { Chain } from "../chain.ts";
import { storage } from "../pallet.ts";

/** Blocks for which a bar stands. */
const BAR_BLOCKS = 360;

/**
 * The gate through which this block's shares go; a bar of 0 where root has not set a rank. The bar is found anew every 360 blocks, or
 * when there is none yet. Source: maybe_update_emission_gate_bar, finney since spec 440.
 */
export function emissionGate(
  { state, block }: Chain,
  subnets: readonly EmittingSubnet[],
): EmissionGate {
  const rank = storage.EmissionBarRank.get(state);
  if (rank === 0) return { bar: 0n, exponent: 0n };
  const exponent = storage.EmissionGateExponent.get(state).bits;
  const standing = storage.EmissionGateBar.get(state).bits;
  if (standing > 0n && block % BAR_BLOCKS !== 0) return { bar: standing, exponent };
  const bar = gateBar(demandShares(subnets), rank);
  storage.EmissionGateBar.put(state, { bits: bar });
  return { bar, exponent };
}
