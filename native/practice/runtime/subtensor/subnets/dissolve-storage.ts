import type { State } from "../../../frame/state.ts";
import type { Chain } from "../chain.ts";
import { ROOT } from "../chain.ts";
import { mechanismIndexes } from "../mechanisms/index-of.ts";
import { event, storage } from "../pallet.ts";

/** What the chain keeps one entry a subnet of, and takes away with it. Source: coinbase/root.rs, remove_network. */
const OF_SUBNET = [
  storage.SubnetOwner,
  storage.SubnetworkN,
  storage.NetworksAdded,
  storage.NetworkRegisteredAt,
  storage.Active,
  storage.Emission,
  storage.Consensus,
  storage.Dividends,
  storage.ValidatorPermit,
  storage.ValidatorTrust,
  storage.Tempo,
  storage.Kappa,
  storage.Difficulty,
  storage.MaxAllowedUids,
  storage.ImmunityPeriod,
  storage.ActivityCutoff,
  storage.ActivityCutoffFactorMilli,
  storage.LastEpochBlock,
  storage.PendingEpochAt,
  storage.SubnetEpochIndex,
  storage.MinAllowedWeights,
  storage.RegistrationsThisInterval,
  storage.POWRegistrationsThisInterval,
  storage.BurnRegistrationsThisInterval,
  storage.SubnetAlphaInEmission,
  storage.SubnetAlphaOutEmission,
  storage.SubnetTaoInEmission,
  storage.SubnetVolume,
  storage.SubnetMovingPrice,
  storage.SubnetTaoFlow,
  storage.SubnetEmaTaoFlow,
  storage.SubnetProtocolFlow,
  storage.SubnetEmaProtocolFlow,
  storage.SubnetExcessTao,
  storage.SubnetRootSellTao,
  storage.TokenSymbol,
  storage.SubnetMechanism,
  storage.SubnetOwnerHotkey,
  storage.NetworkRegistrationAllowed,
  storage.NetworkPowRegistrationAllowed,
  storage.TransferToggle,
  storage.SubnetLocked,
  storage.LargestLocked,
  storage.FirstEmissionBlockNumber,
  storage.PendingValidatorEmission,
  storage.PendingServerEmission,
  storage.PendingRootAlphaDivs,
  storage.PendingOwnerCut,
  storage.MinerBurned,
  storage.BlocksSinceLastStep,
  storage.LastMechansimStepBlock,
  storage.LastAdjustmentBlock,
  storage.ServingRateLimit,
  storage.Rho,
  storage.AlphaSigmoidSteepness,
  storage.MaxAllowedValidators,
  storage.BondsMovingAverage,
  storage.BondsPenalty,
  storage.BondsResetOn,
  storage.WeightsSetRateLimit,
  storage.ValidatorPruneLen,
  storage.ScalingLawPower,
  storage.TargetRegistrationsPerInterval,
  storage.CommitRevealWeightsEnabled,
  storage.BurnHalfLife,
  storage.BurnIncreaseMult,
  storage.Burn,
  storage.MinBurn,
  storage.MaxBurn,
  storage.MinDifficulty,
  storage.MaxDifficulty,
  storage.RegistrationsThisBlock,
  storage.EMAPriceHalvingBlocks,
  storage.RAORecycledForRegistration,
  storage.MaxRegistrationsPerBlock,
  storage.WeightsVersionKey,
  storage.LiquidAlphaOn,
  storage.Yuma3On,
  storage.AlphaValues,
  storage.SubtokenEnabled,
  storage.OwnerCutAutoLockEnabled,
  storage.ImmuneOwnerUidsLimit,
  storage.StakeWeight,
  storage.LoadedEmission,
  storage.RevealPeriodEpochs,
  storage.MechanismCountCurrent,
  storage.MechanismEmissionSplit,
  storage.OwnerLock,
  storage.DecayingOwnerLock,
] as const;

/** What it keeps under the subnet's number and a further key. */
const UNDER_SUBNET = [
  storage.Uids,
  storage.BlockAtRegistration,
  storage.Axons,
  storage.NeuronCertificates,
  storage.Prometheus,
  storage.AlphaDividendsPerSubnet,
  storage.PendingChildKeys,
  storage.AssociatedEvmAddress,
  storage.LastHotkeySwapOnNetuid,
  storage.HotkeyLock,
  storage.DecayingHotkeyLock,
] as const;

/** What it keeps under a hotkey, or a coldkey, and the subnet's number. */
const BY_KEY = [
  storage.ChildkeyTake,
  storage.ChildKeys,
  storage.ParentKeys,
  storage.LastHotkeyEmissionOnNetuid,
  storage.TotalHotkeyAlphaLastEpoch,
  storage.DecayingLock,
] as const;

/** Forgets a subnet, after its stakers were paid. What finney leaves behind, such as auto-stake destinations, stays here too. */
export function removeNetwork(chain: Chain, netuid: number): void {
  const { state } = chain;
  storage.TotalNetworks.mutate(state, (count) => Math.max(0, count - 1));
  for (const [, hotkey] of storage.Keys.entries(state, netuid))
    storage.IsNetworkMember.remove(state, hotkey, netuid);
  storage.Keys.clear(state, netuid);
  for (const [[, uid], row] of storage.Weights.entries(state, ROOT))
    storage.Weights.put(
      state,
      ROOT,
      uid,
      row.map(([subnet, weight]) => [subnet, subnet === netuid ? 0 : weight]),
    );
  removeMechanisms(state, netuid);
  for (const item of OF_SUBNET) item.remove(state, netuid);
  for (const item of UNDER_SUBNET) item.clear(state, netuid);
  if (storage.SubnetIdentitiesV3.has(state, netuid)) {
    storage.SubnetIdentitiesV3.remove(state, netuid);
    chain.deposit(event.SubnetIdentityRemoved(netuid));
  }
  removeByKey(state, netuid);
}

function removeMechanisms(state: State, netuid: number): void {
  for (const index of mechanismIndexes(state, netuid)) {
    storage.LastUpdate.remove(state, index);
    storage.Incentive.remove(state, index);
    storage.WeightCommits.clear(state, index);
    storage.TimelockedWeightCommits.clear(state, index);
    storage.CRV3WeightCommits.clear(state, index);
    storage.CRV3WeightCommitsV2.clear(state, index);
    storage.Bonds.clear(state, index);
    storage.Weights.clear(state, index);
  }
}

function removeByKey(state: State, netuid: number): void {
  for (const item of BY_KEY)
    for (const [[key, subnet]] of item.entries(state))
      if (subnet === netuid) item.remove(state, key, netuid);
  for (const [[key, subnet, kind]] of storage.TransactionKeyLastBlock.entries(state))
    if (subnet === netuid) storage.TransactionKeyLastBlock.remove(state, key, netuid, kind);
  for (const [[, hotkey, coldkey]] of storage.LockingColdkeys.entries(state, netuid))
    storage.Lock.remove(state, coldkey, netuid, hotkey);
  storage.LockingColdkeys.clear(state, netuid);
  const lease = storage.SubnetUidToLeaseId.find(state, netuid);
  if (lease === undefined) return;
  storage.SubnetUidToLeaseId.remove(state, netuid);
  storage.SubnetLeases.remove(state, lease);
  storage.SubnetLeaseShares.clear(state, lease);
  storage.AccumulatedLeaseDividends.remove(state, lease);
}
