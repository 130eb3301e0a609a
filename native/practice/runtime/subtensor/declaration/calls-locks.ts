import { accountId, bool, fixedBytes, option, u16, u32, u64 } from "../../../scale/type.ts";
import { benchmarked } from "../../system/weight.ts";
import { hash160, percent } from "../types.ts";

/** Contributors that a lease may have; its calls are charged for as many, and give back what fewer did not need. */
const CONTRIBUTORS = 500;

/** Calls of SubtensorModule at spec 424 about conviction locks, leased subnets and EVM addresses. Weights: its weights.rs. */
export const lockCalls = {
  associate_evm_key: {
    index: 93,
    args: { netuid: u16, evm_key: hash160, block_number: u64, signature: fixedBytes(65) },
    typeNames: { netuid: "NetUid", evm_key: "H160", block_number: "u64", signature: "Signature" },
    pays: false,
    weight: benchmarked(684_242_000, 3, 1),
  },
  register_leased_network: {
    index: 110,
    args: { emissions_share: percent, end_block: option(u32) },
    typeNames: { emissions_share: "Percent", end_block: "Option<BlockNumberFor<T>>" },
    pays: true,
    weight: benchmarked(
      309_598_986 + 46_027_026 * CONTRIBUTORS,
      49 + 2 * CONTRIBUTORS,
      53 + 2 * CONTRIBUTORS,
    ),
  },
  terminate_lease: {
    index: 111,
    args: { lease_id: u32, hotkey: accountId },
    typeNames: { lease_id: "LeaseId", hotkey: "T::AccountId" },
    pays: true,
    weight: benchmarked(146_402_779 + 1_566_532 * CONTRIBUTORS, 4 + CONTRIBUTORS, 7 + CONTRIBUTORS),
  },
  lock_stake: {
    index: 136,
    args: { hotkey: accountId, netuid: u16, amount: u64 },
    typeNames: { hotkey: "T::AccountId", netuid: "NetUid", amount: "AlphaBalance" },
    pays: true,
    weight: benchmarked(115_995_000, 17, 3),
  },
  move_lock: {
    index: 137,
    args: { destination_hotkey: accountId, netuid: u16 },
    typeNames: { destination_hotkey: "T::AccountId", netuid: "NetUid" },
    pays: true,
    weight: benchmarked(149_819_000, 14, 6),
  },
  set_perpetual_lock: {
    index: 138,
    args: { netuid: u16, enabled: bool },
    typeNames: { netuid: "NetUid", enabled: "bool" },
    pays: true,
    weight: benchmarked(0, 4, 3),
  },
  set_reject_locked_alpha: {
    index: 142,
    args: { enabled: bool },
    typeNames: { enabled: "bool" },
    pays: true,
    weight: benchmarked(0, 1, 1),
  },
} as const;
