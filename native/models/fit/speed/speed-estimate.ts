import type { Device, HardwareReport } from "../../../api/hardware.ts";
import type { ModelFit } from "../../../api/models.ts";
import type { ModelShape } from "../../head/model-shape.ts";
import { quantile } from "../learned/learned-padding.ts";
import type { SeenSpeed } from "../learned/machine-store.ts";
import type { Placement } from "../placement.ts";
import type { RunPlan } from "../run-plan.ts";
import { findCard } from "./gpu-table.ts";
import { type ComputingPlace, prefillSpeed } from "./prefill.ts";
import {
  bytesPerToken,
  formulaSpeed,
  type ReadingPlace,
  type SpeedRange,
  vendorOf,
} from "./speed.ts";

/** What the estimate knows of the computer; bytes per second of main memory where they were measured. */
export interface SpeedMachine {
  readonly hardware: HardwareReport;
  readonly memoryBandwidth?: SpeedRange | undefined;
}

/**
 * How fast a model answers here: as it did before, or else by the formulas where the bandwidth of every place is known. `parameters`
 * are those that a token passes through; without them, and where not all is on GPUs, reading a prompt has no estimate.
 */
export function estimateSpeed(
  shape: ModelShape,
  plan: RunPlan,
  placed: Placement,
  machine: SpeedMachine,
  seen: readonly SeenSpeed[],
  parameters?: number,
): ModelFit["speed"] {
  const decode = seenRange(seen, "decode");
  const prefill = seenRange(seen, "prefill");
  const read = prefill === undefined ? {} : { prefill };
  if (decode !== undefined) return { decode, ...read, basis: "measured" };
  if (placed.verdict === "too-large") return undefined;
  const { hardware, memoryBandwidth } = machine;
  const speedWith = (end: "low" | "high") =>
    formulaSpeed(readingPlaces(shape, plan, placed, hardware, end, memoryBandwidth?.[end] ?? 0));
  const formula = speedWith("low");
  const fastest = speedWith("high");
  if (formula === undefined || fastest === undefined) return undefined;
  const between = { low: formula.decode.low, high: fastest.decode.high };
  const reading =
    prefill !== undefined || parameters === undefined || placed.verdict !== "fits"
      ? undefined
      : prefillSpeed(shape, parameters, computingPlaces(placed, hardware));
  return { ...formula, decode: between, ...read, ...reading, basis: "formula" };
}

/** The middle four fifths of what was seen. */
function seenRange(seen: readonly SeenSpeed[], kind: SeenSpeed["kind"]): SpeedRange | undefined {
  const speeds = seen
    .filter((speed) => speed.kind === kind)
    .map(({ tokensPerSecond }) => tokensPerSecond);
  if (speeds.length === 0) return undefined;
  return { low: quantile(speeds, 0.1), high: quantile(speeds, 0.9) };
}

/** The bytes that a token reads in each place, shared out as the model's bytes are. */
function readingPlaces(
  shape: ModelShape,
  plan: RunPlan,
  placed: Placement,
  hardware: HardwareReport,
  end: "low" | "high",
  memory: number,
): readonly ReadingPlace[] {
  const all = bytesPerToken(shape, plan);
  const onGpus = placed.layers === 0 ? 0 : placed.gpuLayers / placed.layers;
  const gpus = placed.holds.filter(({ place }) => place.backend !== "cpu");
  const held = gpus.reduce((sum, { bytes }) => sum + bytes.high, 0);
  const places: ReadingPlace[] = gpus.map(({ place, bytes }) => {
    const device = hardware.devices.find(({ id }) => id === place.id);
    return {
      bytes: held === 0 ? 0 : all * onGpus * (bytes.high / held),
      bandwidth: bandwidthOf(device, end),
      vendor: device === undefined ? "other" : vendorOf(device),
    };
  });
  const rest = all * (1 - onGpus);
  return rest === 0 ? places : [...places, { bytes: rest, bandwidth: memory, vendor: "other" }];
}

/** The layers' shares and the arithmetic of the GPUs that hold a model; none where there is no GPU. */
function computingPlaces(
  placed: Placement,
  { devices }: HardwareReport,
): readonly ComputingPlace[] {
  const gpus = placed.holds.filter(({ place }) => place.backend !== "cpu");
  const held = gpus.reduce((sum, { bytes }) => sum + bytes.high, 0);
  return gpus.map(({ place, bytes }) => {
    const device = devices.find(({ id }) => id === place.id);
    return {
      share: held === 0 ? 0 : bytes.high / held,
      flops: flopsOf(device),
      vendor: device === undefined ? "other" : vendorOf(device),
      backend: place.backend,
    };
  });
}

/** Bytes per second of the slowest or the fastest card of a name; 0 for a card that the table does not have. */
function bandwidthOf(device: Device | undefined, end: "low" | "high"): number {
  const card = device && findCard(device.name, device.memory.totalBytes);
  if (card === undefined) return 0;
  return (end === "low" ? (card.leastBandwidth ?? card.bandwidth) : card.bandwidth) * 1e9;
}

function flopsOf(device: Device | undefined): SpeedRange | undefined {
  const card = device && findCard(device.name, device.memory.totalBytes);
  if (card?.tflops === undefined) return undefined;
  return { low: (card.leastTflops ?? card.tflops) * 1e12, high: card.tflops * 1e12 };
}
