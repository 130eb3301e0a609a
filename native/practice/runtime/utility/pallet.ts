import { dispatchError, type RuntimeCall } from "../../frame/context.ts";
import { definePallet } from "../../frame/pallet.ts";
import { u32, vec } from "../../scale/type.ts";
import { originCaller } from "../config-types.ts";
import { runtimeCall } from "../runtime-call.ts";

/** Calls in one batch, at most. */
export const BATCHED_CALLS_LIMIT = 10_922;

const BATCH_WEIGHT = 5_000_000n;
const batch = (index: number) => ({
  index,
  args: { calls: vec(runtimeCall.type) },
  typeNames: { calls: "Vec<<T as Config>::RuntimeCall>" },
  pays: true,
  weight: ({ calls }: { calls: RuntimeCall[] }, weightOf: (call: RuntimeCall) => bigint) =>
    calls.reduce((sum, call) => sum + weightOf(call), BATCH_WEIGHT),
});
const failure = { fields: { error: dispatchError }, typeNames: { error: "DispatchError" } };

/** The Utility pallet: several calls in one transaction. */
export const utility = definePallet({
  name: "Utility",
  index: 11,
  path: ["pallet_subtensor_utility", "pallet"],
  eventParameters: [],
  associatedTypes: { RuntimeCall: runtimeCall.type, PalletsOrigin: originCaller },
  storage: {},
  calls: { batch: batch(0), batch_all: batch(2), force_batch: batch(4) },
  events: {
    BatchInterrupted: {
      index: 0,
      fields: { index: u32, error: dispatchError },
      typeNames: { index: "u32", error: "DispatchError" },
    },
    BatchCompleted: { index: 1, fields: [] },
    BatchCompletedWithErrors: { index: 2, fields: [] },
    ItemCompleted: { index: 3, fields: [] },
    ItemFailed: { index: 4, ...failure },
  },
  errors: { TooManyCalls: 0, InvalidDerivedAccount: 1 },
  constants: { batched_calls_limit: { type: u32, value: BATCHED_CALLS_LIMIT } },
});
