import { smaller, U64F64 } from "../../../../protocol/fixed-point.ts";
import type { State } from "../../../frame/state.ts";
import { currentPrice } from "../../swap/trade.ts";
import { ownerOf, owns } from "../accounts.ts";
import { type Chain, type ChainView, ROOT } from "../chain.ts";
import { ensure, event, fail, type SubtensorError, storage } from "../pallet.ts";
import { hotkeyStake } from "../stake/stake-pool.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";
import { mayRepeat, noteRepeated } from "../transaction-limits.ts";
import {
  childrenRefusal,
  mapOf,
  type Relation,
  relationsOf,
  relationsRefusal,
  storeRelations,
} from "./child-relations.ts";

/** Blocks between two changes of one hotkey's children on one subnet. */
const CHILDREN_RATE_LIMIT = 150n;
const WHOLE = (1n << 64n) - 1n;

/**
 * Gives shares of a hotkey's weight on a subnet to others: after `PendingChildKeyCooldown` blocks, or at once where trading
 * has not started. Source: staking/set_children.rs, do_schedule_children.
 */
export function setChildren(
  chain: Chain,
  coldkey: string,
  hotkey: string,
  netuid: number,
  children: readonly Relation[],
): void {
  const refusal = scheduleChildren(chain, coldkey, hotkey, netuid, children);
  if (refusal !== undefined) fail(refusal);
}

/** Makes the owner's hotkey of a new subnet the child of every root validator that has not refused that. */
export function delegateFromRoot(chain: Chain, netuid: number): void {
  const { state } = chain;
  const child = storage.SubnetOwnerHotkey.get(state, netuid);
  for (const [, validator] of storage.Keys.entries(state, ROOT)) {
    if (validator === child) continue;
    if (!storage.AutoParentDelegationEnabled.get(state, validator)) continue;
    // One that may not have children now goes without; the subnet is founded all the same.
    scheduleChildren(chain, ownerOf(state, validator), validator, netuid, [[WHOLE, child]]);
  }
}

/** Says whether a root validator wants to be a parent on every new subnet. */
export function setAutoParentDelegation(
  chain: Chain,
  coldkey: string,
  hotkey: string,
  enabled: boolean,
): void {
  const { state } = chain;
  ensure(owns(state, coldkey, hotkey), "NonAssociatedColdKey");
  ensure(storage.IsNetworkMember.get(state, hotkey, ROOT), "HotKeyNotRegisteredInSubNet");
  storage.AutoParentDelegationEnabled.put(state, hotkey, enabled);
  chain.deposit(event.AutoParentDelegationEnabledSet({ hotkey, enabled }));
}

/** Applies what has waited long enough, on subnets whose epoch began in this block. Source: block_step.rs. */
export function applyPendingChildren(chain: Chain): void {
  const { state, block } = chain;
  for (const netuid of subnetNetuids(state)) {
    if (storage.LastEpochBlock.get(state, netuid) !== BigInt(block)) continue;
    const started = storage.SubtokenEnabled.get(state, netuid);
    for (const [[, hotkey], [children, due]] of storage.PendingChildKeys.entries(state, netuid)) {
      if (due >= BigInt(block) && started) continue;
      applyChildren(chain, hotkey, netuid, children);
      storage.PendingChildKeys.remove(state, netuid, hotkey);
    }
  }
}

function scheduleChildren(
  chain: Chain,
  coldkey: string,
  hotkey: string,
  netuid: number,
  children: readonly Relation[],
): SubtensorError | undefined {
  const { state, block } = chain;
  const refusal = scheduleRefusal(chain, coldkey, hotkey, netuid, children);
  if (refusal !== undefined) return refusal;
  noteRepeated(chain, "SetChildren", hotkey, netuid);
  if (!storage.SubtokenEnabled.get(state, netuid)) {
    applyChildren(chain, hotkey, netuid, children);
    return undefined;
  }
  const due = smaller(BigInt(block) + storage.PendingChildKeyCooldown.get(state), WHOLE);
  const list = children.map(([share, child]): [bigint, string] => [share, child]);
  storage.PendingChildKeys.put(state, netuid, hotkey, [list, due]);
  chain.deposit(event.SetChildrenScheduled(hotkey, netuid, due, list));
  return undefined;
}

function scheduleRefusal(
  chain: ChainView,
  coldkey: string,
  hotkey: string,
  netuid: number,
  children: readonly Relation[],
): SubtensorError | undefined {
  const { state } = chain;
  if (!mayRepeat(chain, "SetChildren", hotkey, netuid, CHILDREN_RATE_LIMIT))
    return "TxRateLimitExceeded";
  if (netuid === ROOT) return "RegistrationNotPermittedOnRootSubnet";
  if (!storage.NetworksAdded.get(state, netuid)) return "SubnetNotExists";
  if (!owns(state, coldkey, hotkey)) return "NonAssociatedColdKey";
  if (mapOf(children).size !== children.length) return "DuplicateChild";
  const relations = relationsOf(state, hotkey, netuid);
  const refusal = relationsRefusal(relations) ?? childrenRefusal(relations, children);
  if (refusal !== undefined) return refusal;
  const enough =
    children.length === 0 ||
    stakeValue(state, hotkey) >= storage.StakeThreshold.get(state) ||
    storage.SubnetOwnerHotkey.find(state, netuid) === hotkey;
  return enough ? undefined : "NotEnoughStakeToSetChildkeys";
}

// What has become inconsistent while it waited is dropped without a word, as the chain does.
function applyChildren(
  chain: Chain,
  hotkey: string,
  netuid: number,
  children: readonly Relation[],
): void {
  const { state } = chain;
  const wanted = mapOf(children);
  wanted.delete(hotkey);
  const relations = { ...relationsOf(state, hotkey, netuid), children: wanted };
  if (relationsRefusal(relations) !== undefined) return;
  storeRelations(state, relations, netuid);
  const list = children.map(([share, child]): [bigint, string] => [share, child]);
  chain.deposit(event.SetChildren(hotkey, netuid, list));
}

/** What a hotkey's stake on all networks is worth now, in rao. Source: get_total_stake_for_hotkey. */
function stakeValue(state: State, hotkey: string): bigint {
  return U64F64.toInteger(
    subnetNetuids(state).reduce((sum, netuid) => {
      const stake = U64F64.fromInteger(hotkeyStake(state, hotkey, netuid));
      return U64F64.add(sum, U64F64.multiply(stake, currentPrice(state, netuid)));
    }, 0n),
  );
}
