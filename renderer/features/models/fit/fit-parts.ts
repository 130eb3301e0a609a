import type { ModelFit } from "../../../../native/api/models.ts";
import type { Range } from "../../../ui/format/measure.ts";

/** The parts of a fit, in the order in which they are drawn and listed. */
export const partNames = ["weights", "keyValue", "compute", "output", "overhead"] as const;
export type PartName = (typeof partNames)[number];

/** What a fit looks like as one bar, all in bytes. */
export interface FitBar {
  /** Each part at its least. */
  readonly parts: readonly { readonly name: PartName; readonly bytes: number }[];
  /** What it may take on top of all that. */
  readonly uncertain: number;
  /** Kept for the desktop, where there is room left for it. */
  readonly reserve: number;
  readonly free: number;
  /** What is free on all devices now: where it ends. */
  readonly capacity: number;
}

/** Parts at their least, then what is uncertain, then the desktop's reserve and what stays free up to the devices' room. */
export function fitBar(fit: ModelFit): FitBar {
  const parts = partNames.map((name) => ({ name, bytes: fit.parts[name].low }));
  const least = parts.reduce((sum, part) => sum + part.bytes, 0);
  const capacity = fit.devices.reduce((sum, device) => sum + device.freeBytes, 0);
  const wanted = fit.devices.reduce((sum, device) => sum + device.reserveBytes, 0);
  const most = Math.max(fit.total.high, least);
  const left = Math.max(0, capacity - most);
  const reserve = Math.min(wanted, left);
  return { parts, uncertain: most - least, reserve, free: left - reserve, capacity };
}

/** What learning added to or took from the sum of the parts. */
export function paddingOf(fit: ModelFit): Range {
  const sum = (end: "low" | "high"): number =>
    partNames.reduce((total, name) => total + fit.parts[name][end], 0);
  return { low: fit.total.low - sum("low"), high: fit.total.high - sum("high") };
}

/** The steps of the context slider: powers of two up to the model's own context, which is the last step. */
export function contextSteps(most: number): readonly number[] {
  const steps: number[] = [];
  for (let size = 512; size < most; size *= 2) steps.push(size);
  return [...steps, most];
}

/** The step nearest to a size, by its index. */
export function nearestStep(steps: readonly number[], size: number): number {
  const off = (step: number): number => Math.abs(Math.log2(step) - Math.log2(Math.max(1, size)));
  return steps.reduce((best, step, index) => (off(step) < off(steps[best] ?? 1) ? index : best), 0);
}
