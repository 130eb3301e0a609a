import { type DispatchContext, ensureRoot } from "../../frame/context.ts";
import { ensure, event, storage } from "../subtensor/pallet.ts";
import { isTooSoonForVersionKey, noteVersionKey } from "../subtensor/weights/version-key.ts";
import { adminUtils } from "./pallet.ts";
import { byOwner, byRoot, check, ensureOpen, ensureSubnet } from "./rules.ts";

type Subnet<Name extends string, T> = Readonly<Record<Name, T>> & { readonly netuid: number };

/** The most that an owner may slow bonds down to, of a million. */
const HIGHEST_OWNER_AVERAGE = 975_000n;
/** Epochs from a commit to its reveal. */
const LONGEST_REVEAL_PERIOD = 100n;
/** A fortieth of 65535: neither end of liquid alpha may be lower. */
const LOWEST_ALPHA = 1_638;

/** What the calls do that set how weights are given and how Yuma reads them. */
export const consensusHandlers = {
  sudo_set_weights_version_key: byOwner(
    undefined,
    (context, { netuid, weights_version_key }: Subnet<"weights_version_key", bigint>) => {
      const { origin } = context;
      const owner = origin.kind === "signed" ? origin.account : undefined;
      const early = owner !== undefined && isTooSoonForVersionKey(context, owner, netuid);
      ensure(!early, "TxRateLimitExceeded");
      ensureSubnet(context, netuid);
      if (owner !== undefined) noteVersionKey(context, owner, netuid);
      storage.WeightsVersionKey.put(context.state, netuid, weights_version_key);
      context.deposit(event.WeightsVersionKeySet(netuid, weights_version_key));
    },
  ),
  sudo_set_weights_set_rate_limit: byRoot(
    (context, { netuid, weights_set_rate_limit }: Subnet<"weights_set_rate_limit", bigint>) => {
      ensureSubnet(context, netuid);
      storage.WeightsSetRateLimit.put(context.state, netuid, weights_set_rate_limit);
      context.deposit(event.WeightsSetRateLimitSet(netuid, weights_set_rate_limit));
    },
  ),
  sudo_set_min_allowed_weights: byOwner(
    "MinAllowedWeights",
    (context, { netuid, min_allowed_weights }: Subnet<"min_allowed_weights", number>) => {
      ensureSubnet(context, netuid);
      storage.MinAllowedWeights.put(context.state, netuid, min_allowed_weights);
      context.deposit(event.MinAllowedWeightSet(netuid, min_allowed_weights));
    },
  ),
  sudo_set_commit_reveal_weights_enabled: byOwner(
    "CommitRevealEnabled",
    (context, { netuid, enabled }: Subnet<"enabled", boolean>) => {
      ensureSubnet(context, netuid);
      storage.CommitRevealWeightsEnabled.put(context.state, netuid, enabled);
      context.deposit(event.CommitRevealEnabled(netuid, enabled));
    },
  ),
  sudo_set_commit_reveal_weights_interval: byOwner(
    "WeightCommitInterval",
    (context, { netuid, interval }: Subnet<"interval", bigint>) => {
      ensureSubnet(context, netuid);
      ensure(interval <= LONGEST_REVEAL_PERIOD, "RevealPeriodTooLarge");
      ensure(interval >= 1n, "RevealPeriodTooSmall");
      storage.RevealPeriodEpochs.put(context.state, netuid, interval);
      context.deposit(event.CommitRevealPeriodsSet(netuid, interval));
    },
  ),
  sudo_set_commit_reveal_version: byRoot((context, { version }: { readonly version: number }) => {
    storage.CommitRevealWeightsVersion.put(context.state, version);
    context.deposit(event.CommitRevealVersionSet(version));
  }),
  sudo_set_kappa: byRoot((context, { netuid, kappa }: Subnet<"kappa", number>) => {
    ensureSubnet(context, netuid);
    storage.Kappa.put(context.state, netuid, kappa);
    context.deposit(event.KappaSet(netuid, kappa));
  }),
  sudo_set_rho: byOwner("Rho", (context, { netuid, rho }: Subnet<"rho", number>) => {
    ensureSubnet(context, netuid);
    storage.Rho.put(context.state, netuid, rho);
  }),
  sudo_set_activity_cutoff: byOwner(
    "ActivityCutoff",
    (context, { netuid, activity_cutoff }: Subnet<"activity_cutoff", number>) => {
      ensureSubnet(context, netuid);
      const least = storage.MinActivityCutoff.get(context.state);
      ensure(activity_cutoff >= least, "ActivityCutoffTooLow");
      storage.ActivityCutoff.put(context.state, netuid, activity_cutoff);
      context.deposit(event.ActivityCutoffSet(netuid, activity_cutoff));
    },
  ),
  sudo_set_max_allowed_validators: byRoot(
    (context, args: Subnet<"max_allowed_validators", number>) => {
      const { netuid, max_allowed_validators } = args;
      ensureOpen(context, netuid);
      ensureSubnet(context, netuid);
      const uids = storage.MaxAllowedUids.get(context.state, netuid);
      check(max_allowed_validators <= uids, "MaxValidatorsLargerThanMaxUIds");
      storage.MaxAllowedValidators.put(context.state, netuid, max_allowed_validators);
      context.deposit(event.MaxAllowedValidatorsSet(netuid, max_allowed_validators));
    },
  ),
  sudo_set_bonds_moving_average: byOwner(
    "BondsMovingAverage",
    (context, { netuid, bonds_moving_average }: Subnet<"bonds_moving_average", bigint>) => {
      const bounded = context.origin.kind === "signed";
      const tooSlow = bounded && bonds_moving_average > HIGHEST_OWNER_AVERAGE;
      check(!tooSlow, "BondsMovingAverageMaxReached");
      ensureSubnet(context, netuid);
      storage.BondsMovingAverage.put(context.state, netuid, bonds_moving_average);
      context.deposit(event.BondsMovingAverageSet(netuid, bonds_moving_average));
    },
  ),
  sudo_set_bonds_penalty: byOwner(
    "BondsPenalty",
    (context, { netuid, bonds_penalty }: Subnet<"bonds_penalty", number>) => {
      ensureSubnet(context, netuid);
      storage.BondsPenalty.put(context.state, netuid, bonds_penalty);
      context.deposit(event.BondsPenaltySet(netuid, bonds_penalty));
    },
  ),
  sudo_set_liquid_alpha_enabled: byOwner(
    "LiquidAlphaEnabled",
    (context, { netuid, enabled }: Subnet<"enabled", boolean>) => {
      storage.LiquidAlphaOn.put(context.state, netuid, enabled);
    },
  ),
  sudo_set_alpha_values: byOwner(
    "AlphaValues",
    (context, args: { netuid: number; alpha_low: number; alpha_high: number }) => {
      const { netuid, alpha_low, alpha_high } = args;
      ensure(storage.LiquidAlphaOn.get(context.state, netuid), "LiquidAlphaDisabled");
      ensure(alpha_high >= LOWEST_ALPHA, "AlphaHighTooLow");
      ensure(alpha_low >= LOWEST_ALPHA && alpha_low <= alpha_high, "AlphaLowOutOfRange");
      storage.AlphaValues.put(context.state, netuid, [alpha_low, alpha_high]);
    },
  ),
  sudo_set_alpha_sigmoid_steepness: byOwner(
    "AlphaSigmoidSteepness",
    (context: DispatchContext, { netuid, steepness }: Subnet<"steepness", number>) => {
      ensureSubnet(context, netuid);
      check(context.origin.kind === "root" || steepness >= 0, "NegativeSigmoidSteepness");
      storage.AlphaSigmoidSteepness.put(context.state, netuid, steepness);
    },
  ),
  sudo_set_yuma3_enabled: byOwner(
    "Yuma3Enabled",
    (context, { netuid, enabled }: Subnet<"enabled", boolean>) => {
      storage.Yuma3On.put(context.state, netuid, enabled);
      context.deposit(adminUtils.event.Yuma3EnableToggled({ netuid, enabled }));
    },
  ),
  sudo_set_bonds_reset_enabled: byOwner(
    "BondsResetEnabled",
    (context, { netuid, enabled }: Subnet<"enabled", boolean>) => {
      storage.BondsResetOn.put(context.state, netuid, enabled);
      context.deposit(event.BondsResetOnSet(netuid, enabled));
      context.deposit(adminUtils.event.BondsResetToggled({ netuid, enabled }));
    },
  ),
  sudo_set_tempo(context: DispatchContext, { netuid, tempo }: Subnet<"tempo", number>): void {
    ensureRoot(context);
    ensureOpen(context, netuid);
    ensureSubnet(context, netuid);
    storage.Tempo.put(context.state, netuid, tempo);
    context.deposit(event.TempoSet(netuid, tempo));
    storage.LastEpochBlock.put(context.state, netuid, BigInt(context.block));
  },
};
