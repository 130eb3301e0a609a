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
 * (home-gpu notes 5.2). Of it is reached 0.3 to 0.6 (same source); what was measured elsewhere lies within
 * (test/unit/models/fit/prefill.test.ts): ten cards of NVIDIA, AMD's at a fifth to three fifths through Vulkan, Apple's, which have
 * no matrix units to be kept busy, at 0.5 to 0.9.
 * Undefined where the arithmetic of a place is unknown, and for models of which no such figure holds: a mixture of experts, whose
 * experts share a pass in small groups, and layers with a state, which are read one token after another.
 */
export function prefillSpeed(
  shape: ModelShape,
  parameters: number,
  places: readonly ComputingPlace[],
): PrefillSpeed | undefined {
  const uneven = shape.experts !== undefined || shape.layers.some((layer) => layer.stateBytes > 0);
  const reading = places.filter(({ share }) => share > 0);
  if (uneven || parameters <= 0 || reading.length === 0) return undefined;
  const work = 2 * parameters;
  let [slowest, fastest, bare] = [0, 0, 0];
  for (const { share, flops, vendor, backend } of reading) {
    const reached = reachedShare(vendor, backend);
    if (flops === undefined || reached === undefined) return undefined;
    slowest += (share * work) / (reached.low * flops.low);
    fastest += (share * work) / (reached.high * flops.high);
    bare += share / flops.high;
  }
  const first = reading[0];
  const reached = first && reachedShare(first.vendor, first.backend);
  if (reached === undefined) return undefined;
  return { prefill: { low: 1 / slowest, high: 1 / fastest }, flops: 1 / bare, reached };
}

function reachedShare(vendor: Vendor, backend: Device["backend"]): SpeedRange | undefined {
  switch (vendor) {
    case "nvidia":
    case "amd":
      return { low: backend === "cuda" ? 0.3 : 0.2, high: 0.6 };
    case "apple":
      return { low: 0.5, high: 0.9 };
    case "intel":
    case "other":
      return undefined;
    default:
      return vendor satisfies never;
  }
}
