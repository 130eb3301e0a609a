import { dispatchError, dispatchResult, type RuntimeCall } from "../../frame/context.ts";
import { definePallet } from "../../frame/pallet.ts";
import { weight } from "../../scale/substrate.ts";
import { u16, u32, vec } from "../../scale/type.ts";
import { originCaller } from "../config-types.ts";
import { runtimeCall } from "../runtime-call.ts";
import { batchWeight, type batchWeights, carrierWeights } from "./weights.ts";

/** Calls in one batch, at most. */
export const BATCHED_CALLS_LIMIT = 10_922;

type PaysOf = (call: RuntimeCall) => boolean;

const batch = (index: number, kind: keyof typeof batchWeights) => ({
  index,
  args: { calls: vec(runtimeCall.type) },
  typeNames: { calls: "Vec<<T as Config>::RuntimeCall>" },
  // Free where all of it is.
  pays: ({ calls }: { calls: readonly RuntimeCall[] }, paysOf: PaysOf) => calls.some(paysOf),
  weight: batchWeight(kind),
});
const boxed = "Box<<T as Config>::RuntimeCall>";
const carrying =
  (own: bigint) =>
  ({ call }: { call: RuntimeCall }, weightOf: (call: RuntimeCall) => bigint): bigint =>
    own + weightOf(call);
const asOrigin = (index: number, own: bigint) => ({
  index,
  args: { as_origin: originCaller, call: runtimeCall.type },
  typeNames: { as_origin: "Box<T::PalletsOrigin>", call: boxed },
  pays: true,
  weight: carrying(own),
});
const failure = { fields: { error: dispatchError }, typeNames: { error: "DispatchError" } };

/** The Utility pallet: several calls in one transaction, and calls in another name. */
export const utility = definePallet({
  name: "Utility",
  index: 11,
  path: ["pallet_subtensor_utility", "pallet"],
  eventParameters: [],
  associatedTypes: { RuntimeCall: runtimeCall.type, PalletsOrigin: originCaller },
  storage: {},
  calls: {
    batch: batch(0, "batch"),
    as_derivative: {
      index: 1,
      args: { index: u16, call: runtimeCall.type },
      typeNames: { index: "u16", call: boxed },
      pays: true,
      weight: carrying(carrierWeights.as_derivative),
    },
    batch_all: batch(2, "batch_all"),
    dispatch_as: asOrigin(3, carrierWeights.dispatch_as),
    force_batch: batch(4, "force_batch"),
    with_weight: {
      index: 5,
      args: { call: runtimeCall.type, weight },
      typeNames: { call: boxed, weight: "Weight" },
      pays: true,
      weight: (args: { weight: { ref_time: bigint } }) => args.weight.ref_time,
    },
    if_else: {
      index: 6,
      args: { main: runtimeCall.type, fallback: runtimeCall.type },
      typeNames: { main: boxed, fallback: boxed },
      pays: true,
      weight: (
        { main, fallback }: { main: RuntimeCall; fallback: RuntimeCall },
        weightOf: (call: RuntimeCall) => bigint,
      ) => carrierWeights.if_else + weightOf(main) + weightOf(fallback),
    },
    dispatch_as_fallible: asOrigin(7, carrierWeights.dispatch_as_fallible),
  },
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
    DispatchedAs: {
      index: 5,
      fields: { result: dispatchResult },
      typeNames: { result: "DispatchResult" },
    },
    IfElseMainSuccess: { index: 6, fields: [] },
    IfElseFallbackCalled: {
      index: 7,
      fields: { main_error: dispatchError },
      typeNames: { main_error: "DispatchError" },
    },
  },
  errors: { TooManyCalls: 0, InvalidDerivedAccount: 1 },
  constants: { batched_calls_limit: { type: u32, value: BATCHED_CALLS_LIMIT } },
});
