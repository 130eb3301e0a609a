import { event, storage } from "../subtensor/pallet.ts";
import { setOwnerHotkey } from "./owner-hotkey.ts";
import { adminUtils } from "./pallet.ts";
import { byOwner, byRoot, check, ensureOpen, ensureSubnet } from "./rules.ts";

type Subnet<Name extends string, T> = Readonly<Record<Name, T>> & { readonly netuid: number };

/** What the calls do that nothing of this spec's economy reads any more, and those about a subnet's own keys. */
export const difficultyHandlers = {
  sudo_set_min_difficulty: byRoot((context, args: Subnet<"min_difficulty", bigint>) => {
    const { netuid, min_difficulty } = args;
    ensureOpen(context, netuid);
    ensureSubnet(context, netuid);
    storage.MinDifficulty.put(context.state, netuid, min_difficulty);
    context.deposit(event.MinDifficultySet(netuid, min_difficulty));
  }),
  sudo_set_max_difficulty: byOwner(
    "MaxDifficulty",
    (context, { netuid, max_difficulty }: Subnet<"max_difficulty", bigint>) => {
      ensureSubnet(context, netuid);
      storage.MaxDifficulty.put(context.state, netuid, max_difficulty);
      context.deposit(event.MaxDifficultySet(netuid, max_difficulty));
    },
  ),
  sudo_set_adjustment_interval: byRoot((context, args: Subnet<"adjustment_interval", number>) => {
    const { netuid, adjustment_interval } = args;
    ensureSubnet(context, netuid);
    storage.AdjustmentInterval.put(context.state, netuid, adjustment_interval);
    context.deposit(event.AdjustmentIntervalSet(netuid, adjustment_interval));
  }),
  sudo_set_adjustment_alpha: byOwner(
    "AdjustmentAlpha",
    (context, { netuid, adjustment_alpha }: Subnet<"adjustment_alpha", bigint>) => {
      ensureSubnet(context, netuid);
      storage.AdjustmentAlpha.put(context.state, netuid, adjustment_alpha);
      context.deposit(event.AdjustmentAlphaSet(netuid, adjustment_alpha));
    },
  ),
  // Whoever asks, as on finney.
  sudo_set_network_pow_registration_allowed(): void {
    adminUtils.fail("POWRegistrationDisabled");
  },
  sudo_set_target_registrations_per_interval: byRoot(
    (context, args: Subnet<"target_registrations_per_interval", number>) => {
      const { netuid, target_registrations_per_interval: target } = args;
      ensureOpen(context, netuid);
      ensureSubnet(context, netuid);
      storage.TargetRegistrationsPerInterval.put(context.state, netuid, target);
      context.deposit(event.RegistrationPerIntervalSet(netuid, target));
    },
  ),
  sudo_set_difficulty: byRoot((context, { netuid, difficulty }: Subnet<"difficulty", bigint>) => {
    ensureOpen(context, netuid);
    ensureSubnet(context, netuid);
    storage.Difficulty.put(context.state, netuid, difficulty);
    context.deposit(event.DifficultySet(netuid, difficulty));
  }),
  sudo_set_max_registrations_per_block: byRoot(
    (context, args: Subnet<"max_registrations_per_block", number>) => {
      const { netuid, max_registrations_per_block: most } = args;
      ensureOpen(context, netuid);
      ensureSubnet(context, netuid);
      storage.MaxRegistrationsPerBlock.put(context.state, netuid, most);
      context.deposit(event.MaxRegistrationsPerBlockSet(netuid, most));
    },
  ),
  sudo_set_rao_recycled: byRoot(
    (context, { netuid, rao_recycled }: Subnet<"rao_recycled", bigint>) => {
      ensureSubnet(context, netuid);
      storage.RAORecycledForRegistration.put(context.state, netuid, rao_recycled);
      context.deposit(event.RAORecycledForRegistrationSet(netuid, rao_recycled));
    },
  ),
  sudo_set_min_allowed_uids: byRoot(
    (context, { netuid, min_allowed_uids: least }: Subnet<"min_allowed_uids", number>) => {
      const { state } = context;
      ensureOpen(context, netuid);
      ensureSubnet(context, netuid);
      const most = storage.MaxAllowedUids.get(state, netuid);
      check(least < most, "MinAllowedUidsGreaterThanMaxAllowedUids");
      const present = storage.SubnetworkN.get(state, netuid);
      check(least < present, "MinAllowedUidsGreaterThanCurrentUids");
      storage.MinAllowedUids.put(state, netuid, least);
      context.deposit(event.MinAllowedUidsSet(netuid, least));
    },
  ),
  sudo_set_subnet_owner_hotkey: setOwnerHotkey,
  sudo_set_sn_owner_hotkey: setOwnerHotkey,
  sudo_set_min_childkey_take_per_subnet: byOwner(
    "MinChildkeyTake",
    (context, { netuid, take }: Subnet<"take", number>) => {
      const { state } = context;
      ensureSubnet(context, netuid);
      const inBounds =
        take >= storage.MinChildkeyTake.get(state) && take <= storage.MaxChildkeyTake.get(state);
      check(inBounds, "InvalidValue");
      storage.MinChildkeyTakePerSubnet.put(state, netuid, take);
      context.deposit(event.MinChildKeyTakePerSubnetSet(netuid, take));
    },
  ),
};
