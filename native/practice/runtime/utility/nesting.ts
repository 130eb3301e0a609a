import type { RuntimeCall } from "../../frame/context.ts";
import type { DispatchGuard } from "../../frame/dispatch.ts";
import { moduleFailure } from "../../frame/pallet.ts";
import { system } from "../system/pallet.ts";

/**
 * Refuses a batch that holds a batch itself. Deeper ones, as in a proxy call of a batch, are met when they are run. Source:
 * runtime/src/lib.rs, NoNestingCallFilter.
 */
export const nestingGuard: DispatchGuard = (_state, _account, call) => {
  const isNested = isBatch(call) && callsOf(call).some(isBatch);
  return isNested ? moduleFailure(system.spec, "CallFiltered").error : undefined;
};

function isBatch({ type, value }: RuntimeCall): boolean {
  return type === "Utility" && ["batch", "batch_all", "force_batch"].includes(value.type);
}

function callsOf({ value }: RuntimeCall): readonly RuntimeCall[] {
  return (value.value as { readonly calls: readonly RuntimeCall[] }).calls;
}
