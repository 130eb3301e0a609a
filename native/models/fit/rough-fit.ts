import type { ModelFit, RunShape } from "../../api/models.ts";
import type { OfferedFile, OfferedModel } from "../catalogue/offered-model.ts";
import type { LayerShape } from "../head/layer-shape.ts";
import type { ModelShape } from "../head/model-shape.ts";
import { fitModel, type Machine } from "./model-fit.ts";

/** Half of the last digit of a size that a source rounded to a tenth of a GiB, in bytes. */
const ROUNDED = 0.05 * 2 ** 30;
const LAYERS = 32;
const KIBIBYTE = 1024;

/** The extremes of what models of the catalogue are made of (home-gpu notes 5.1), for cache, heads and vocabulary. */
const least = { cachePerToken: 8 * KIBIBYTE, heads: 4, vocabulary: 32_000, width: 512 };
const most = { heads: 64, vocabulary: 262_144, width: 6144 };

/**
 * The fit of a file of which only the length and the parameters are known: an interval between a frugal and a lavish model of that
 * size, and the verdict of both, or "unknown" where they differ. Cache of a token at most 57 KiB times the root of the parameters in
 * billions, and 112 KiB (Qwen3 0.6B) at least: 160 KiB for 8 B, 322 for 32 B.
 */
export function roughFit(
  model: OfferedModel,
  file: OfferedFile,
  run: RunShape,
  machine: Machine,
): ModelFit {
  const billions = model.parameters / 1e9;
  const lavish = {
    ...most,
    cachePerToken: Math.max(112, 57 * Math.sqrt(billions)) * KIBIBYTE,
  };
  const shape = guess(file.sizeBytes + rounding(file), activeShare(model), lavish);
  const frugalFit = leastFit(model, file, run, machine);
  const lavishFit = fitModel({ shape }, file.sha256, run, machine);
  const { speed: fast } = frugalFit;
  const { speed: slow } = lavishFit;
  const span = (part: keyof ModelFit["parts"]) => ({
    low: frugalFit.parts[part].low,
    high: lavishFit.parts[part].high,
  });
  return {
    ...lavishFit,
    verdict: frugalFit.verdict === lavishFit.verdict ? lavishFit.verdict : "unknown",
    parts: {
      weights: span("weights"),
      keyValue: span("keyValue"),
      compute: span("compute"),
      output: span("output"),
      overhead: span("overhead"),
    },
    total: { low: frugalFit.total.low, high: lavishFit.total.high },
    devices: lavishFit.devices.map((device) => ({
      ...device,
      holds: { low: leastHeld(frugalFit, device), high: device.holds.high },
    })),
    ...(slow === undefined || fast === undefined
      ? {}
      : { speed: { ...slow, decode: { low: slow.decode.low, high: fast.decode.high } } }),
  };
}

/** The fit of the most frugal model that such a file can hold. */
export function leastFit(
  model: OfferedModel,
  file: OfferedFile,
  run: RunShape,
  machine: Machine,
): ModelFit {
  const bytes = Math.max(1, file.sizeBytes - rounding(file));
  const shape = guess(bytes, activeShare(model), least);
  return fitModel({ shape }, file.sha256, run, machine);
}

function rounding({ sizeExact }: OfferedFile): number {
  return sizeExact ? 0 : ROUNDED;
}

function activeShare({ activeParameters, parameters }: OfferedModel): number {
  return (activeParameters ?? parameters) / Math.max(1, parameters);
}

/** What a frugal model would hold on a device; a lavish one may need it where the other does not, or leave it less. */
function leastHeld({ devices }: ModelFit, { id, holds }: ModelFit["devices"][number]): number {
  const frugal = devices.find((device) => device.id === id);
  return Math.min(frugal?.holds.low ?? 0, holds.high);
}

function guess(
  weightBytes: number,
  share: number,
  made: { cachePerToken: number; heads: number; vocabulary: number; width: number },
): ModelShape {
  const outputBytes = Math.round(weightBytes * 0.05);
  const bytes = (weightBytes - 2 * outputBytes) / LAYERS;
  const width = made.cachePerToken / 4 / LAYERS;
  const layer: LayerShape = {
    ...{ bytes, activeBytes: bytes * share, keyWidth: width, valueWidth: width },
    ...{ stateBytes: 0, optional: false },
  };
  return {
    ...{ weightBytes, inputBytes: outputBytes, embeddingBytes: outputBytes, outputBytes },
    tied: false,
    layers: Array.from({ length: LAYERS }, () => layer),
    ...{ width: made.width, hidden: 3 * made.width, heads: made.heads, queryWidth: made.width },
    vocabulary: made.vocabulary,
  };
}
