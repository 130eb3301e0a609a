import type { State } from "../../../frame/state.ts";
import { hotkeyExists } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { setAcceptsLocked } from "../locks/acceptance.ts";
import { moveColdkeyLocks } from "../locks/swaps.ts";
import { ensure, event, storage } from "../pallet.ts";
import {
  carryRootClaims,
  indexRootStaker,
  leaveRootIndex,
  moveRootClaimed,
} from "../stake/root-claims.ts";
import { decreaseStake, increaseStake, stakeOf } from "../stake/stake-pool.ts";
import { balanceOf, transferTao } from "../stake/treasury.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";

/**
 * Gives all that a coldkey has to another that has never staked: identity, subnets, stake, hotkeys and money. Source:
 * swap/swap_coldkey.rs.
 */
export function swapColdkey(chain: Chain, from: string, to: string): void {
  const { state, block } = chain;
  ensure(storage.StakingHotkeys.get(state, to).length === 0, "ColdKeyAlreadyAssociated");
  ensure(!hotkeyExists(state, to), "NewColdKeyIsHotkey");
  const identity = storage.IdentitiesV2.find(state, from);
  if (identity && !storage.IdentitiesV2.has(state, to)) {
    storage.IdentitiesV2.remove(state, from);
    storage.IdentitiesV2.put(state, to, identity);
  }
  // Taken before the old one's flags come along: its locked stake is welcome in any case.
  setAcceptsLocked(state, to, true);
  for (const netuid of subnetNetuids(state)) {
    if (storage.SubnetOwner.get(state, netuid) === from) storage.SubnetOwner.put(state, netuid, to);
    moveAutoStake(state, netuid, from, to);
    moveStake(state, netuid, from, to);
  }
  moveStakingHotkeys(state, from, to);
  moveOwnedHotkeys(state, from, to);
  moveColdkeyLocks(chain, from, to);
  transferTao(chain, from, to, balanceOf(state, from));
  storage.LastRateLimitedBlock.put(state, { type: "LastTxBlock", value: to }, BigInt(block));
  chain.deposit(event.ColdkeySwapped({ old_coldkey: from, new_coldkey: to }));
}

function moveAutoStake(state: State, netuid: number, from: string, to: string): void {
  const hotkey = storage.AutoStakeDestination.find(state, from, netuid);
  if (hotkey === undefined) return;
  storage.AutoStakeDestination.remove(state, from, netuid);
  storage.AutoStakeDestination.put(state, to, netuid, hotkey);
  storage.AutoStakeDestinationColdkeys.mutate(state, hotkey, netuid, (coldkeys) => [
    ...coldkeys.filter((other) => other !== from && other !== to),
    to,
  ]);
}

function moveStake(state: State, netuid: number, from: string, to: string): void {
  for (const hotkey of storage.StakingHotkeys.get(state, from)) {
    const amount = stakeOf(state, hotkey, from, netuid);
    decreaseStake(state, hotkey, from, netuid, amount);
    increaseStake(state, hotkey, to, netuid, amount);
    if (stakeOf(state, hotkey, to, netuid) === 0n) continue;
    moveRootClaimed(state, netuid, { hotkey, coldkey: from }, { hotkey, coldkey: to });
    if (netuid !== ROOT) continue;
    // finney leaves behind what was claimed of subnets on which the coldkey holds nothing itself, and would pay it again.
    carryRootClaims(state, { hotkey, coldkey: from }, { hotkey, coldkey: to });
    indexRootStaker(state, to);
  }
  if (netuid === ROOT) leaveRootIndex(state, from);
}

function moveStakingHotkeys(state: State, from: string, to: string): void {
  const hotkeys = new Set([
    ...storage.StakingHotkeys.get(state, to),
    ...storage.StakingHotkeys.get(state, from),
  ]);
  storage.StakingHotkeys.remove(state, from);
  storage.StakingHotkeys.put(state, to, [...hotkeys]);
}

function moveOwnedHotkeys(state: State, from: string, to: string): void {
  const owned = storage.OwnedHotkeys.get(state, from);
  for (const hotkey of owned) storage.Owner.put(state, hotkey, to);
  const hotkeys = new Set([...storage.OwnedHotkeys.get(state, to), ...owned]);
  storage.OwnedHotkeys.remove(state, from);
  storage.OwnedHotkeys.put(state, to, [...hotkeys]);
}
