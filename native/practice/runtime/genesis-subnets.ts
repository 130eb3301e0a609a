import { type Chain, ROOT } from "./subtensor/chain.ts";
import { storage } from "./subtensor/pallet.ts";
import { registerNetwork, startCall } from "./subtensor/subnets/subnets.ts";

/** Rao in a TAO, and units in an alpha. */
export const TAO = 1_000_000_000n;

/** The pool of the text-generation subnet: what its founder locks, and twice as much alpha, so that alpha starts at half a TAO. */
const POOL_TAO = 500_000n * TAO;
const POOL_ALPHA = 1_000_000n * TAO;
/** What the next subnet costs at least: finney's compiled minimum. */
const SUBNET_COST = 1_000n * TAO;
/** finney's live weight of root stake, 0.18 of 2^64. */
const TAO_WEIGHT = 3_320_413_933_267_719_290n;
/** Stake weight below which nobody weighs: what a miner earns in some minutes gives it no permit. finney's is 1,000 TAO. */
const STAKE_THRESHOLD = 100n * TAO;
/** Blocks between two weights or two announcements of one neuron; finney's defaults would be minutes of waiting here. */
const RATE_LIMIT = 5n;
const ROOT_SEATS = 64;
const ROOT_TEMPO = 100;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** The network whose stake is TAO. */
export function foundRoot({ state }: Chain): void {
  storage.NetworksAdded.put(state, ROOT, true);
  storage.TotalNetworks.mutate(state, (count) => count + 1);
  storage.MaxAllowedUids.put(state, ROOT, ROOT_SEATS);
  storage.MaxAllowedValidators.put(state, ROOT, ROOT_SEATS);
  storage.MinAllowedWeights.put(state, ROOT, 0);
  storage.Tempo.put(state, ROOT, ROOT_TEMPO);
  storage.NetworkRegistrationAllowed.put(state, ROOT, true);
  storage.SubtokenEnabled.put(state, ROOT, true);
  storage.TokenSymbol.put(state, ROOT, text("\u03a4"));
  // Open while block 0 is written; genesis closes it to the chain's pace afterwards.
  storage.MaxRegistrationsPerBlock.put(state, ROOT, ROOT_SEATS);
  storage.TargetRegistrationsPerInterval.put(state, ROOT, ROOT_SEATS);
  storage.RootWeightSettingEnabled.put(state, true);
  storage.TaoWeight.put(state, TAO_WEIGHT);
  storage.StakeThreshold.put(state, STAKE_THRESHOLD);
}

/** Subnet 1, started and emitting from block 1, with weights in the open. */
export function foundTextGeneration(
  chain: Chain,
  owner: { readonly coldkey: string; readonly hotkey: string },
  tempo: number,
): void {
  const { state } = chain;
  storage.NetworkLastLockCost.put(state, POOL_TAO);
  const netuid = registerNetwork(chain, owner.coldkey, owner.hotkey, {
    subnet_name: text("Text generation"),
    github_repo: text(""),
    subnet_contact: text(""),
    subnet_url: text(""),
    discord: text(""),
    description: text(
      "Language models answer; validators check every token against the same file.",
    ),
    logo_url: text(""),
    additional: text("practice"),
  });
  storage.NetworkLastLockCost.put(state, SUBNET_COST);
  storage.SubnetAlphaIn.put(state, netuid, POOL_ALPHA);
  storage.SubnetEmissionEnabled.put(state, netuid, true);
  // finney's older subnets keep the last average of a flow that nobody counts any more; bittensor 10 fails without one.
  storage.SubnetEmaTaoFlow.put(state, netuid, [0n, { bits: 0n }]);
  storage.Tempo.put(state, netuid, tempo);
  storage.LastEpochBlock.put(state, netuid, 0n);
  storage.CommitRevealWeightsEnabled.put(state, netuid, false);
  storage.WeightsSetRateLimit.put(state, netuid, RATE_LIMIT);
  storage.ServingRateLimit.put(state, netuid, RATE_LIMIT);
  // finney freezes parameters for the last 10 of 360 blocks; with a short tempo that would be most of the time.
  storage.AdminFreezeWindow.put(state, Math.min(10, Math.floor(tempo / 4)));
  startCall(chain, owner.coldkey, netuid);
}
