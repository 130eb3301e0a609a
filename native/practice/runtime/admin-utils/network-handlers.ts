import type { DispatchContext } from "../../frame/context.ts";
import { event, storage } from "../subtensor/pallet.ts";
import { clearSmallNominations } from "../subtensor/stake/unstaking.ts";
import { byRoot, check } from "./rules.ts";

type Value<Name extends string, T> = Readonly<Record<Name, T>>;

/** What the calls do that set something of the whole network. All of them are root's. */
export const networkHandlers = {
  sudo_set_default_take: byRoot((context, { default_take }: Value<"default_take", number>) => {
    storage.MaxDelegateTake.put(context.state, default_take);
    context.deposit(event.MaxDelegateTakeSet(default_take));
  }),
  sudo_set_min_delegate_take: byRoot((context, { take }: Value<"take", number>) => {
    storage.MinDelegateTake.put(context.state, take);
    context.deposit(event.MinDelegateTakeSet(take));
  }),
  sudo_set_tx_rate_limit: byRoot((context, { tx_rate_limit }: Value<"tx_rate_limit", bigint>) => {
    storage.TxRateLimit.put(context.state, tx_rate_limit);
    context.deposit(event.TxRateLimitSet(tx_rate_limit));
  }),
  sudo_set_tx_delegate_take_rate_limit: byRoot(
    (context, { tx_rate_limit }: Value<"tx_rate_limit", bigint>) => {
      storage.TxDelegateTakeRateLimit.put(context.state, tx_rate_limit);
      context.deposit(event.TxDelegateTakeRateLimitSet(tx_rate_limit));
    },
  ),
  sudo_set_subnet_owner_cut: byRoot(
    (context, { subnet_owner_cut }: Value<"subnet_owner_cut", number>) => {
      storage.SubnetOwnerCut.put(context.state, subnet_owner_cut);
      context.deposit(event.SubnetOwnerCutSet(subnet_owner_cut));
    },
  ),
  sudo_set_network_rate_limit: byRoot((context, { rate_limit }: Value<"rate_limit", bigint>) => {
    storage.NetworkRateLimit.put(context.state, rate_limit);
    context.deposit(event.NetworkRateLimitSet(rate_limit));
  }),
  sudo_set_network_immunity_period: byRoot(
    (context, { immunity_period }: Value<"immunity_period", bigint>) => {
      storage.NetworkImmunityPeriod.put(context.state, immunity_period);
      context.deposit(event.NetworkImmunityPeriodSet(immunity_period));
    },
  ),
  sudo_set_network_min_lock_cost: byRoot((context, { lock_cost }: Value<"lock_cost", bigint>) => {
    storage.NetworkMinLockCost.put(context.state, lock_cost);
    context.deposit(event.NetworkMinLockCostSet(lock_cost));
  }),
  sudo_set_lock_reduction_interval: byRoot((context, { interval }: Value<"interval", bigint>) => {
    storage.NetworkLockReductionInterval.put(context.state, interval);
    context.deposit(event.NetworkLockCostReductionIntervalSet(interval));
  }),
  sudo_set_stake_threshold: byRoot((context, { min_stake }: Value<"min_stake", bigint>) => {
    storage.StakeThreshold.put(context.state, min_stake);
    context.deposit(event.StakeThresholdSet(min_stake));
  }),
  sudo_set_nominator_min_required_stake: byRoot(
    (context, { min_stake }: Value<"min_stake", bigint>) => {
      const raised = min_stake > storage.NominatorMinRequiredStake.get(context.state);
      storage.NominatorMinRequiredStake.put(context.state, min_stake);
      if (raised) clearSmallNominations(context);
    },
  ),
  sudo_set_subnet_moving_alpha: byRoot(
    (context, { alpha }: Value<"alpha", { readonly bits: bigint }>) => {
      storage.SubnetMovingAlpha.put(context.state, alpha);
    },
  ),
  sudo_set_admin_freeze_window: byRoot((context, { window }: Value<"window", number>) => {
    storage.AdminFreezeWindow.put(context.state, window);
    context.deposit(event.AdminFreezeWindowSet(window));
  }),
  sudo_set_owner_hparam_rate_limit: byRoot((context, { epochs }: Value<"epochs", number>) => {
    storage.OwnerHyperparamRateLimit.put(context.state, epochs);
    context.deposit(event.OwnerHyperparamRateLimitSet(epochs));
  }),
  sudo_set_start_call_delay: byRoot((context, { delay }: Value<"delay", bigint>) => {
    storage.StartCallDelay.put(context.state, delay);
    context.deposit(event.StartCallDelaySet(delay));
  }),
  sudo_set_max_epochs_per_block: byRoot(
    (context: DispatchContext, args: Value<"max_epochs_per_block", number>) => {
      check(args.max_epochs_per_block >= 1, "ValueNotInBounds");
      storage.MaxEpochsPerBlock.put(context.state, args.max_epochs_per_block);
      context.deposit(event.MaxEpochsPerBlockSet(args.max_epochs_per_block));
    },
  ),
};
