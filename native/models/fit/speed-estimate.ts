import type { HardwareReport } from "../../api/hardware.ts";
import type { ModelFit } from "../../api/models.ts";
import type { ModelShape } from "../head/model-shape.ts";
import { findCard } from "./gpu-table.ts";
import { quantile } from "./learned-padding.ts";
import type { SeenSpeed } from "./machine-store.ts";
import type { Placement } from "./placement.ts";
import type { RunPlan } from "./run-plan.ts";
import {
  bytesPerToken,
  formulaSpeed,
  type ReadingPlace,
  type SpeedRange,
  vendorOf,
} from "./speed.ts";

/**
 * How fast a model answers here: as it did before, or else by the formula where the bandwidth of every place is known:
 * not where the processor computes a part. Reading a prompt is bound by arithmetic, of which no table is kept, so that it is only ever measured.
 */
export function estimateSpeed(
  shape: ModelShape,
  plan: RunPlan,
  placed: Placement,
  hardware: HardwareReport,
  seen: readonly SeenSpeed[],
): ModelFit["speed"] {
  const decode = seenRange(seen, "decode");
  const prefill = seenRange(seen, "prefill");
  if (decode !== undefined) {
    return { decode, ...(prefill === undefined ? {} : { prefill }), basis: "measured" };
  }
  if (placed.verdict === "too-large") return undefined;
  const formula = formulaSpeed(readingPlaces(shape, plan, placed, hardware));
  if (formula === undefined) return undefined;
  return { ...formula, ...(prefill === undefined ? {} : { prefill }), basis: "formula" };
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
  // Nothing tells the bandwidth of main memory, and no short test of it holds for all cores at once.
  return rest === 0 ? places : [...places, { bytes: rest, bandwidth: 0, vendor: "other" }];
}

/** Bytes per second; 0 for a card that the table does not have. */
function bandwidthOf(name: string, totalBytes: number | undefined): number {
  const card = findCard(name, totalBytes);
  return card === undefined ? 0 : (card.leastBandwidth ?? card.bandwidth) * 1e9;
}
