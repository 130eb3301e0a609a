import { ensureRoot, ensureSigned } from "../../../frame/context.ts";
import type { keyCalls } from "../declaration/calls-keys.ts";
import { event, fail } from "../pallet.ts";
import {
  announceColdkeySwap,
  chargeColdkeySwap,
  clearColdkeySwap,
  disputeColdkeySwap,
  forgetColdkeySwap,
  swapAnnouncedColdkey,
} from "../swaps/coldkey-announcements.ts";
import { swapColdkey } from "../swaps/coldkey-swap.ts";
import { swapHotkey } from "../swaps/hotkey-swap.ts";
import type { Handlers } from "./handlers.ts";

/** What the calls that swap keys do. */
export const keyHandlers: Handlers<typeof keyCalls> = {
  swap_hotkey(context, { hotkey, new_hotkey, netuid }) {
    const coldkey = ensureSigned(context);
    swapHotkey(context, { coldkey, from: hotkey, to: new_hotkey, keepStake: false }, netuid);
  },
  swap_hotkey_v2(context, { hotkey, new_hotkey, netuid, keep_stake }) {
    const coldkey = ensureSigned(context);
    swapHotkey(context, { coldkey, from: hotkey, to: new_hotkey, keepStake: keep_stake }, netuid);
  },
  swap_coldkey(context, { old_coldkey, new_coldkey, swap_cost }) {
    ensureRoot(context);
    if (swap_cost > 0n) chargeColdkeySwap(context, old_coldkey, swap_cost);
    swapColdkey(context, old_coldkey, new_coldkey);
    forgetColdkeySwap(context, old_coldkey);
  },
  schedule_swap_coldkey() {
    fail("Deprecated");
  },
  announce_coldkey_swap(context, { new_coldkey_hash }) {
    announceColdkeySwap(context, ensureSigned(context), new_coldkey_hash);
  },
  swap_coldkey_announced(context, { new_coldkey }) {
    swapAnnouncedColdkey(context, ensureSigned(context), new_coldkey);
  },
  dispute_coldkey_swap(context) {
    disputeColdkeySwap(context, ensureSigned(context));
  },
  reset_coldkey_swap(context, { coldkey }) {
    ensureRoot(context);
    forgetColdkeySwap(context, coldkey);
    context.deposit(event.ColdkeySwapReset({ who: coldkey }));
  },
  clear_coldkey_swap_announcement(context) {
    clearColdkeySwap(context, ensureSigned(context));
  },
};
