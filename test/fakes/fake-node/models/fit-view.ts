import type { CacheType, ModelFit, RunShape } from "../../../../native/api/models.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const cacheBytes: Record<CacheType, number> = { f16: 2, q8_0: 1.0625, q4_0: 0.5625 };

/** The fake's GPUs as the fit sees them. */
const gpus = [
  { id: "gpu-0", name: "NVIDIA GeForce RTX 4090", freeBytes: 22.3 * GIB, reserveBytes: 0.8 * GIB },
  { id: "gpu-1", name: "NVIDIA GeForce RTX 3060", freeBytes: 11.8 * GIB, reserveBytes: 0.3 * GIB },
] as const;

/** What the fit needs of a model. */
export interface Weighty {
  readonly sizeBytes: number;
  readonly layers: number;
  readonly cacheNumbers: number;
  readonly contextLength: number;
  /** Share of the weights read for one token; below 1 for a mixture of experts. */
  readonly activeShare: number;
  /** Loads of this very model here: they turn the interval narrow. */
  readonly loads: number;
}

/** How a model is run unless a person says otherwise. */
export function usualRun(model: Weighty): RunShape {
  return { contextSize: Math.min(8192, model.contextLength), sequences: 4, cacheType: "f16" };
}

/** Parts, verdict and speed of one model in one shape on the fake's two GPUs. */
export function fitView(model: Weighty, run: RunShape): ModelFit {
  const tokens = run.contextSize * run.sequences;
  const cache = Math.round(tokens * model.cacheNumbers * cacheBytes[run.cacheType]);
  const range = (low: number, high: number) => ({ low: Math.round(low), high: Math.round(high) });
  const parts = {
    weights: range(model.sizeBytes * 0.985, model.sizeBytes),
    keyValue: range(cache, cache * 1.02 + 4 * MIB),
    compute: range(60 * MIB + model.sizeBytes * 0.02, 180 * MIB + model.sizeBytes * 0.05),
    output: range(2 * MIB, 32 * MIB),
    overhead: range(200 * MIB, 600 * MIB),
  };
  const sum = (end: "low" | "high"): number =>
    Object.values(parts).reduce((total, part) => total + part[end], 0);
  const basis = model.loads > 3 ? "learned" : "formula";
  const total =
    basis === "learned"
      ? range(sum("low") * 1.01, sum("high") * 0.95)
      : range(sum("low"), sum("high"));
  const room = gpus.reduce((all, gpu) => all + gpu.freeBytes - gpu.reserveBytes, 0);
  const verdict = total.high <= room ? "fits" : total.low <= room * 1.6 ? "partly" : "too-large";
  const share = Math.min(1, room / total.high);
  const gpuLayers = verdict === "fits" ? model.layers : Math.floor(model.layers * share * 0.9);
  let left = { ...total };
  const devices = gpus.map((gpu) => {
    const most = gpu.freeBytes - gpu.reserveBytes;
    const holds = range(Math.min(left.low, most), Math.min(left.high, most));
    left = range(left.low - holds.low, left.high - holds.high);
    return {
      id: gpu.id,
      name: gpu.name,
      holds,
      freeBytes: Math.round(gpu.freeBytes),
      reserveBytes: Math.round(gpu.reserveBytes),
    };
  });
  const bandwidth = verdict === "fits" ? 1.008e12 : 7.2e10;
  const read = model.sizeBytes * model.activeShare;
  const speed = (efficiency: number): number => 1 / (read / (bandwidth * efficiency) + 0.0006);
  return {
    verdict,
    run,
    parts,
    total,
    basis,
    loads: model.loads,
    devices,
    gpuLayers,
    layers: model.layers,
    ...(verdict !== "too-large" && {
      speed: {
        decode: { low: speed(0.52), high: speed(0.78) },
        prefill: { low: speed(0.52) * 18, high: speed(0.78) * 31 },
        basis: model.loads > 0 ? ("measured" as const) : ("formula" as const),
        bandwidth,
        efficiency: 0.65,
        secondsPerToken: 0.0006,
        ...(model.loads === 0 && verdict === "fits"
          ? { flops: 3.3e14, reached: { low: 0.3, high: 0.6 } }
          : {}),
      },
    }),
  };
}
