import { U64F64 } from "../../../protocol/fixed-point.ts";
import { storage } from "../subtensor/pallet.ts";
import { byRoot, check } from "./rules.ts";

const SHARPEST = 8n * U64F64.one;

/** What the calls do that set the emission gate. Both are root's. */
export const emissionGateHandlers = {
  sudo_set_emission_gate_exponent: byRoot(
    (context, { exponent }: { readonly exponent: { readonly bits: bigint } }) => {
      check(exponent.bits >= U64F64.one && exponent.bits <= SHARPEST, "ValueNotInBounds");
      storage.EmissionGateExponent.put(context.state, exponent);
    },
  ),
  sudo_set_emission_bar_rank: byRoot((context, { rank }: { readonly rank: number }) => {
    storage.EmissionBarRank.put(context.state, rank);
    // The next block finds the bar of the new rank.
    storage.EmissionGateBar.remove(context.state);
  }),
};
