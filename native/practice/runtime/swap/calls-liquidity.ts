import type { CallSpec } from "../../frame/pallet.ts";
import { accountId, bool, i64, u16, u64 } from "../../scale/type.ts";
import { positionId, tickIndex } from "./types.ts";

const common = { pays: true, weight: 15_000_000n } as const;
const deprecated = { note: "Deprecated, user liquidity is permanently disabled" } as const;

/** The calls of user liquidity: spec 424 still declares them, and refuses each with `Deprecated`. */
export const liquidityCalls = {
  toggle_user_liquidity: {
    index: 4,
    args: { netuid: u16, enable: bool },
    typeNames: { netuid: "NetUid", enable: "bool" },
    ...common,
  },
  add_liquidity: {
    index: 1,
    args: {
      hotkey: accountId,
      netuid: u16,
      tick_low: tickIndex,
      tick_high: tickIndex,
      liquidity: u64,
    },
    typeNames: {
      hotkey: "T::AccountId",
      netuid: "NetUid",
      tick_low: "TickIndex",
      tick_high: "TickIndex",
      liquidity: "u64",
    },
    ...common,
  },
  remove_liquidity: {
    index: 2,
    args: { hotkey: accountId, netuid: u16, position_id: positionId },
    typeNames: { hotkey: "T::AccountId", netuid: "NetUid", position_id: "PositionId" },
    ...common,
  },
  modify_position: {
    index: 3,
    args: { hotkey: accountId, netuid: u16, position_id: positionId, liquidity_delta: i64 },
    typeNames: {
      hotkey: "T::AccountId",
      netuid: "NetUid",
      position_id: "PositionId",
      liquidity_delta: "i64",
    },
    deprecated,
    ...common,
  },
  disable_lp: { index: 5, args: {}, deprecated, ...common },
} as const satisfies Readonly<Record<string, CallSpec>>;
