import type { DispatchContext, DispatchOutcome, RuntimeCall } from "../../frame/context.ts";
import { benchmarked } from "../system/weight.ts";

type WeightOf = (call: RuntimeCall) => bigint;

/** Picoseconds of a batch of so many calls, without the calls. */
export const batchWeights = {
  batch: (calls: number): bigint => benchmarked(19_446_696 + 5_450_264 * calls, 2, 0),
  batch_all: (calls: number): bigint => benchmarked(13_428_230 + 5_663_250 * calls, 2, 0),
  force_batch: (calls: number): bigint => benchmarked(12_134_867 + 5_477_293 * calls, 2, 0),
} as const;

/**
 * Picoseconds of the calls that carry others, without what they carry. Source: pallets/utility/src/weights.rs of subtensor; a derived
 * account's own reading and writing is added as its lib.rs adds it.
 */
export const carrierWeights = {
  as_derivative: benchmarked(15_378_000, 3, 1),
  dispatch_as: benchmarked(6_893_000, 0, 0),
  dispatch_as_fallible: benchmarked(7_113_000, 0, 0),
  if_else: benchmarked(21_831_000, 2, 0),
} as const;

/** What a batch announces: itself and all of its calls. */
export function batchWeight(
  kind: keyof typeof batchWeights,
): (args: { calls: readonly RuntimeCall[] }, weightOf: WeightOf) => bigint {
  return ({ calls }, weightOf) =>
    calls.reduce((sum, call) => sum + weightOf(call), batchWeights[kind](calls.length));
}

/** What a call that was run weighed in the end: never more than it announced. FRAME's `extract_actual_weight`. */
export function weighed(
  context: DispatchContext,
  call: RuntimeCall,
  outcome: DispatchOutcome,
): bigint {
  const announced = context.weightOf(call);
  const { weight = announced } = (outcome.ok && outcome.actual) || {};
  const saves = weight < announced;
  return saves ? weight : announced;
}
