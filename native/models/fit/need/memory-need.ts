import type { Device } from "../../../api/hardware.ts";
import type { ModelShape } from "../../head/model-shape.ts";
import { passTokens, type RunPlan } from "../run-plan.ts";
import { type ByteRange, sumOf } from "./byte-range.ts";
import { layerCache } from "./cache-need.ts";
import { computeNeed } from "./compute-need.ts";

/** What a model needs while it runs, part by part, and in all. */
export interface MemoryNeed {
  readonly weights: ByteRange;
  readonly keyValue: ByteRange;
  readonly compute: ByteRange;
  readonly output: ByteRange;
  readonly overhead: ByteRange;
  /** What llama.cpp counts as its buffers: all but the overhead. Loads are compared with this. */
  readonly allocated: ByteRange;
  readonly total: ByteRange;
}

const MEBIBYTE = 2 ** 20;
const FLOAT = 4;

/**
 * Memory of a model in use, over all devices and main memory:
 *   weights  = bytes of all tensors; an embedding that serves as output too is on a GPU a second time
 *   cache    = as cache-need.ts has it, layer by layer
 *   compute, output = as compute-need.ts has them
 *   overhead = what a backend takes for itself, and the numbers of which tokens are chosen, once in main memory
 */
export function memoryNeed(shape: ModelShape, plan: RunPlan): MemoryNeed {
  const skipped = shape.layers.reduce((sum, layer) => sum + (layer.optional ? layer.bytes : 0), 0);
  const again = plan.backend !== "cpu" && shape.tied ? shape.embeddingBytes : 0;
  const weights = { low: shape.weightBytes - skipped, high: shape.weightBytes + again };
  const keyValue = sumOf(shape.layers.map((layer) => layerCache(shape, layer, plan)));
  const { compute, output } = computeNeed(shape, plan);
  const overhead = overheadNeed(shape, plan);
  const allocated = sumOf([weights, keyValue, compute, output]);
  const total = sumOf([allocated, overhead]);
  return { weights, keyValue, compute, output, overhead, allocated, total };
}

/** A row of the vocabulary for each sequence, at most for each token of a pass (scoring), and the backend's own. */
export function overheadNeed({ vocabulary }: ModelShape, plan: RunPlan): ByteRange {
  const backend = backendOverhead(plan.backend);
  return {
    low: backend.low + FLOAT * vocabulary * plan.sequences,
    high: backend.high + FLOAT * vocabulary * passTokens(plan, false),
  };
}

/** What a backend takes before any model is loaded. */
export function backendOverhead(backend: Device["backend"]): ByteRange {
  switch (backend) {
    case "cuda":
      return { low: 200 * MEBIBYTE, high: 600 * MEBIBYTE };
    case "vulkan":
    case "metal":
      return { low: 50 * MEBIBYTE, high: 300 * MEBIBYTE };
    case "cpu":
      return { low: 0, high: 32 * MEBIBYTE };
    default:
      return backend satisfies never;
  }
}
