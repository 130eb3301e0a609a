import { U64F64 } from "../../../../protocol/fixed-point.ts";
import { storageValue } from "../../../frame/storage.ts";
import { u16 } from "../../../scale/type.ts";
import { fixedU128 } from "../types.ts";

/**
 * Storage of the emission gate, which finney has since spec 440; 424 has none of it. There the rank is 32 unless it is set, and 0 means
 * another way to find the bar; here 0 means no gate, and is the default.
 */
export const emissionGateStorage = {
  EmissionBarRank: storageValue(u16),
  EmissionGateExponent: storageValue(fixedU128, { default: { bits: 3n * U64F64.one } }),
  EmissionGateBar: storageValue(fixedU128),
} as const;
