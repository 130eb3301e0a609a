import { accountId, bool, tuple, u16, u64, vec } from "../../../scale/type.ts";

/** Calls of SubtensorModule at spec 424 about child keys. Weights in picoseconds, reads and writes included. */
export const childrenCalls = {
  set_children: {
    index: 67,
    args: { hotkey: accountId, netuid: u16, children: vec(tuple(u64, accountId)) },
    typeNames: {
      hotkey: "T::AccountId",
      netuid: "NetUid",
      children: "Vec<(u64, T::AccountId)>",
    },
    pays: true,
    weight: 3_369_000_000n,
  },
  set_childkey_take: {
    index: 75,
    args: { hotkey: accountId, netuid: u16, take: u16 },
    typeNames: { hotkey: "T::AccountId", netuid: "NetUid", take: "u16" },
    pays: true,
    weight: 428_870_000n,
  },
  set_auto_parent_delegation_enabled: {
    index: 135,
    args: { hotkey: accountId, enabled: bool },
    typeNames: { hotkey: "T::AccountId", enabled: "bool" },
    pays: true,
    weight: 178_023_000n,
  },
  sudo_set_tx_childkey_take_rate_limit: {
    index: 69,
    args: { tx_rate_limit: u64 },
    typeNames: { tx_rate_limit: "u64" },
    pays: true,
    weight: 105_760_000n,
  },
  sudo_set_min_childkey_take: {
    index: 76,
    args: { take: u16 },
    typeNames: { take: "u16" },
    pays: true,
    weight: 125_006_000n,
  },
  sudo_set_max_childkey_take: {
    index: 77,
    args: { take: u16 },
    typeNames: { take: "u16" },
    pays: true,
    weight: 125_006_000n,
  },
  set_pending_childkey_cooldown: {
    index: 109,
    args: { cooldown: u64 },
    typeNames: { cooldown: "u64" },
    pays: true,
    weight: 103_000_000n,
  },
} as const;
