import type { Device } from "../../api/hardware.ts";
import type { CacheType, RunShape } from "../../api/models.ts";

/** How a model would be run: in the contract's words, and on what. */
export interface RunPlan extends RunShape {
  readonly backend: Device["backend"];
  /** Scores and softmax in one step; the engine has it off unless the cache's type needs it. */
  readonly flashAttention?: boolean;
}

/** What the node does unless told: llama.cpp's own cache, four requests at once. */
export const usualRun: RunShape = { contextSize: 4096, sequences: 4, cacheType: "f16" };

/** Tokens that llama.cpp computes in one pass, as the engine sets it. */
const MICRO_BATCH = 512;
/** Cells of a sequence's cache come in multiples of this. */
const PADDING = 256;

/** Bytes of one number in the cache: 32 numbers share the scale of a quantised block. */
export const cacheBytes: Readonly<Record<CacheType, number>> = {
  f16: 2,
  q8_0: 34 / 32,
  q4_0: 18 / 32,
};

/** True where attention runs without a score for every pair of tokens in memory. llama.cpp quantises values only so. */
export function usesFlashAttention(plan: RunPlan): boolean {
  return plan.flashAttention ?? plan.cacheType !== "f16";
}

/** Tokens of one sequence as llama.cpp rounds them. */
export function paddedContext({ contextSize }: RunPlan): number {
  return padded(contextSize);
}

/** Tokens of one pass. One more where layers look through a window (node-llama-cpp's margin). */
export function passTokens(plan: RunPlan, windowed: boolean): number {
  return Math.max(Math.min(MICRO_BATCH, plan.contextSize), plan.sequences) + (windowed ? 1 : 0);
}

/** Cells that one sequence has in a layer which looks back `window` tokens. */
export function windowCells(plan: RunPlan, window: number): number {
  return padded(Math.min(paddedContext(plan), window + passTokens(plan, true)));
}

function padded(tokens: number): number {
  return Math.ceil(tokens / PADDING) * PADDING;
}
