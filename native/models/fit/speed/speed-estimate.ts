import type { HardwareReport } from "../../../api/hardware.ts";
import type { ModelFit } from "../../../api/models.ts";
import type { ModelShape } from "../../head/model-shape.ts";
import { quantile } from "../learned/learned-padding.ts";
import type { SeenSpeed } from "../learned/machine-store.ts";
import type { Placement } from "../placement.ts";
import type { RunPlan } from "../run-plan.ts";
import { findCard } from "./gpu-table.ts";
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
 * How fast a model answers here: as it did before, or else by the formula where the bandwidth of every place is known.
 * Reading a prompt is bound by arithmetic, of which no table is kept, so that it is only ever measured.
 */
export function estimateSpeed(
  shape: ModelShape,
  plan: RunPlan,
  placed: Placement,
  { hardware, memoryBandwidth }: SpeedMachine,
  seen: readonly SeenSpeed[],
): ModelFit["speed"] {
  const decode = seenRange(seen, "decode");
  const prefill = seenRange(seen, "prefill");
  if (decode !== undefined) {
    return { decode, ...(prefill === undefined ? {} : { prefill }), basis: "measured" };
  }
  if (placed.verdict === "too-large") return undefined;
  const speedWith = (memory: number) =>
    formulaSpeed(readingPlaces(shape, plan, placed, hardware, memory));
  const formula = speedWith(memoryBandwidth?.low ?? 0);
  const fastest = speedWith(memoryBandwidth?.high ?? 0);
  if (formula === undefined || fastest === undefined) return undefined;
  const between = { low: formula.decode.low, high: fastest.decode.high };
  return {
    ...formula,
    decode: between,
    ...(prefill === undefined ? {} : { prefill }),
    basis: "formula",
  };
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
      bandwidth: bandwidthOf(device?.name ?? "", device?.memory.totalBytes),
      vendor: device === undefined ? "other" : vendorOf(device),
    };
  });
  const rest = all * (1 - onGpus);
  return rest === 0 ? places : [...places, { bytes: rest, bandwidth: memory, vendor: "other" }];
}

/** Bytes per second; 0 for a card that the table does not have. */
function bandwidthOf(name: string, totalBytes: number | undefined): number {
  const card = findCard(name, totalBytes);
  return card === undefined ? 0 : (card.leastBandwidth ?? card.bandwidth) * 1e9;
}
