import { accountId, bytes, u16, u32, u64 } from "../../../scale/type.ts";

/** Calls of SubtensorModule at spec 424 by which root and owners run subnets. Weights in picoseconds, reads and writes included. */
export const subnetCalls = {
  dissolve_network: {
    index: 61,
    args: { coldkey: accountId, netuid: u16 },
    typeNames: { coldkey: "T::AccountId", netuid: "NetUid" },
    pays: true,
    weight: 3_369_000_000n,
  },
  root_dissolve_network: {
    index: 120,
    args: { netuid: u16 },
    typeNames: { netuid: "NetUid" },
    pays: true,
    weight: 3_369_000_000n,
  },
  update_symbol: {
    index: 112,
    args: { netuid: u16, symbol: bytes },
    typeNames: { netuid: "NetUid", symbol: "Vec<u8>" },
    pays: true,
    weight: 228_313_000n,
  },
  set_tempo: {
    index: 139,
    args: { netuid: u16, tempo: u16 },
    typeNames: { netuid: "NetUid", tempo: "u16" },
    pays: true,
    weight: 496_407_000n,
  },
  set_activity_cutoff_factor: {
    index: 140,
    args: { netuid: u16, factor_milli: u32 },
    typeNames: { netuid: "NetUid", factor_milli: "u32" },
    pays: true,
    weight: 414_193_000n,
  },
  sudo_set_num_root_claims: {
    index: 123,
    args: { new_value: u64 },
    typeNames: { new_value: "u64" },
    pays: true,
    weight: 102_735_000n,
  },
  sudo_set_root_claim_threshold: {
    index: 124,
    args: { netuid: u16, new_value: u64 },
    typeNames: { netuid: "NetUid", new_value: "u64" },
    pays: true,
    weight: 105_681_000n,
  },
  enable_voting_power_tracking: {
    index: 129,
    args: { netuid: u16 },
    typeNames: { netuid: "NetUid" },
    pays: true,
    weight: 250_010_000n,
  },
  disable_voting_power_tracking: {
    index: 130,
    args: { netuid: u16 },
    typeNames: { netuid: "NetUid" },
    pays: true,
    weight: 150_010_000n,
  },
  sudo_set_voting_power_ema_alpha: {
    index: 131,
    args: { netuid: u16, alpha: u64 },
    typeNames: { netuid: "NetUid", alpha: "u64" },
    pays: true,
    weight: 125_006_000n,
  },
} as const;
