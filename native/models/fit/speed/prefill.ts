import type { Device } from "../../../api/hardware.ts";
import type { ModelShape } from "../../head/model-shape.ts";
import type { SpeedRange, Vendor } from "./speed.ts";

/** A place that reads part of a prompt's layers: the share of them that lies there, and its arithmetic. */
export interface ComputingPlace {
  /** 0..1 of the model's layers. */
  readonly share: number;
  /** Floating point operations per second in half precision, at least and at most by the name; absent where unknown. */
  readonly flops: SpeedRange | undefined;
  readonly vendor: Vendor;
  readonly backend: Device["backend"];
}

/** The estimate, with what went into it. */
export interface PrefillSpeed {
  /** Tokens per second of reading some hundred tokens. */
  readonly prefill: SpeedRange;
  /** Operations per second of all places together, by what they read. */
  readonly flops: number;
  /** Share of them that is reached. */
  readonly reached: SpeedRange;
}

/**
 * Speed of reading a prompt: tokens/s = reached * FLOPS / (2 * parameters), since each weight takes a product and a sum for each token
 * (home-gpu notes 5.2). What is reached of it is `reachedShare`; parameters are those that a token passes through.
 * Undefined where the arithmetic of a place is unknown, and for layers with a state, which are read one token after another.
 */
export function prefillSpeed(
  shape: ModelShape,
  parameters: number,
  places: readonly ComputingPlace[],
): PrefillSpeed | undefined {
  const hasState = shape.layers.some((layer) => layer.stateBytes > 0);
  const experts = shape.experts !== undefined;
  const reading = places.filter(({ share }) => share > 0);
  if (hasState || parameters <= 0 || reading.length === 0) return undefined;
  const work = 2 * parameters;
  let [slowest, fastest, bare] = [0, 0, 0];
  for (const { share, flops, vendor, backend } of reading) {
    const reached = reachedShare(vendor, backend, experts);
    if (flops === undefined || reached === undefined) return undefined;
    slowest += (share * work) / (reached.low * flops.low);
    fastest += (share * work) / (reached.high * flops.high);
    bare += share / flops.high;
  }
  const first = reading[0];
  const reached = first && reachedShare(first.vendor, first.backend, experts);
  if (reached === undefined) return undefined;
  return { prefill: { low: 1 / slowest, high: 1 / fastest }, flops: 1 / bare, reached };
}

/**
 * Share of the table's FLOPS that reading some hundred tokens reached where others measured it (test/unit/models/fit/prefill.test.ts has
 * each with its source), with room on both sides:
 *   NVIDIA   0.3 to 0.6 through CUDA, ten cards; a little less through Vulkan
 *   AMD      0.2 to 0.6 through Vulkan
 *   Apple    0.5 to 1: no matrix units to be kept busy, and kernels that got better since 2024
 *   Intel    0.04 to 0.6 through Vulkan: the same card reads three times as fast with Windows' driver as with Linux'
 * Experts share a pass in small groups, of which the weights are read for few tokens each: a third of that and less.
 */
function reachedShare(
  vendor: Vendor,
  backend: Device["backend"],
  experts: boolean,
): SpeedRange | undefined {
  switch (vendor) {
    case "nvidia":
      if (experts) return { low: 0.08, high: 0.3 };
      return { low: backend === "cuda" ? 0.3 : 0.2, high: 0.6 };
    case "amd":
      return experts ? { low: 0.05, high: 0.35 } : { low: 0.2, high: 0.6 };
    case "apple":
      return experts ? { low: 0.2, high: 0.7 } : { low: 0.5, high: 1 };
    case "intel":
      return experts ? { low: 0.02, high: 0.3 } : { low: 0.04, high: 0.6 };
    case "other":
      return undefined;
    default:
      return vendor satisfies never;
  }
}
