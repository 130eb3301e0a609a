import { option, u8, u16, vec } from "../../scale/type.ts";

/** Calls of AdminUtils at spec 424 about a subnet's mechanisms and its size. Weights in picoseconds, reads and writes included. */
export const mechanismCalls = {
  sudo_set_mechanism_count: {
    index: 76,
    args: { netuid: u16, mechanism_count: u8 },
    typeNames: { netuid: "NetUid", mechanism_count: "MechId" },
    pays: true,
    weight: 140_000_000n,
  },
  sudo_set_mechanism_emission_split: {
    index: 77,
    args: { netuid: u16, maybe_split: option(vec(u16)) },
    typeNames: { netuid: "NetUid", maybe_split: "Option<Vec<u16>>" },
    pays: true,
    weight: 140_000_000n,
  },
  sudo_trim_to_max_allowed_uids: {
    index: 78,
    args: { netuid: u16, max_n: u16 },
    typeNames: { netuid: "NetUid", max_n: "u16" },
    pays: true,
    weight: 338_302_000n,
  },
  sudo_set_max_mechanism_count: {
    index: 88,
    args: { max_mechanism_count: u8 },
    typeNames: { max_mechanism_count: "MechId" },
    pays: true,
    weight: 140_000_000n,
  },
} as const;
