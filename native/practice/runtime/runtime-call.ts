import type { RuntimeCall } from "../frame/context.ts";
import { lateType } from "../scale/variant.ts";

/** RuntimeCall, bound by the composed runtime: batches and sudo carry calls of every pallet. */
export const runtimeCall = lateType<RuntimeCall>("RuntimeCall");
