import type { DispatchContext } from "../../frame/context.ts";
import { u16, u32 } from "../../scale/type.ts";
import { setActivityCutoffFactor } from "../subtensor/subnets/owner-calls.ts";

/** Calls of AdminUtils that came after 424 and do what a call of SubtensorModule does here. Source: pallets/admin-utils of spec 468. */
export const laterCalls = {
  sudo_set_activity_cutoff_factor: {
    index: 97,
    args: { netuid: u16, factor_milli: u32 },
    typeNames: { netuid: "NetUid", factor_milli: "u32" },
    pays: true,
    weight: 414_193_000n,
  },
} as const;

/** What they do: the checks are those of the call that 424 has. */
export const laterHandlers = {
  sudo_set_activity_cutoff_factor: (
    context: DispatchContext,
    { netuid, factor_milli }: { readonly netuid: number; readonly factor_milli: number },
  ): void => setActivityCutoffFactor(context, netuid, factor_milli),
};
