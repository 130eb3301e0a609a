import type { ModelShape } from "../head/model-shape.ts";
import type { Available } from "./available.ts";
import { type ByteRange, noBytes, sumOf } from "./byte-range.ts";
import { layerCache } from "./cache-need.ts";
import { computeNeed } from "./compute-need.ts";
import { backendOverhead, overheadNeed } from "./memory-need.ts";
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
  for (let gpuLayers = most; gpuLayers >= 0; gpuLayers--) {
    const holds = held(shape, plan, gpus, memory, padding, gpuLayers);
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

function usable({ freeBytes, reserveBytes }: Available): number {
  return Math.max(0, freeBytes - reserveBytes);
}

function held(
  shape: ModelShape,
  plan: RunPlan,
  gpus: readonly Available[],
  memory: Available,
  padding: Padding,
  gpuLayers: number,
): Placement["holds"] {
  const first = shape.layers.length + 1 - gpuLayers;
  const owners = Array.from({ length: gpuLayers }, (_, index) => ownerOf(index / gpuLayers, gpus));
  const owner = (layer: number): Available =>
    (layer < first ? undefined : owners[layer - first]) ?? memory;
  const places = gpuLayers === 0 ? [memory] : [...new Set(owners), memory];
  const learned = ({ low, high }: ByteRange): ByteRange => ({
    low: low * padding.low,
    high: high * padding.high,
  });
  return places.map((place) => {
    const own = shape.layers.filter((_, layer) => owner(layer) === place);
    const last = owner(shape.layers.length) === place;
    const buffers = sumOf([
      sumOf(own.map((layer) => ({ low: layer.optional ? 0 : layer.bytes, high: layer.bytes }))),
      sumOf(own.map((layer) => layerCache(shape, layer, plan))),
      outside(shape, place === memory, last),
      passBuffers(shape, plan, own.length > 0, last, gpus.length > 1 && place !== memory),
    ]);
    const backend = place === memory ? memoryOverhead(shape, plan) : backendOverhead(plan.backend);
    return { place, bytes: sumOf([learned(buffers), backend]) };
  });
}

/** What belongs to no layer: what looks tokens up, what chooses them, and the rest of the file. */
function outside(shape: ModelShape, isMemory: boolean, last: boolean): ByteRange {
  const layered = shape.layers.reduce((sum, { bytes }) => sum + bytes, 0);
  const rest = Math.max(0, shape.weightBytes - layered - shape.inputBytes - shape.outputBytes);
  const chosen = shape.outputBytes + (shape.tied && !isMemory ? shape.inputBytes : 0);
  const bytes = (isMemory ? shape.inputBytes : 0) + (last ? chosen + rest : 0);
  return { low: bytes, high: bytes };
}

function passBuffers(
  shape: ModelShape,
  plan: RunPlan,
  computes: boolean,
  last: boolean,
  several: boolean,
): ByteRange {
  const { compute, output } = computeNeed(shape, plan);
  if (!computes && !last) {
    // Main memory still hands the looked-up tokens over.
    return { low: 0, high: compute.high * 0.1 };
  }
  const copies = several ? PIPELINE_COPIES * 4 * shape.width * 512 : 0;
  const whole = sumOf([compute, last ? output : noBytes]);
  return { low: computes ? whole.low * 0.5 : 0, high: whole.high + copies };
}

function memoryOverhead(shape: ModelShape, plan: RunPlan): ByteRange {
  return overheadNeed(shape, { ...plan, backend: "cpu" });
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
