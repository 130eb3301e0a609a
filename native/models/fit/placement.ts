import type { ModelShape } from "../head/model-shape.ts";
import type { Available } from "./available.ts";
import { type ByteRange, noBytes, sumOf } from "./need/byte-range.ts";
import { layerCache } from "./need/cache-need.ts";
import { computeNeed } from "./need/compute-need.ts";
import { backendOverhead, overheadNeed } from "./need/memory-need.ts";
import type { RunPlan } from "./run-plan.ts";

/** Where a model's parts would lie. */
export interface Placement {
  readonly verdict: "fits" | "partly" | "too-large";
  /** What each GPU would hold, and main memory last where it holds anything. */
  readonly holds: readonly { readonly place: Available; readonly bytes: ByteRange }[];
  /** As llama.cpp counts: the output is the last layer. */
  readonly gpuLayers: number;
  readonly layers: number;
}

/** How much more (or less) than the formula says loads here took, at both ends; 1 where nothing was learned. */
export interface Padding {
  readonly low: number;
  readonly high: number;
}

/** Inputs are there four times where several GPUs work on different passes at once. */
const PIPELINE_COPIES = 4;
/** Share of a pass's buffers that main memory keeps while GPUs compute: tokens looked up, and masks. */
const HANDED_OVER = 0.1;

/**
 * As many layers on the GPUs as certainly fit, the last ones first, as llama.cpp places them: the output goes with the last
 * layer, what looks tokens up stays in main memory, and several GPUs take layers in proportion to what is free on them.
 */
export function placeModel(
  shape: ModelShape,
  plan: RunPlan,
  gpus: readonly Available[],
  memory: Available,
  padding: Padding = { low: 1, high: 1 },
): Placement {
  const layers = shape.layers.length + 1;
  const most = gpus.length === 0 ? 0 : layers;
  const parts = partsOf(shape, plan, padding);
  const first = gpus.length === 1 ? mostOnOne(parts, gpus, memory) : most;
  for (let gpuLayers = first; gpuLayers >= 0; gpuLayers--) {
    const holds = held(parts, gpus, memory, gpuLayers);
    const onGpus = holds.filter(({ place }) => place !== memory);
    if (gpuLayers > 0 && !onGpus.every(({ place, bytes }) => bytes.high <= usable(place))) continue;
    const shared = holds.filter(({ place }) => place.shared);
    const ofMemory = sumOf(shared.map(({ bytes }) => bytes)).high;
    if (ofMemory > usable(memory)) {
      // Fewer layers on GPUs would need only more of it.
      return { verdict: "too-large", holds, gpuLayers, layers };
    }
    return { verdict: gpuLayers === most ? "fits" : "partly", holds, gpuLayers, layers };
  }
  throw new Error("no layers on GPUs always places");
}

/** With one GPU more layers always take more of it, so that halving finds the most. */
function mostOnOne(parts: Parts, gpus: readonly Available[], memory: Available): number {
  const fits = (gpuLayers: number): boolean =>
    held(parts, gpus, memory, gpuLayers).every(
      ({ place, bytes }) => place === memory || bytes.high <= usable(place),
    );
  let [least, most] = [0, parts.layers.length + 1];
  if (fits(most)) return most;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (fits(middle)) least = middle;
    else most = middle;
  }
  return least;
}

function usable({ freeBytes, reserveBytes }: Available): number {
  return Math.max(0, freeBytes - reserveBytes);
}

/** What is the same however many layers lie where. */
interface Parts {
  readonly shape: ModelShape;
  /** Weights and cache of each layer. */
  readonly layers: readonly ByteRange[];
  readonly compute: ByteRange;
  readonly output: ByteRange;
  readonly memoryOverhead: ByteRange;
  readonly gpuOverhead: ByteRange;
  readonly padding: Padding;
}

function partsOf(shape: ModelShape, plan: RunPlan, padding: Padding): Parts {
  const layers = shape.layers.map((layer) =>
    sumOf([
      { low: layer.optional ? 0 : layer.bytes, high: layer.bytes },
      layerCache(shape, layer, plan),
    ]),
  );
  return {
    ...{ shape, layers, padding, ...computeNeed(shape, plan) },
    memoryOverhead: overheadNeed(shape, { ...plan, backend: "cpu" }),
    gpuOverhead: backendOverhead(plan.backend),
  };
}

function held(
  parts: Parts,
  gpus: readonly Available[],
  memory: Available,
  gpuLayers: number,
): Placement["holds"] {
  const { shape, layers, padding } = parts;
  const first = layers.length + 1 - gpuLayers;
  const owners = Array.from({ length: gpuLayers }, (_, index) => ownerOf(index / gpuLayers, gpus));
  const owner = (layer: number): Available =>
    (layer < first ? undefined : owners[layer - first]) ?? memory;
  const places = [...new Set(owners), memory];
  return places.map((place) => {
    const isMemory = place === memory;
    const own = layers.filter((_, layer) => owner(layer) === place);
    const last = owner(layers.length) === place;
    const buffers = sumOf([
      ...own,
      outside(shape, isMemory, last),
      passBuffers(parts, own.length > 0, last, gpus.length > 1 && !isMemory),
    ]);
    const learned = { low: buffers.low * padding.low, high: buffers.high * padding.high };
    const backend = isMemory ? parts.memoryOverhead : parts.gpuOverhead;
    return { place, bytes: sumOf([learned, backend]) };
  });
}

/** What belongs to no layer: what looks tokens up, what chooses them, and the rest of the file. */
function outside(shape: ModelShape, isMemory: boolean, last: boolean): ByteRange {
  const layered = shape.layers.reduce((sum, { bytes }) => sum + bytes, 0);
  const rest = Math.max(0, shape.weightBytes - layered - shape.inputBytes - shape.outputBytes);
  const chosen = shape.outputBytes + (shape.tied && !isMemory ? shape.embeddingBytes : 0);
  const bytes = (isMemory ? shape.inputBytes : 0) + (last ? chosen + rest : 0);
  return { low: bytes, high: bytes };
}

function passBuffers(
  { shape, compute, output }: Parts,
  computes: boolean,
  last: boolean,
  several: boolean,
): ByteRange {
  // Main memory still hands the looked-up tokens over.
  if (!computes && !last) return { low: 0, high: compute.high * HANDED_OVER };
  const copies = several ? PIPELINE_COPIES * 4 * shape.width * 512 : 0;
  const whole = sumOf([compute, last ? output : noBytes]);
  return { low: computes ? whole.low / 2 : 0, high: whole.high + copies };
}

/** The GPU of a layer at this share of the offloaded ones, by llama.cpp's rule: running sums of what is free. */
function ownerOf(share: number, gpus: readonly Available[]): Available {
  const free = gpus.reduce((sum, { freeBytes }) => sum + freeBytes, 0);
  let sum = 0;
  for (const gpu of gpus) {
    sum += gpu.freeBytes;
    if (free > 0 && share < sum / free) return gpu;
  }
  return gpus.at(-1) as Available;
}
