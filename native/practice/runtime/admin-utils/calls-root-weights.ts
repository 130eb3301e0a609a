import { bool, u16 } from "../../scale/type.ts";

/**
 * Calls of AdminUtils about root weights, which 424 lacks. The switch has the number it had at specs 441 to 468; that of the cap,
 * there since 449, is not known, and this one was free.
 */
export const rootWeightCalls = {
  sudo_set_root_weight_setting_enabled: {
    index: 103,
    args: { enabled: bool },
    typeNames: { enabled: "bool" },
    pays: true,
    weight: 105_400_000n,
  },
  sudo_set_root_weights_cap: {
    index: 104,
    args: { cap: u16 },
    typeNames: { cap: "u16" },
    pays: true,
    weight: 105_400_000n,
  },
} as const;

/** Says that root weights may be set from now on, or no more. */
export const rootWeightEvents = {
  RootWeightSettingToggled: { index: 6, fields: { enabled: bool } },
} as const;
