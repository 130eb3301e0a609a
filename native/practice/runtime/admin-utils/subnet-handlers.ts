import { event, storage } from "../subtensor/pallet.ts";
import { adminUtils } from "./pallet.ts";
import { byOwner, byRoot, check, ensureOpen, ensureSubnet } from "./rules.ts";

type Subnet<Name extends string, T> = Readonly<Record<Name, T>> & { readonly netuid: number };

/** What the calls do that switch parts of a subnet's economy on or off. */
export const subnetHandlers = {
  sudo_set_toggle_transfer: byOwner(
    "TransferEnabled",
    (context, { netuid, toggle }: Subnet<"toggle", boolean>) => {
      storage.TransferToggle.put(context.state, netuid, toggle);
      context.deposit(event.TransferToggle(netuid, toggle));
    },
  ),
  sudo_set_recycle_or_burn: byOwner(
    "RecycleOrBurn",
    (context, args: Subnet<"recycle_or_burn", { type: "Burn" } | { type: "Recycle" }>) => {
      storage.RecycleOrBurn.put(context.state, args.netuid, args.recycle_or_burn);
    },
  ),
  sudo_set_ema_price_halving_period: byRoot(
    (context, { netuid, ema_halving }: Subnet<"ema_halving", bigint>) => {
      storage.EMAPriceHalvingBlocks.put(context.state, netuid, ema_halving);
    },
  ),
  sudo_set_subtoken_enabled: byRoot(
    (context, { netuid, subtoken_enabled }: Subnet<"subtoken_enabled", boolean>) => {
      ensureOpen(context, netuid);
      storage.SubtokenEnabled.put(context.state, netuid, subtoken_enabled);
    },
  ),
  sudo_set_owner_cut_enabled: byOwner(
    undefined,
    (context, { netuid, enabled }: Subnet<"enabled", boolean>) => {
      ensureSubnet(context, netuid);
      check(netuid !== 0, "NotPermittedOnRootSubnet");
      storage.OwnerCutEnabled.put(context.state, netuid, enabled);
    },
  ),
  sudo_set_owner_cut_auto_lock_enabled: byOwner(
    undefined,
    (context, { netuid, enabled }: Subnet<"enabled", boolean>) => {
      ensureSubnet(context, netuid);
      check(netuid !== 0, "NotPermittedOnRootSubnet");
      storage.OwnerCutAutoLockEnabled.put(context.state, netuid, enabled);
    },
  ),
  sudo_set_subnet_emission_enabled: byRoot(
    (context, { netuid, enabled }: Subnet<"enabled", boolean>) => {
      ensureSubnet(context, netuid);
      check(netuid !== 0, "NotPermittedOnRootSubnet");
      storage.SubnetEmissionEnabled.put(context.state, netuid, enabled);
      context.deposit(adminUtils.event.SubnetEmissionEnabledSet({ netuid, enabled }));
    },
  ),
};
