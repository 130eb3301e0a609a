import { ensureRoomForUids } from "../subtensor/mechanisms/count.ts";
import { event, storage } from "../subtensor/pallet.ts";
import { adminUtils } from "./pallet.ts";
import { byOwner, byRoot, check, ensureSubnet } from "./rules.ts";

type Subnet<Name extends string, T> = Readonly<Record<Name, T>> & { readonly netuid: number };

/** Rao that the lowest price stays below, and that the highest one stays above. */
const HIGHEST_MINIMUM_BURN = 1_000_000_000n;
const LOWEST_MAXIMUM_BURN = 100_000_000n;
const MOST_UIDS = 256;
const LONGEST_HALF_LIFE = 36_100;
const MOST_IMMUNE_OWNER_UIDS = 10;
const ONE = 1n << 64n;

/** What the calls do that decide who may join a subnet, at which price, and who stays. */
export const registrationHandlers = {
  sudo_set_immunity_period: byOwner(
    "ImmunityPeriod",
    (context, { netuid, immunity_period }: Subnet<"immunity_period", number>) => {
      ensureSubnet(context, netuid);
      storage.ImmunityPeriod.put(context.state, netuid, immunity_period);
      context.deposit(event.ImmunityPeriodSet(netuid, immunity_period));
    },
  ),
  sudo_set_max_allowed_uids: byOwner(
    "MaxAllowedUids",
    (context, { netuid, max_allowed_uids }: Subnet<"max_allowed_uids", number>) => {
      const { state } = context;
      ensureSubnet(context, netuid);
      const fewest = storage.MinAllowedUids.get(state, netuid);
      check(max_allowed_uids >= fewest, "MaxAllowedUidsLessThanMinAllowedUids");
      const present = storage.SubnetworkN.get(state, netuid);
      check(present <= max_allowed_uids, "MaxAllowedUIdsLessThanCurrentUIds");
      check(max_allowed_uids <= MOST_UIDS, "MaxAllowedUidsGreaterThanDefaultMaxAllowedUids");
      ensureRoomForUids(max_allowed_uids, storage.MechanismCountCurrent.get(state, netuid));
      storage.MaxAllowedUids.put(state, netuid, max_allowed_uids);
      context.deposit(event.MaxAllowedUidsSet(netuid, max_allowed_uids));
    },
  ),
  sudo_set_network_registration_allowed: byRoot(
    (context, { netuid, registration_allowed }: Subnet<"registration_allowed", boolean>) => {
      storage.NetworkRegistrationAllowed.put(context.state, netuid, registration_allowed);
      context.deposit(event.RegistrationAllowed(netuid, registration_allowed));
    },
  ),
  sudo_set_min_burn: byOwner("MinBurn", (context, args: Subnet<"min_burn", bigint>) => {
    const { netuid, min_burn } = args;
    ensureSubnet(context, netuid);
    check(min_burn < HIGHEST_MINIMUM_BURN, "ValueNotInBounds");
    check(min_burn < storage.MaxBurn.get(context.state, netuid), "ValueNotInBounds");
    storage.MinBurn.put(context.state, netuid, min_burn);
    context.deposit(event.MinBurnSet(netuid, min_burn));
  }),
  sudo_set_max_burn: byOwner("MaxBurn", (context, args: Subnet<"max_burn", bigint>) => {
    const { netuid, max_burn } = args;
    ensureSubnet(context, netuid);
    check(max_burn > LOWEST_MAXIMUM_BURN, "ValueNotInBounds");
    check(max_burn > storage.MinBurn.get(context.state, netuid), "ValueNotInBounds");
    storage.MaxBurn.put(context.state, netuid, max_burn);
    context.deposit(event.MaxBurnSet(netuid, max_burn));
  }),
  sudo_set_burn_half_life: byOwner(
    "BurnHalfLife",
    (context, { netuid, burn_half_life }: Subnet<"burn_half_life", number>) => {
      ensureSubnet(context, netuid);
      check(netuid !== 0, "NotPermittedOnRootSubnet");
      check(burn_half_life > 0 && burn_half_life <= LONGEST_HALF_LIFE, "InvalidValue");
      storage.BurnHalfLife.put(context.state, netuid, burn_half_life);
      context.deposit(adminUtils.event.BurnHalfLifeSet({ netuid, burn_half_life }));
    },
  ),
  sudo_set_burn_increase_mult: byOwner(
    "BurnIncreaseMult",
    (context, args: Subnet<"burn_increase_mult", { bits: bigint }>) => {
      const { netuid, burn_increase_mult } = args;
      ensureSubnet(context, netuid);
      check(netuid !== 0, "NotPermittedOnRootSubnet");
      const { bits } = burn_increase_mult;
      check(bits >= ONE && bits <= 3n * ONE, "InvalidValue");
      storage.BurnIncreaseMult.put(context.state, netuid, burn_increase_mult);
      context.deposit(adminUtils.event.BurnIncreaseMultSet({ netuid, burn_increase_mult }));
    },
  ),
  sudo_set_owner_immune_neuron_limit: byOwner(
    "ImmuneNeuronLimit",
    (context, { netuid, immune_neurons }: Subnet<"immune_neurons", number>) => {
      const allowed = immune_neurons >= 1 && immune_neurons <= MOST_IMMUNE_OWNER_UIDS;
      check(allowed, "InvalidValue");
      storage.ImmuneOwnerUidsLimit.put(context.state, netuid, immune_neurons);
    },
  ),
  sudo_set_min_non_immune_uids: byRoot((context, { netuid, min }: Subnet<"min", number>) => {
    storage.MinNonImmuneUids.put(context.state, netuid, min);
    context.deposit(event.MinNonImmuneUidsSet(netuid, min));
  }),
  sudo_set_serving_rate_limit: byOwner(
    "ServingRateLimit",
    (context, { netuid, serving_rate_limit }: Subnet<"serving_rate_limit", bigint>) => {
      storage.ServingRateLimit.put(context.state, netuid, serving_rate_limit);
      context.deposit(event.ServingRateLimitSet(netuid, serving_rate_limit));
    },
  ),
};
