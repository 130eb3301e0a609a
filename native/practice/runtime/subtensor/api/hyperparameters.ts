import { I32F32 } from "../../../../protocol/fixed-point.ts";
import type { State } from "../../../frame/state.ts";
import type { ValueOf } from "../../../scale/type.ts";
import { activityCutoff } from "../epoch/epoch-clock.ts";
import { storage } from "../pallet.ts";
import type {
  hyperparamEntry,
  subnetHyperparams,
  subnetHyperparamsV2,
} from "./types-hyperparameters.ts";

type Entry = ValueOf<typeof hyperparamEntry>;

/** A subnet's parameters as the first version of the API tells them. */
export function hyperparameters(
  state: State,
  netuid: number,
): ValueOf<typeof subnetHyperparams> | undefined {
  if (!storage.NetworksAdded.get(state, netuid)) return undefined;
  const [alpha_low, alpha_high] = storage.AlphaValues.get(state, netuid);
  return {
    rho: storage.Rho.get(state, netuid),
    kappa: storage.Kappa.get(state, netuid),
    immunity_period: storage.ImmunityPeriod.get(state, netuid),
    min_allowed_weights: storage.MinAllowedWeights.get(state, netuid),
    max_weights_limit: storage.MaxWeightsLimit.get(state, netuid),
    tempo: storage.Tempo.get(state, netuid),
    min_difficulty: storage.MinDifficulty.get(state, netuid),
    max_difficulty: storage.MaxDifficulty.get(state, netuid),
    weights_version: storage.WeightsVersionKey.get(state, netuid),
    weights_rate_limit: storage.WeightsSetRateLimit.get(state, netuid),
    adjustment_interval: storage.AdjustmentInterval.get(state, netuid),
    activity_cutoff: BigInt(activityCutoff(state, netuid)),
    registration_allowed: storage.NetworkRegistrationAllowed.get(state, netuid),
    target_regs_per_interval: storage.TargetRegistrationsPerInterval.get(state, netuid),
    min_burn: storage.MinBurn.get(state, netuid),
    max_burn: storage.MaxBurn.get(state, netuid),
    bonds_moving_avg: storage.BondsMovingAverage.get(state, netuid),
    max_regs_per_block: storage.MaxRegistrationsPerBlock.get(state, netuid),
    serving_rate_limit: storage.ServingRateLimit.get(state, netuid),
    max_validators: storage.MaxAllowedValidators.get(state, netuid),
    adjustment_alpha: storage.AdjustmentAlpha.get(state, netuid),
    difficulty: storage.Difficulty.get(state, netuid),
    commit_reveal_period: storage.RevealPeriodEpochs.get(state, netuid),
    commit_reveal_weights_enabled: storage.CommitRevealWeightsEnabled.get(state, netuid),
    alpha_high,
    alpha_low,
    liquid_alpha_enabled: storage.LiquidAlphaOn.get(state, netuid),
  };
}

/** A subnet's parameters as the second version of the API tells them. */
export function hyperparametersV2(
  state: State,
  netuid: number,
): ValueOf<typeof subnetHyperparamsV2> | undefined {
  const first = hyperparameters(state, netuid);
  return first && { ...first, ...switches(state, netuid) };
}

/** A subnet's parameters as a list of names and values, as the third version of the API tells them. */
export function hyperparametersV3(state: State, netuid: number): Entry[] | undefined {
  const all = hyperparametersV2(state, netuid);
  if (all === undefined) return undefined;
  const u16 = (name: string, value: number) => entry(name, { type: "U16", value });
  const u64 = (name: string, value: bigint) => entry(name, { type: "U64", value });
  const tao = (name: string, value: bigint) => entry(name, { type: "TaoBalance", value });
  const flag = (name: string, value: boolean) => entry(name, { type: "Bool", value });
  const cutoff = storage.ActivityCutoffFactorMilli.get(state, netuid);
  const multiplier = storage.BurnIncreaseMult.get(state, netuid);
  return [
    u16("kappa", all.kappa),
    u16("immunity_period", all.immunity_period),
    u16("min_allowed_weights", all.min_allowed_weights),
    u16("max_weights_limit", all.max_weights_limit),
    u16("tempo", all.tempo),
    u64("weights_version", all.weights_version),
    u64("weights_rate_limit", all.weights_rate_limit),
    u64("activity_cutoff", all.activity_cutoff),
    entry("activity_cutoff_factor", { type: "U32", value: cutoff }),
    flag("registration_allowed", all.registration_allowed),
    u16("target_regs_per_interval", all.target_regs_per_interval),
    tao("min_burn", all.min_burn),
    tao("max_burn", all.max_burn),
    u16("burn_half_life", storage.BurnHalfLife.get(state, netuid)),
    entry("burn_increase_mult", { type: "U64F64", value: multiplier }),
    u64("bonds_moving_avg", all.bonds_moving_avg),
    u16("max_regs_per_block", all.max_regs_per_block),
    u64("serving_rate_limit", all.serving_rate_limit),
    u16("max_validators", all.max_validators),
    u64("commit_reveal_period", all.commit_reveal_period),
    flag("commit_reveal_weights_enabled", all.commit_reveal_weights_enabled),
    u16("alpha_high", all.alpha_high),
    u16("alpha_low", all.alpha_low),
    flag("liquid_alpha_enabled", all.liquid_alpha_enabled),
    entry("alpha_sigmoid_steepness", { type: "I32F32", value: all.alpha_sigmoid_steepness }),
    u16("yuma_version", all.yuma_version),
    flag("subnet_is_active", all.subnet_is_active),
    flag("transfers_enabled", all.transfers_enabled),
    flag("bonds_reset_enabled", all.bonds_reset_enabled),
    flag("user_liquidity_enabled", all.user_liquidity_enabled),
    flag("owner_cut_enabled", storage.OwnerCutEnabled.get(state, netuid)),
    flag("owner_cut_auto_lock_enabled", storage.OwnerCutAutoLockEnabled.get(state, netuid)),
    u16("min_childkey_take", storage.MinChildkeyTakePerSubnet.get(state, netuid)),
  ];
}

function switches(state: State, netuid: number) {
  const steepness = BigInt(storage.AlphaSigmoidSteepness.get(state, netuid));
  return {
    alpha_sigmoid_steepness: { bits: I32F32.fromInteger(steepness) },
    yuma_version: storage.Yuma3On.get(state, netuid) ? 3 : 2,
    subnet_is_active: storage.SubtokenEnabled.get(state, netuid),
    transfers_enabled: storage.TransferToggle.get(state, netuid),
    bonds_reset_enabled: storage.BondsResetOn.get(state, netuid),
    // Nobody but the protocol provides liquidity since the Balancer pools.
    user_liquidity_enabled: false,
  };
}

function entry(name: string, value: Entry["value"]): Entry {
  return { name: new TextEncoder().encode(name), value };
}
