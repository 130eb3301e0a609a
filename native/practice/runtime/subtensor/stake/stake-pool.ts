import {
  deposit,
  type SharePosition,
  valueOfShare,
  withdraw,
} from "../../../../protocol/share-pool.ts";
import type { State } from "../../../frame/state.ts";
import { rememberStakingHotkey } from "../accounts.ts";
import { storage } from "../pallet.ts";

/** Alpha units (rao on root) that a coldkey holds on a hotkey: its share of the hotkey's pool. */
export function stakeOf(state: State, hotkey: string, coldkey: string, netuid: number): bigint {
  return valueOfShare(positionOf(state, hotkey, coldkey, netuid));
}

/** Alpha units (rao on root) that all coldkeys together hold on a hotkey. */
export function hotkeyStake(state: State, hotkey: string, netuid: number): bigint {
  return storage.TotalHotkeyAlpha.get(state, hotkey, netuid);
}

/** True when the pool is precise enough for `amount` to buy a share. */
export function canIncreaseStake(
  state: State,
  hotkey: string,
  coldkey: string,
  netuid: number,
  amount: bigint,
): boolean {
  return deposit(positionOf(state, hotkey, coldkey, netuid), amount).kind === "changed";
}

/**
 * Adds to one coldkey's stake. Where the amount is too small to buy a share, or nothing but a trace of shares is left in the
 * pool, it goes to whoever holds shares, as on chain: emission is never lost.
 */
export function increaseStake(
  state: State,
  hotkey: string,
  coldkey: string,
  netuid: number,
  amount: bigint,
): void {
  if (amount === 0n) return;
  rememberStakingHotkey(state, coldkey, hotkey);
  const change = deposit(positionOf(state, hotkey, coldkey, netuid), amount);
  if (change.kind === "changed") writePosition(state, hotkey, coldkey, netuid, change.position);
  else rewardStakers(state, hotkey, netuid, amount);
}

/** Takes from one coldkey's stake; nothing happens when it has less than that. */
export function decreaseStake(
  state: State,
  hotkey: string,
  coldkey: string,
  netuid: number,
  amount: bigint,
): void {
  if (amount === 0n) return;
  const change = withdraw(positionOf(state, hotkey, coldkey, netuid), amount);
  if (change.kind === "changed") writePosition(state, hotkey, coldkey, netuid, change.position);
}

/** Adds to the stake of every coldkey on the hotkey, in proportion to what each holds. */
export function rewardStakers(state: State, hotkey: string, netuid: number, amount: bigint): void {
  if (amount === 0n) return;
  countStaked(state, netuid, amount);
  storage.TotalHotkeyAlpha.mutate(state, hotkey, netuid, (total) => total + amount);
}

/** Keeps the sum over a subnet's hotkeys. A chain that is older than the sum gets it with its next change. */
function countStaked(state: State, netuid: number, change: bigint): void {
  const before = storage.TotalAlphaStaked.has(state, netuid)
    ? storage.TotalAlphaStaked.get(state, netuid)
    : storage.TotalHotkeyAlpha.entries(state).reduce(
        (sum, [[, subnet], alpha]) => (subnet === netuid ? sum + alpha : sum),
        0n,
      );
  storage.TotalAlphaStaked.put(state, netuid, before + change);
}

function positionOf(state: State, hotkey: string, coldkey: string, netuid: number): SharePosition {
  return {
    totalValue: storage.TotalHotkeyAlpha.get(state, hotkey, netuid),
    totalShares: storage.TotalHotkeySharesV2.get(state, hotkey, netuid),
    share: storage.AlphaV2.get(state, hotkey, coldkey, netuid),
  };
}

// An entry of nothing is removed, as the chain does, so that walking the maps meets only real stake.
function writePosition(
  state: State,
  hotkey: string,
  coldkey: string,
  netuid: number,
  { totalValue, totalShares, share }: SharePosition,
): void {
  countStaked(state, netuid, totalValue - hotkeyStake(state, hotkey, netuid));
  if (totalValue === 0n) storage.TotalHotkeyAlpha.remove(state, hotkey, netuid);
  else storage.TotalHotkeyAlpha.put(state, hotkey, netuid, totalValue);
  if (totalShares.mantissa === 0n) storage.TotalHotkeySharesV2.remove(state, hotkey, netuid);
  else storage.TotalHotkeySharesV2.put(state, hotkey, netuid, totalShares);
  if (share.mantissa === 0n) storage.AlphaV2.remove(state, hotkey, coldkey, netuid);
  else storage.AlphaV2.put(state, hotkey, coldkey, netuid, share);
}
