import { I64F64 } from "../../../protocol/fixed-point.ts";
import { runEpoch } from "../../../protocol/yuma/epoch.ts";
import type { EpochInput, EpochOutput } from "../../../protocol/yuma/epoch-terms.ts";
import type { State } from "../../frame/state.ts";
import type { Chain, ChainView } from "./chain.ts";
import { earliestCommits } from "./commits-epoch.ts";
import { activityCutoff } from "./epoch-clock.ts";
import { ownerUid } from "./neurons.ts";
import { event, storage } from "./pallet.ts";
import { stakeWeights } from "./stake-weight.ts";
import { updateVotingPower } from "./voting-average.ts";

/** What one epoch gives to a neuron, in alpha units. */
export interface NeuronEmission {
  readonly uid: number;
  readonly hotkey: string;
  readonly incentive: bigint;
  readonly dividend: bigint;
}

/**
 * Runs Yuma over a subnet with `emission` alpha units for miners and validators together, and writes what it decides.
 * The event IncentiveAlphaEmittedToMiners names every miner's alpha by uid. Source: epoch/run_epoch.rs.
 */
export function epochOf(chain: Chain, netuid: number, emission: bigint): NeuronEmission[] {
  const { state } = chain;
  const input = epochInput(chain, netuid, emission);
  const output = runEpoch(input);
  storage.Incentive.put(state, netuid, [...output.incentive]);
  chain.deposit(
    event.IncentiveAlphaEmittedToMiners({ netuid, emissions: [...output.serverEmission] }),
  );
  output.bonds.forEach((row, uid) => {
    storage.Bonds.put(
      state,
      netuid,
      uid,
      row.map(([to, bond]) => [to, bond]),
    );
  });
  writeTerms(state, netuid, output);
  const voters = storage.Keys.entries(state, netuid).map(([[, uid], hotkey]) => ({
    hotkey,
    permitted: output.validatorPermits[uid] ?? false,
    stake: input.stakes[uid] ?? 0n,
  }));
  updateVotingPower(chain, netuid, voters);
  return storage.Keys.entries(state, netuid)
    .map(([[, uid], hotkey]) => ({
      uid,
      hotkey,
      incentive: output.serverEmission[uid] ?? 0n,
      dividend: output.validatorEmission[uid] ?? 0n,
    }))
    .sort((left, right) => left.uid - right.uid);
}

/** Everything that consensus on a subnet depends on, as stored now. */
export function epochInput(chain: ChainView, netuid: number, emission: bigint): EpochInput {
  const { state, block } = chain;
  const n = storage.SubnetworkN.get(state, netuid);
  const uids = Array.from({ length: n }, (_, uid) => uid);
  const [alphaLow, alphaHigh] = storage.AlphaValues.get(state, netuid);
  const commitBlocks = earliestCommits(chain, netuid);
  const lastStep = Number(storage.LastMechansimStepBlock.get(state, netuid));
  return {
    n,
    stakes: stakeWeights(state, netuid).map(({ total }) => total),
    stakeThreshold: I64F64.fromInteger(storage.StakeThreshold.get(state)),
    block,
    activityCutoff: activityCutoff(state, netuid),
    lastUpdate: storage.LastUpdate.get(state, netuid).map(Number),
    blockAtRegistration: uids.map((uid) =>
      Number(storage.BlockAtRegistration.get(state, netuid, uid)),
    ),
    ...(commitBlocks === undefined ? {} : { commitBlocks }),
    validatorPermits: storage.ValidatorPermit.get(state, netuid),
    weights: uids.map((uid) => storage.Weights.get(state, netuid, uid)),
    bonds: uids.map((uid) => storage.Bonds.get(state, netuid, uid)),
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

function writeTerms(state: State, netuid: number, output: EpochOutput): void {
  storage.Active.put(state, netuid, [...output.active]);
  storage.Emission.put(state, netuid, [...output.emission]);
  storage.Consensus.put(state, netuid, [...output.consensus]);
  storage.Dividends.put(state, netuid, [...output.dividends]);
  storage.ValidatorTrust.put(state, netuid, [...output.validatorTrust]);
  storage.ValidatorPermit.put(state, netuid, [...output.validatorPermits]);
  storage.StakeWeight.put(state, netuid, [...output.stakeWeight]);
}
