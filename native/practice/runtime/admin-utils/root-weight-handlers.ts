import { ROOT } from "../subtensor/chain.ts";
import { storage } from "../subtensor/pallet.ts";
import { adminUtils } from "./pallet.ts";
import { byRoot } from "./rules.ts";

/** What the calls do that open root weights and bound how much one destination may have. Vectors that are stored stay. */
export const rootWeightHandlers = {
  sudo_set_root_weight_setting_enabled: byRoot(
    (context, { enabled }: { readonly enabled: boolean }) => {
      storage.RootWeightSettingEnabled.put(context.state, enabled);
      context.deposit(adminUtils.event.RootWeightSettingToggled({ enabled }));
    },
  ),
  sudo_set_root_weights_cap: byRoot((context, { cap }: { readonly cap: number }) => {
    storage.RootWeightsCap.put(context.state, ROOT, cap);
  }),
};
