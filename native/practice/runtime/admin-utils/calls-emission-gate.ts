import { u16 } from "../../scale/type.ts";
import { fixedU128 } from "../subtensor/types.ts";

/** Calls of AdminUtils about the emission gate, by their names since spec 440. 424 lacks them, and their numbers are not known to us. */
export const emissionGateCalls = {
  sudo_set_emission_gate_exponent: {
    index: 101,
    args: { exponent: fixedU128 },
    typeNames: { exponent: "U64F64" },
    pays: true,
    weight: 105_400_000n,
  },
  sudo_set_emission_bar_rank: {
    index: 102,
    args: { rank: u16 },
    typeNames: { rank: "u16" },
    pays: true,
    weight: 105_400_000n,
  },
} as const;
