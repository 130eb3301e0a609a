import type { Device } from "../../../api/hardware.ts";
import type { ModelShape } from "../../head/model-shape.ts";
import { cacheBytes, type RunPlan } from "../run-plan.ts";

/** Tokens per second, at least and at most. */
export interface SpeedRange {
  readonly low: number;
  readonly high: number;
}

/** The middle of an interval on the scale that speeds differ on. */
export function middleOf({ low, high }: SpeedRange): number {
  return Math.sqrt(low * high);
}

/** A speed by the formula, with what went into it. */
export interface FormulaSpeed {
  readonly decode: SpeedRange;
  /** Bytes per second of the slowest place that a token passes; all of them where there is one. */
  readonly bandwidth: number;
  readonly efficiency: number;
  readonly secondsPerToken: number;
}

/** A place that holds part of a model, with the bytes that one token reads there. */
export interface ReadingPlace {
  readonly bytes: number;
  /** Bytes per second. */
  readonly bandwidth: number;
  readonly vendor: Vendor;
}

/** Whose card it is, as far as efficiency depends on it. */
export type Vendor = "nvidia" | "amd" | "apple" | "intel" | "other";

/** Share of the bandwidth that a token's reading reaches (home-gpu notes 5.2; Intel's is a guess). */
const efficiencies: Readonly<Record<Vendor, number>> = {
  nvidia: 0.8,
  amd: 0.6,
  apple: 0.72,
  intel: 0.5,
  other: 0.6,
};
/** What every token costs beside reading (same source). */
export const SECONDS_PER_TOKEN = 0.0025;
/** The crowd's figures lie 16 % (median) around the formula (same source), and single cards further. */
const LEAST = 0.7;
const MOST = 1.25;

/**
 * Speed of one answer: t = sum over places of bytes / (efficiency * bandwidth), plus a fixed time a token. Undefined where
 * the bandwidth of a place is unknown. Never faster than reading at full bandwidth allows.
 */
export function formulaSpeed(places: readonly ReadingPlace[]): FormulaSpeed | undefined {
  const reading = places.filter(({ bytes }) => bytes > 0);
  const [first] = reading;
  if (first === undefined || reading.some(({ bandwidth }) => !(bandwidth > 0))) return undefined;
  const seconds = reading.reduce(
    (sum, { bytes, bandwidth, vendor }) => sum + bytes / (efficiencies[vendor] * bandwidth),
    SECONDS_PER_TOKEN,
  );
  const roof = 1 / reading.reduce((sum, { bytes, bandwidth }) => sum + bytes / bandwidth, 0);
  const slowest = reading.reduce((a, b) => (b.bandwidth < a.bandwidth ? b : a), first);
  return {
    decode: { low: LEAST / seconds, high: Math.min(MOST / seconds, roof) },
    bandwidth: slowest.bandwidth,
    efficiency: efficiencies[slowest.vendor],
    secondsPerToken: SECONDS_PER_TOKEN,
  };
}

/**
 * Bytes that one token reads: the layers it passes through (of experts those that are asked), the output, and the cache as it
 * is when half full. What looks tokens up is one row.
 */
export function bytesPerToken(shape: ModelShape, plan: RunPlan): number {
  const layers = shape.layers.reduce((sum, layer) => sum + layerReading(layer, plan), 0);
  return layers + shape.outputBytes + (shape.tied ? shape.embeddingBytes : 0);
}

/** Bytes that one token reads in one layer. */
export function layerReading(layer: ModelShape["layers"][number], plan: RunPlan): number {
  const seen = Math.min(plan.contextSize / 2, layer.window?.tokens ?? plan.contextSize);
  const cached = (layer.keyWidth + layer.valueWidth) * cacheBytes[plan.cacheType] * seen;
  return (layer.optional ? 0 : layer.activeBytes) + cached + layer.stateBytes;
}

/** The vendor of a device, from what the probes say or from its name. */
export function vendorOf({
  vendor,
  name,
  backend,
}: Pick<Device, "vendor" | "name" | "backend">): Vendor {
  const words = `${vendor ?? ""} ${name}`.toLowerCase();
  if (backend === "cuda" || /nvidia|geforce|\b[rg]tx\b/.test(words)) return "nvidia";
  if (backend === "metal" || words.includes("apple")) return "apple";
  if (/\bamd\b|radeon|advanced micro/.test(words)) return "amd";
  return /intel|\barc\b/.test(words) ? "intel" : "other";
}
