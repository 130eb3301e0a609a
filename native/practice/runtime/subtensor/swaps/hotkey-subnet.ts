import type { State } from "../../../frame/state.ts";
import { isSubnetAccount, rememberStakingHotkey } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import {
  childrenRefusal,
  forgetRelations,
  relationsOf,
  relationsRefusal,
  storeRelations,
} from "../children/child-relations.ts";
import { mechanismIndexes } from "../mechanisms/index-of.ts";
import { ensure, event, fail, storage } from "../pallet.ts";
import { moveRootClaims } from "../stake/root-claims.ts";
import { decreaseStake, increaseStake, stakeOf } from "../stake/stake-pool.ts";

/** Which hotkey takes which one's place, and whether the stake stays where it is. */
export interface HotkeyMove {
  readonly from: string;
  readonly to: string;
  readonly keepStake: boolean;
}

/** Everything that a hotkey has on one subnet becomes another's. Source: perform_hotkey_swap_on_one_subnet. */
export function moveHotkeyOnSubnet(chain: Chain, move: HotkeyMove, netuid: number): void {
  const { state } = chain;
  const { from, to, keepStake } = move;
  const member = storage.IsNetworkMember.get(state, from, netuid);
  storage.IsNetworkMember.remove(state, from, netuid);
  storage.IsNetworkMember.put(state, to, netuid, member);
  if (member) moveNeuron(state, netuid, from, to);
  const take = storage.ChildkeyTake.find(state, from, netuid);
  if (take !== undefined) {
    storage.ChildkeyTake.remove(state, from, netuid);
    storage.ChildkeyTake.put(state, to, netuid, take);
  }
  moveRelations(state, netuid, from, to);
  moveAutoStakers(state, netuid, from, to);
  if (storage.SubnetOwnerHotkey.find(state, netuid) === from) {
    ensure(!isSubnetAccount(to), "CannotUseSystemAccount");
    storage.SubnetOwnerHotkey.put(state, netuid, to);
    chain.deposit(event.SubnetOwnerHotkeySet(netuid, to));
  }
  if (!keepStake) moveStake(state, netuid, from, to);
}

function moveNeuron(state: State, netuid: number, from: string, to: string): void {
  const uid = storage.Uids.find(state, netuid, from);
  if (uid !== undefined) {
    storage.Uids.remove(state, netuid, from);
    storage.Uids.put(state, netuid, to, uid);
    storage.Keys.put(state, netuid, uid, to);
  }
  const { Prometheus, Axons, NeuronCertificates } = storage;
  const endpoint = Prometheus.find(state, netuid, from);
  if (endpoint) Prometheus.put(state, netuid, to, endpoint);
  Prometheus.remove(state, netuid, from);
  const axon = Axons.find(state, netuid, from);
  if (axon) Axons.put(state, netuid, to, axon);
  Axons.remove(state, netuid, from);
  for (const index of mechanismIndexes(state, netuid)) {
    const commits = storage.WeightCommits.find(state, index, from);
    if (commits) storage.WeightCommits.put(state, index, to, commits);
    storage.WeightCommits.remove(state, index, from);
  }
  const certificate = NeuronCertificates.find(state, netuid, from);
  if (certificate) NeuronCertificates.put(state, netuid, to, certificate);
  NeuronCertificates.remove(state, netuid, from);
}

function moveRelations(state: State, netuid: number, from: string, to: string): void {
  const old = relationsOf(state, from, netuid);
  const broken = relationsRefusal(old);
  if (broken !== undefined) fail(broken);
  forgetRelations(state, old, netuid);
  const relations = { ...old, pivot: to };
  ensure(!old.children.has(to) && !old.parents.has(to), "InvalidChild");
  const pending = storage.PendingChildKeys.find(state, netuid, from);
  if (pending) {
    const refusal = childrenRefusal(relations, pending[0]);
    if (refusal !== undefined) fail(refusal);
    storage.PendingChildKeys.remove(state, netuid, from);
    storage.PendingChildKeys.put(state, netuid, to, pending);
  }
  storeRelations(state, relations, netuid);
  // Whoever waits to make the old hotkey its child will make the new one that.
  for (const [[, parent], [children, due]] of storage.PendingChildKeys.entries(state, netuid)) {
    const waiting = children.find(([, child]) => child === from);
    if (!waiting) continue;
    const others = children.filter((entry) => entry !== waiting);
    storage.PendingChildKeys.put(state, netuid, parent, [[...others, [waiting[0], to]], due]);
  }
}

function moveAutoStakers(state: State, netuid: number, from: string, to: string): void {
  const coldkeys = storage.AutoStakeDestinationColdkeys.find(state, from, netuid);
  if (!coldkeys) return;
  for (const coldkey of coldkeys) storage.AutoStakeDestination.put(state, coldkey, netuid, to);
  storage.AutoStakeDestinationColdkeys.remove(state, from, netuid);
  storage.AutoStakeDestinationColdkeys.put(state, to, netuid, coldkeys);
}

function moveStake(state: State, netuid: number, from: string, to: string): void {
  const { TotalHotkeyAlphaLastEpoch, AlphaDividendsPerSubnet, VotingPower } = storage;
  const alpha = TotalHotkeyAlphaLastEpoch.get(state, from, netuid);
  TotalHotkeyAlphaLastEpoch.remove(state, from, netuid);
  TotalHotkeyAlphaLastEpoch.mutate(state, to, netuid, (total) => total + alpha);
  const dividends = AlphaDividendsPerSubnet.get(state, netuid, from);
  AlphaDividendsPerSubnet.remove(state, netuid, from);
  AlphaDividendsPerSubnet.mutate(state, netuid, to, (total) => total + dividends);
  const power = VotingPower.get(state, netuid, from);
  VotingPower.remove(state, netuid, from);
  if (power > 0n) VotingPower.mutate(state, netuid, to, (total) => total + power);
  for (const [[, coldkey, subnet]] of storage.AlphaV2.entries(state, from)) {
    if (subnet !== netuid) continue;
    const amount = stakeOf(state, from, coldkey, netuid);
    decreaseStake(state, from, coldkey, netuid, amount);
    increaseStake(state, to, coldkey, netuid, amount);
    if (storage.StakingHotkeys.get(state, coldkey).includes(from))
      rememberStakingHotkey(state, coldkey, to);
  }
  if (netuid !== ROOT) return;
  moveRootClaims(state, from, to);
  const delegates = storage.AutoParentDelegationEnabled.find(state, from);
  if (delegates === undefined) return;
  storage.AutoParentDelegationEnabled.remove(state, from);
  storage.AutoParentDelegationEnabled.put(state, to, delegates);
}
