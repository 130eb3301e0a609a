import type { RuntimeCall } from "../../frame/context.ts";
import type { DispatchGuard } from "../../frame/dispatch.ts";
import { moduleFailure } from "../../frame/pallet.ts";
import { system } from "../system/pallet.ts";

/** The calls of a batch of any kind; undefined for any other call. */
export function batchedCalls({ type, value }: RuntimeCall): readonly RuntimeCall[] | undefined {
  if (type !== "Utility" || !BATCHES.has(value.type)) return undefined;
  return (value.value as { readonly calls: readonly RuntimeCall[] }).calls;
}

const BATCHES: ReadonlySet<string> = new Set(["batch", "batch_all", "force_batch"]);

/**
 * Refuses a batch that holds a batch itself. Deeper ones, as in a proxy call of a batch, are met when they are run. Source:
 * runtime/src/lib.rs, NoNestingCallFilter.
 */
export const nestingGuard: DispatchGuard = (_state, _account, call) => {
  const isNested = batchedCalls(call)?.some((inner) => batchedCalls(inner) !== undefined);
  return isNested ? moduleFailure(system.spec, "CallFiltered").error : undefined;
};
