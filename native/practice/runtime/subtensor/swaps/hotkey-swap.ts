import type { State } from "../../../frame/state.ts";
import { hotkeyExists, isSubnetAccount, owns } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { moveHotkeyLocks } from "../locks/swaps.ts";
import { ensure, event, storage, subtensor } from "../pallet.ts";
import { hotkeyStake } from "../stake/stake-pool.ts";
import { balanceOf, recycleTao } from "../stake/treasury.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";
import { isWithinTxRateLimit } from "../transaction-limits.ts";
import { moveHotkeyOnSubnet } from "./hotkey-subnet.ts";

/** What is to be swapped: one hotkey of a coldkey for another, with the stake on it or without. */
export interface HotkeySwap {
  readonly coldkey: string;
  readonly from: string;
  readonly to: string;
  readonly keepStake: boolean;
}

/** What is remembered of a hotkey's last calls, and follows it. */
const LAST_CALLS = ["LastTxBlock", "LastTxBlockDelegateTake", "LastTxBlockChildKeyTake"] as const;

/**
 * Gives a hotkey's place to another of the same coldkey: on one subnet, or everywhere. Source: swap/swap_hotkey.rs, checks in
 * its order. A first swap on one subnet has to wait for the interval too, counted from block 0, as on chain.
 */
export function swapHotkey(chain: Chain, swap: HotkeySwap, netuid: number | undefined): void {
  const { state } = chain;
  const { coldkey, from, to } = swap;
  ensure(owns(state, coldkey, from), "NonAssociatedColdKey");
  ensure(!hotkeyExists(state, to) || owns(state, coldkey, to), "NonAssociatedColdKey");
  ensure(from !== to, "NewHotKeyIsSameWithOld");
  const last = storage.LastRateLimitedBlock.get(state, { type: "LastTxBlock", value: coldkey });
  ensure(!isWithinTxRateLimit(chain, last), "HotKeySetTxRateLimitExceeded");
  const taken = storage.IsNetworkMember.entries(state, to).some(
    ([[, subnet], member]) => member && (netuid === undefined || subnet === netuid),
  );
  ensure(!taken, "HotKeyAlreadyRegisteredInSubNet");
  if (netuid === undefined || netuid === ROOT)
    ensure(isCleanOnRoot(state, to), "NewHotKeyNotCleanForRootSwap");
  for (const kind of LAST_CALLS) {
    const block = storage.LastRateLimitedBlock.get(state, { type: kind, value: from });
    storage.LastRateLimitedBlock.put(state, { type: kind, value: to }, block);
  }
  if (netuid === undefined) swapEverywhere(chain, swap);
  else swapOnSubnet(chain, swap, netuid);
}

// Claims of two hotkeys on root dividends cannot be merged: their rates are per rao of different stakes.
function isCleanOnRoot(state: State, hotkey: string): boolean {
  return (
    storage.RootClaimable.get(state, hotkey).length === 0 &&
    hotkeyStake(state, hotkey, ROOT) === 0n &&
    storage.RootClaimed.entries(state, ROOT, hotkey).length === 0
  );
}

function swapOnSubnet(chain: Chain, swap: HotkeySwap, netuid: number): void {
  const { state, block } = chain;
  const { coldkey, from, to } = swap;
  ensure(maySwapOn(chain, coldkey, netuid), "HotKeySwapOnSubnetIntervalNotPassed");
  ensure(!isSubnetAccount(to), "CannotUseSystemAccount");
  pay(chain, coldkey, subtensor.constants.KeySwapOnSubnetCost);
  storage.Owner.put(state, to, coldkey);
  const owned = storage.OwnedHotkeys.get(state, coldkey);
  if (!owned.includes(to)) storage.OwnedHotkeys.put(state, coldkey, [...owned, to]);
  moveHotkeyLocks(chain, from, to, [netuid]);
  moveHotkeyOnSubnet(chain, swap, netuid);
  noteSwap(chain, coldkey);
  storage.LastHotkeySwapOnNetuid.put(state, netuid, coldkey, BigInt(block));
  chain.deposit(event.HotkeySwappedOnSubnet({ coldkey, old_hotkey: from, new_hotkey: to, netuid }));
}

function swapEverywhere(chain: Chain, swap: HotkeySwap): void {
  const { state, block } = chain;
  const { coldkey, from, to } = swap;
  const concerned = subnetNetuids(state).filter(
    (netuid) =>
      storage.IsNetworkMember.get(state, from, netuid) ||
      storage.ChildKeys.get(state, from, netuid).length > 0,
  );
  for (const netuid of concerned) {
    const first = storage.LastHotkeySwapOnNetuid.get(state, netuid, coldkey) === 0n;
    ensure(first || maySwapOn(chain, coldkey, netuid), "HotKeySwapOnSubnetIntervalNotPassed");
  }
  pay(chain, coldkey, subtensor.constants.KeySwapCost);
  moveEverywhere(chain, swap);
  for (const netuid of concerned)
    storage.LastHotkeySwapOnNetuid.put(state, netuid, coldkey, BigInt(block));
  noteSwap(chain, coldkey);
  chain.deposit(event.HotkeySwapped({ coldkey, old_hotkey: from, new_hotkey: to }));
}

function moveEverywhere(chain: Chain, swap: HotkeySwap): void {
  const { state } = chain;
  const { coldkey, from, to, keepStake } = swap;
  const stakers = storage.AlphaV2.entries(state, from).map(([[, staker]]) => staker);
  moveHotkeyLocks(chain, from, to, subnetNetuids(state));
  ensure(!isSubnetAccount(to), "CannotUseSystemAccount");
  storage.Owner.remove(state, from);
  storage.Owner.put(state, to, coldkey);
  const owned = storage.OwnedHotkeys.get(state, coldkey);
  const withNew = owned.includes(to) ? owned : [...owned, to];
  storage.OwnedHotkeys.put(
    state,
    coldkey,
    withNew.filter((hotkey) => hotkey !== from),
  );
  for (const netuid of subnetNetuids(state)) moveHotkeyOnSubnet(chain, swap, netuid);
  for (const kind of LAST_CALLS)
    storage.LastRateLimitedBlock.remove(state, { type: kind, value: from });
  const take = storage.Delegates.find(state, from);
  if (take !== undefined) {
    storage.Delegates.remove(state, from);
    storage.Delegates.put(state, to, take);
  }
  if (keepStake) return;
  for (const staker of stakers) {
    const hotkeys = storage.StakingHotkeys.get(state, staker);
    if (!hotkeys.includes(from)) continue;
    const others = hotkeys.filter((hotkey) => hotkey !== from && hotkey !== to);
    storage.StakingHotkeys.put(state, staker, [...others, to]);
  }
}

function maySwapOn({ state, block }: Chain, coldkey: string, netuid: number): boolean {
  const last = storage.LastHotkeySwapOnNetuid.get(state, netuid, coldkey);
  return last + subtensor.constants.HotkeySwapOnSubnetInterval < BigInt(block);
}

function pay(chain: Chain, coldkey: string, cost: bigint): void {
  ensure(cost <= balanceOf(chain.state, coldkey), "NotEnoughBalanceToPaySwapHotKey");
  recycleTao(chain, coldkey, cost);
}

function noteSwap({ state, block }: Chain, coldkey: string): void {
  storage.LastRateLimitedBlock.put(state, { type: "LastTxBlock", value: coldkey }, BigInt(block));
}
