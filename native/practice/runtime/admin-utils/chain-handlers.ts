import { auraStorage } from "../aura/pallet.ts";
import { evmChainId } from "../evm/chain-id.ts";
import { event, storage } from "../subtensor/pallet.ts";
import { adminUtils } from "./pallet.ts";
import type { Precompile } from "./precompile.ts";
import { byRoot, check } from "./rules.ts";

type Value<Name extends string, T> = Readonly<Record<Name, T>>;
type Bits = { readonly bits: bigint };

const ONE = 1n << 64n;

/** What the calls do that set something of the chain itself, of its EVM, its flows and its delays. */
export const chainHandlers = {
  swap_authorities: byRoot((context, args: Value<"new_authorities", string[]>) => {
    // Aura does not take an empty list.
    if (args.new_authorities.length > 0)
      auraStorage.Authorities.put(context.state, args.new_authorities);
  }),
  // Whoever asks, as on finney: what is issued is what the books say.
  sudo_set_total_issuance(): void {
    adminUtils.fail("Deprecated");
  },
  sudo_set_subnet_limit: byRoot((context, { max_subnets }: Value<"max_subnets", number>) => {
    storage.SubnetLimit.put(context.state, max_subnets);
    context.deposit(event.SubnetLimitSet(max_subnets));
  }),
  sudo_set_dissolve_network_schedule_duration: byRoot(
    (context, { duration }: Value<"duration", number>) => {
      storage.DissolveNetworkScheduleDuration.put(context.state, duration);
      context.deposit(event.DissolveNetworkScheduleDurationSet(duration));
    },
  ),
  sudo_set_evm_chain_id: byRoot((context, { chain_id }: Value<"chain_id", bigint>) => {
    evmChainId.storage.ChainId.put(context.state, chain_id);
  }),
  // There is no Grandpa here whose voters could change: the one maker of blocks finalizes them (docs/decisions/007).
  schedule_grandpa_change: byRoot(() => adminUtils.fail("Deprecated")),
  sudo_toggle_evm_precompile: byRoot(
    (context, args: { readonly precompile_id: Precompile; readonly enabled: boolean }) => {
      const { precompile_id, enabled } = args;
      const { PrecompileEnable } = adminUtils.storage;
      if (PrecompileEnable.get(context.state, precompile_id) === enabled) return;
      PrecompileEnable.put(context.state, precompile_id, enabled);
      context.deposit(adminUtils.event.PrecompileUpdated({ precompile_id, enabled }));
    },
  ),
  sudo_set_ck_burn: byRoot((context, { burn }: Value<"burn", bigint>) => {
    storage.CKBurn.put(context.state, burn);
  }),
  sudo_set_tao_flow_cutoff: byRoot((context, { flow_cutoff }: Value<"flow_cutoff", Bits>) => {
    storage.TaoFlowCutoff.put(context.state, flow_cutoff);
  }),
  sudo_set_tao_flow_normalization_exponent: byRoot(
    (context, { exponent }: Value<"exponent", Bits>) => {
      check(exponent.bits >= ONE && exponent.bits <= 2n * ONE, "InvalidValue");
      storage.FlowNormExponent.put(context.state, exponent);
    },
  ),
  sudo_set_tao_flow_smoothing_factor: byRoot(
    (context, { smoothing_factor }: Value<"smoothing_factor", bigint>) => {
      storage.FlowEmaSmoothingFactor.put(context.state, smoothing_factor);
    },
  ),
  sudo_set_net_tao_flow_enabled: byRoot((context, { enabled }: Value<"enabled", boolean>) => {
    storage.NetTaoFlowEnabled.put(context.state, enabled);
  }),
  sudo_set_coldkey_swap_announcement_delay: byRoot(
    (context, { duration }: Value<"duration", number>) => {
      storage.ColdkeySwapAnnouncementDelay.put(context.state, duration);
      context.deposit(event.ColdkeySwapAnnouncementDelaySet(duration));
    },
  ),
  sudo_set_coldkey_swap_reannouncement_delay: byRoot(
    (context, { duration }: Value<"duration", number>) => {
      storage.ColdkeySwapReannouncementDelay.put(context.state, duration);
      context.deposit(event.ColdkeySwapReannouncementDelaySet(duration));
    },
  ),
};
