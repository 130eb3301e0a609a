import { I64F64 } from "../../../../protocol/fixed-point.ts";
import { mechanismIndex, mechanismWeight, splitEmission } from "../../../../protocol/mechanisms.ts";
import { runEpoch } from "../../../../protocol/yuma/epoch.ts";
import type { EpochInput, EpochOutput } from "../../../../protocol/yuma/epoch-terms.ts";
import type { State } from "../../../frame/state.ts";
import type { Chain, ChainView } from "../chain.ts";
import { earliestCommits } from "../commits/commits-epoch.ts";
import { type SubnetTerms, subnetTerms } from "../mechanisms/subnet-terms.ts";
import { ownerUid } from "../neurons/neurons.ts";
import { event, storage } from "../pallet.ts";
import { stakeWeights } from "../stake/stake-weight.ts";
import { activityCutoff } from "./epoch-clock.ts";
import { updateVotingPower } from "./voting-average.ts";

/** What one epoch gives to a neuron, in alpha units. */
export interface NeuronEmission {
  readonly uid: number;
  readonly hotkey: string;
  readonly incentive: bigint;
  readonly dividend: bigint;
}

/**
 * Runs Yuma on each mechanism of a subnet with its part of `emission` alpha units for miners and validators together, and
 * writes what they decide. One event a mechanism names every miner's alpha by uid. Source: epoch_with_mechanisms.
 */
export function epochOf(chain: Chain, netuid: number, emission: bigint): NeuronEmission[] {
  const { state } = chain;
  const count = storage.MechanismCountCurrent.get(state, netuid);
  const split = storage.MechanismEmissionSplit.find(state, netuid);
  const stakes = stakeWeights(state, netuid).map(({ total }) => total);
  const outputs = splitEmission(emission, count, split).map((part, mecid) => {
    const output = runEpoch(epochInput(chain, netuid, part, mecid, stakes));
    writeMechanism(chain, mechanismIndex(netuid, mecid), output);
    return { output, weight: mechanismWeight(part, emission, mecid) };
  });
  const terms = subnetTerms(outputs);
  writeTerms(state, netuid, terms);
  const hotkeys = storage.Keys.entries(state, netuid).map(([[, uid], hotkey]) => ({ uid, hotkey }));
  const voters = hotkeys.map(({ uid, hotkey }) => ({
    hotkey,
    permitted: terms.validatorPermits[uid] ?? false,
    // The chain adds a neuron's stake up once a mechanism.
    stake: I64F64.fromInteger(I64F64.toInteger(stakes[uid] ?? 0n) * BigInt(count)),
  }));
  updateVotingPower(chain, netuid, voters);
  return hotkeys
    .map(({ uid, hotkey }) => ({
      uid,
      hotkey,
      incentive: terms.serverEmission[uid] ?? 0n,
      dividend: terms.validatorEmission[uid] ?? 0n,
    }))
    .sort((left, right) => left.uid - right.uid);
}

/** Everything that consensus on a mechanism of a subnet depends on, as stored now. `stakes` as I64F64 bits by uid. */
export function epochInput(
  chain: ChainView,
  netuid: number,
  emission: bigint,
  mecid = 0,
  stakes: readonly bigint[] = stakeWeights(chain.state, netuid).map(({ total }) => total),
): EpochInput {
  const { state, block } = chain;
  const index = mechanismIndex(netuid, mecid);
  const n = storage.SubnetworkN.get(state, netuid);
  const uids = Array.from({ length: n }, (_, uid) => uid);
  const [alphaLow, alphaHigh] = storage.AlphaValues.get(state, netuid);
  const commitBlocks = earliestCommits(chain, netuid, mecid);
  const lastStep = Number(storage.LastMechansimStepBlock.get(state, netuid));
  return {
    n,
    stakes,
    stakeThreshold: I64F64.fromInteger(storage.StakeThreshold.get(state)),
    block,
    activityCutoff: activityCutoff(state, netuid),
    lastUpdate: storage.LastUpdate.get(state, index).map(Number),
    blockAtRegistration: uids.map((uid) =>
      Number(storage.BlockAtRegistration.get(state, netuid, uid)),
    ),
    ...(commitBlocks === undefined ? {} : { commitBlocks }),
    validatorPermits: storage.ValidatorPermit.get(state, netuid),
    weights: uids.map((uid) => storage.Weights.get(state, index, uid)),
    bonds: uids.map((uid) => storage.Bonds.get(state, index, uid)),
    bondsSince: lastStep === 0 ? block - storage.Tempo.get(state, netuid) : lastStep + 1,
    ownerUid: ownerUid(state, netuid),
    emission,
    params: {
      yuma3: storage.Yuma3On.get(state, netuid),
      liquidAlpha: storage.LiquidAlphaOn.get(state, netuid),
      alphaLow,
      alphaHigh,
      steepness: storage.AlphaSigmoidSteepness.get(state, netuid),
      bondsMovingAverage: Number(storage.BondsMovingAverage.get(state, netuid)),
      bondsPenalty: storage.BondsPenalty.get(state, netuid),
      kappa: storage.Kappa.get(state, netuid),
      maxValidators: storage.MaxAllowedValidators.get(state, netuid),
    },
  };
}

function writeMechanism(chain: Chain, index: number, output: EpochOutput): void {
  storage.Incentive.put(chain.state, index, [...output.incentive]);
  const emissions = [...output.serverEmission];
  chain.deposit(event.IncentiveAlphaEmittedToMiners({ netuid: index, emissions }));
  output.bonds.forEach((row, uid) => {
    storage.Bonds.put(
      chain.state,
      index,
      uid,
      row.map(([to, bond]) => [to, bond]),
    );
  });
}

function writeTerms(state: State, netuid: number, terms: SubnetTerms): void {
  storage.Active.put(state, netuid, [...terms.active]);
  storage.Emission.put(state, netuid, [...terms.emission]);
  storage.Consensus.put(state, netuid, [...terms.consensus]);
  storage.Dividends.put(state, netuid, [...terms.dividends]);
  storage.ValidatorTrust.put(state, netuid, [...terms.validatorTrust]);
  storage.ValidatorPermit.put(state, netuid, [...terms.validatorPermits]);
  storage.StakeWeight.put(state, netuid, [...terms.stakeWeight]);
}
