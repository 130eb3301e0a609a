import { accountId, bool, hash256, option, u16, u64 } from "../../../scale/type.ts";

/** Calls of SubtensorModule at spec 424 that swap keys. Weights in picoseconds, reads and writes included. */
export const keyCalls = {
  swap_hotkey: {
    index: 70,
    deprecated: {
      note: "Please use swap_hotkey_v2 instead. This extrinsic will be removed some time after June 2026.",
    },
    args: { hotkey: accountId, new_hotkey: accountId, netuid: option(u16) },
    typeNames: { hotkey: "T::AccountId", new_hotkey: "T::AccountId", netuid: "Option<NetUid>" },
    pays: true,
    weight: 15_692_038_000n,
  },
  swap_hotkey_v2: {
    index: 72,
    args: { hotkey: accountId, new_hotkey: accountId, netuid: option(u16), keep_stake: bool },
    typeNames: {
      hotkey: "T::AccountId",
      new_hotkey: "T::AccountId",
      netuid: "Option<NetUid>",
      keep_stake: "bool",
    },
    pays: true,
    weight: 5_075_300_000n,
  },
  swap_coldkey: {
    index: 71,
    args: { old_coldkey: accountId, new_coldkey: accountId, swap_cost: u64 },
    typeNames: {
      old_coldkey: "T::AccountId",
      new_coldkey: "T::AccountId",
      swap_cost: "TaoBalance",
    },
    pays: true,
    weight: 3_137_301_000n,
  },
  schedule_swap_coldkey: {
    index: 73,
    deprecated: {
      note: "Deprecated, please migrate to `announce_coldkey_swap`/`coldkey_swap`",
    },
    args: { new_coldkey: accountId },
    typeNames: { new_coldkey: "T::AccountId" },
    pays: true,
    weight: 125_000_000n,
  },
  announce_coldkey_swap: {
    index: 125,
    args: { new_coldkey_hash: hash256 },
    typeNames: { new_coldkey_hash: "T::Hash" },
    pays: true,
    weight: 447_248_000n,
  },
  swap_coldkey_announced: {
    index: 126,
    args: { new_coldkey: accountId },
    typeNames: { new_coldkey: "T::AccountId" },
    pays: true,
    weight: 2_713_156_000n,
  },
  dispute_coldkey_swap: { index: 127, args: {}, pays: true, weight: 173_293_000n },
  reset_coldkey_swap: {
    index: 128,
    args: { coldkey: accountId },
    typeNames: { coldkey: "T::AccountId" },
    pays: true,
    weight: 208_857_000n,
  },
  clear_coldkey_swap_announcement: { index: 133, args: {}, pays: true, weight: 167_890_000n },
} as const;
