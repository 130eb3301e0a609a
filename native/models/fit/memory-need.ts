import type { Device, HardwareReport } from "../../api/hardware.ts";
import type { ModelShape } from "../catalogue/model-facts.ts";

/** Bytes that a thing takes, as far as a formula can tell: at least and at most. */
export interface ByteRange {
  readonly low: number;
  readonly high: number;
}

/** What a model needs while it runs, part by part, and in all. */
export interface MemoryNeed {
  readonly weights: ByteRange;
  readonly keyValue: ByteRange;
  readonly compute: ByteRange;
  readonly output: ByteRange;
  readonly overhead: ByteRange;
  readonly total: ByteRange;
}

/** How a model would be run. `contextSize` is per sequence, in tokens. */
export interface RunShape {
  readonly contextSize: number;
  readonly sequences: number;
  readonly backend: Device["backend"];
}

/** Tokens that llama.cpp computes in one pass. */
const MICRO_BATCH = 512;
const HALF = 2;
const FLOAT = 4;
const MEBIBYTE = 2 ** 20;
/** The context is padded to this many tokens. */
const PADDING = 256;
/** Share of a GPU's memory that is left to the display and to other programs. */
const GPU_RESERVE = 0.06;

/**
 * Memory of a model in use, without flash attention and with an F16 cache (home-gpu notes, after gguf-parser-go):
 *   weights  = bytes of all tensors; at best the input embedding stays in main memory
 *   cache    = layers * tokens * kv heads * (key + value length) * 2; a sliding window at best bounds the tokens
 *   compute  = mask 2*kv*batch, scores 4*kv*batch*heads, activations 4*width*batch, feed-forward 4*hidden*batch:
 *              at best buffers are reused and the largest remains, at worst all are there at once
 *   output   = 4 * vocabulary * rows, of one row a sequence at best and of a whole batch at worst
 *   overhead = what the backend takes for itself
 */
export function memoryNeed(shape: ModelShape, run: RunShape): MemoryNeed {
  const batch = Math.min(MICRO_BATCH, run.contextSize);
  const padded = Math.ceil(run.contextSize / PADDING) * PADDING;
  const perToken =
    shape.layers * shape.keyValueHeads * (shape.keyLength + shape.valueLength) * HALF;
  const seen = Math.min(run.contextSize, shape.window ?? run.contextSize);
  const parts = (cells: number): readonly number[] => [
    HALF * cells * batch,
    FLOAT * cells * batch * shape.heads,
    FLOAT * shape.width * batch,
    FLOAT * shape.hidden * batch,
  ];
  const weights = {
    low: shape.weightBytes - (run.backend === "cpu" ? 0 : shape.inputEmbeddingBytes),
    high: shape.weightBytes,
  };
  const keyValue = {
    low: perToken * seen * run.sequences,
    high: perToken * padded * run.sequences,
  };
  const compute = {
    low: Math.max(...parts(run.contextSize)),
    high: parts(padded * run.sequences).reduce((sum, part) => sum + part, 0),
  };
  const output = {
    low: FLOAT * shape.vocabulary * run.sequences,
    high: FLOAT * shape.vocabulary * Math.max(batch, run.sequences),
  };
  const overhead = backendOverhead(run.backend);
  const all = [weights, keyValue, compute, output, overhead];
  const total = {
    low: all.reduce((sum, { low }) => sum + low, 0),
    high: all.reduce((sum, { high }) => sum + high, 0),
  };
  return { weights, keyValue, compute, output, overhead, total };
}

/** What a backend takes before any model is loaded. */
function backendOverhead(backend: Device["backend"]): ByteRange {
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

/**
 * Bytes that a model may take: on GPUs what others do not use, less a reserve, over all cards, since llama.cpp splits
 * layers; on the CPU what the system has free. What Hearth itself holds now counts as free.
 */
export function availableBytes(hardware: HardwareReport): number {
  const gpus = hardware.devices.filter(({ kind }) => kind === "gpu");
  if (gpus.length === 0) {
    const held = hardware.devices.reduce((sum, { memory }) => sum + memory.hearthBytes, 0);
    return Math.min(hardware.memory.totalBytes, hardware.memory.freeBytes + held);
  }
  return gpus.reduce((sum, { memory }) => {
    const others = Math.max(0, memory.usedBytes - memory.hearthBytes);
    return sum + Math.max(0, memory.totalBytes * (1 - GPU_RESERVE) - others);
  }, 0);
}

/** The backend that models would run on. */
export function runBackend(hardware: HardwareReport): Device["backend"] {
  return hardware.devices.find(({ kind }) => kind === "gpu")?.backend ?? "cpu";
}
