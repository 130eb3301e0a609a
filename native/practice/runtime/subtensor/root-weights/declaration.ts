import { storageMap, storageValue } from "../../../frame/storage.ts";
import { bool, u16, vec } from "../../../scale/type.ts";

/** One sixteenth: what a destination may have at most of a vector, as the chain set it when it opened the call. */
const SIXTEENTH = 4_096;

/** Storage of root weights as specs 449 to 468 had it; 424 has neither. The vectors themselves are `Weights` of netuid 0. */
export const rootWeightStorage = {
  RootWeightSettingEnabled: storageValue(bool),
  RootWeightsCap: storageMap(["Blake2_128Concat", u16], u16, { default: SIXTEENTH }),
} as const;

/** `set_root_weights` as specs 441 to 468 had it: number, arguments and no fee. */
export const rootWeightCalls = {
  set_root_weights: {
    index: 146,
    args: { dests: vec(u16), weights: vec(u16) },
    typeNames: { dests: "Vec<u16>", weights: "Vec<u16>" },
    pays: false,
    weight: 118_513_610_000n,
  },
} as const;

/** The chain gave this event number 6, which at 424 belongs to another; this one is free at both. */
export const rootWeightEvents = {
  RootWeightsSet: { index: 200, fields: [u16] },
} as const;

/** With the chain's own numbers. */
export const rootWeightErrors = {
  RootWeightSettingDisabled: 158,
  RootWeightCapExceeded: 160,
} as const;
