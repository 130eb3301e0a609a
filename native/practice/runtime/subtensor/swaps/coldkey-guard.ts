import type { RuntimeCall } from "../../../frame/context.ts";
import type { DispatchGuard } from "../../../frame/dispatch.ts";
import { moduleFailure } from "../../../frame/pallet.ts";
import type { State } from "../../../frame/state.ts";
import { type SubtensorError, storage, subtensor } from "../pallet.ts";

/** What a coldkey may still do while its swap is announced. */
const ALLOWED: ReadonlySet<string> = new Set([
  "SubtensorModule.announce_coldkey_swap",
  "SubtensorModule.swap_coldkey_announced",
  "SubtensorModule.dispute_coldkey_swap",
  "SubtensorModule.clear_coldkey_swap_announcement",
  "MevShield.submit_encrypted",
]);

/**
 * Why an account whose coldkey swap is announced may not make a call: it waits for the swap, or, once disputed, for root.
 * Source: guards/check_coldkey_swap.rs.
 */
export function coldkeySwapRefusal(
  state: State,
  account: string,
  call: RuntimeCall,
): SubtensorError | undefined {
  if (!storage.ColdkeySwapAnnouncements.has(state, account)) return undefined;
  if (storage.ColdkeySwapDisputes.has(state, account)) return "ColdkeySwapDisputed";
  return ALLOWED.has(`${call.type}.${call.value.type}`) ? undefined : "ColdkeySwapAnnounced";
}

/** {@link coldkeySwapRefusal} at every call that is run, those inside batches and proxies too. */
export const coldkeySwapGuard: DispatchGuard = (state, account, call) => {
  const refusal = coldkeySwapRefusal(state, account, call);
  return refusal && moduleFailure(subtensor.spec, refusal).error;
};
