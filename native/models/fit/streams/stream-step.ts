import type { ModelFit, RunShape } from "../../../api/models.ts";
import type { ModelShape } from "../../head/model-shape.ts";
import { layerReading, middleOf } from "../speed/speed.ts";

/** Tokens per second of several answers written side by side, all together. */
export interface SeenStreams {
  /** How many. */
  readonly streams: number;
  readonly tokensPerSecond: number;
}

/** How long one token of each of several answers takes, written together in one pass. */
export interface StreamStep {
  /** Seconds of one pass over `streams` answers, in the middle of what is expected. */
  seconds(streams: number): number;
  /** How many times longer it may take at the slow end of the interval; at least 1. */
  readonly slowest: number;
  readonly basis: "formula" | "measured";
}

/**
 * Share of the speed of reading a long prompt that a pass of a few tokens reaches. What others measured of llama.cpp lies at a quarter to
 * two thirds (test/unit/models/fit/streams/stream-step.test.ts).
 */
const FEW_TOKENS = 0.25;

/**
 * The pass of n answers, from what is known of one:
 *   measured   t(n) = t(1) + (n - 1) * (t(m) - t(1)) / (m - 1), where one answer and m of them were measured here
 *   formula    t(n) = t(1) * bytes(n) / bytes(1) + (n - 1) / (0.25 * prefill)
 * since all answers of a pass share the reading of the weights, and each takes the arithmetic of one token. bytes(n) are the weights that
 * n tokens pass through together (of a mixture of experts more of them) and n caches. Undefined where the speed of one answer is
 * unknown, or neither several were measured nor the speed of reading is known. Pure.
 */
export function streamStep(
  shape: ModelShape,
  run: RunShape,
  speed: ModelFit["speed"],
  seen: readonly SeenStreams[],
): StreamStep | undefined {
  if (speed === undefined || !(speed.decode.low > 0)) return undefined;
  const middle = middleOf(speed.decode);
  const alone = 1 / middle;
  const slowest = middle / speed.decode.low;
  const many = seen.find(({ streams, tokensPerSecond }) => streams > 1 && tokensPerSecond > 0);
  if (many !== undefined && speed.basis === "measured") {
    const together = many.streams / many.tokensPerSecond;
    const each = Math.max(0, together - alone) / (many.streams - 1);
    return { seconds: (streams) => alone + (streams - 1) * each, slowest, basis: "measured" };
  }
  if (speed.prefill === undefined || !(speed.prefill.low > 0)) return undefined;
  const each = 1 / (FEW_TOKENS * middleOf(speed.prefill));
  const bytes = bytesPerPass(shape, run, 1);
  return {
    seconds: (streams) =>
      alone * (bytes > 0 ? bytesPerPass(shape, run, streams) / bytes : 1) + (streams - 1) * each,
    slowest,
    basis: "formula",
  };
}

/**
 * Bytes that one pass reads for this many answers. Of e experts of which each token asks k, n tokens are expected to ask
 * e * (1 - (1 - k/e)^n) different ones, as far as they choose independently.
 */
export function bytesPerPass(shape: ModelShape, run: RunShape, streams: number): number {
  const { experts, outputBytes, tied, embeddingBytes } = shape;
  const share = experts === undefined ? 1 : Math.min(1, experts.used / Math.max(1, experts.count));
  const asked = 1 - (1 - share) ** streams;
  const plan = { ...run, backend: "cpu" as const };
  const layers = shape.layers.reduce((sum, layer) => {
    if (layer.optional) return sum;
    const cached = layerReading({ ...layer, activeBytes: 0 }, plan);
    const ofExperts = share < 1 ? (layer.bytes - layer.activeBytes) / (1 - share) : 0;
    return sum + layer.bytes - ofExperts * (1 - asked) + streams * cached;
  }, 0);
  return layers + outputBytes + (tied ? embeddingBytes : 0);
}
