import type { ModelShape } from "../../head/model-shape.ts";
import {
  paddedContext,
  passTokens,
  type RunPlan,
  usesFlashAttention,
  windowCells,
} from "../run-plan.ts";
import type { ByteRange } from "./byte-range.ts";

/** Buffers in which one pass is computed. They are used again by each step, so that the largest step decides. */
export interface ComputeNeed {
  /** What attention and feed-forward take. */
  readonly compute: ByteRange;
  /** What the choice of a token takes beyond that: a number for every word of the vocabulary, for every token of a pass. */
  readonly output: ByteRange;
}

const FLOAT = 4;
const HALF = 2;
/** Of the smaller step, what does not find room between the tensors of the larger one. */
const SCATTER = 0.25;

/**
 * The two largest steps of a pass of b tokens over k cells (home-gpu notes 5.1, after gguf-parser-go; corrected by what
 * llama.cpp v0.5.0 sets aside for seven architectures, which test/integration/models/fit.test.ts compares with):
 *   attention = scores 4*b*k*heads (none with flash attention) + mask 4*b*k (and a half of it again) + activations
 *   output    = 4*b*vocabulary + activations
 */
export function computeNeed(shape: ModelShape, plan: RunPlan): ComputeNeed {
  const windowed = shape.layers.some(({ window }) => window !== undefined);
  const tokens = passTokens(plan, windowed);
  const flash = usesFlashAttention(plan);
  const cells = mostCells(shape, plan);
  const scores = (of: number): number => (flash ? 0 : FLOAT * tokens * of * shape.heads);
  const mask = (of: number): number => FLOAT * tokens * of;
  const rows = (numbers: number): number => FLOAT * tokens * numbers;
  const { experts, width, hidden, queryWidth } = shape;
  const widest = Math.max(
    hidden,
    queryWidth,
    experts === undefined ? 0 : experts.used * (experts.hidden + width),
  );
  const attention = {
    low: scores(cells.low) + (flash ? 0 : mask(cells.low)),
    high:
      scores(cells.high) +
      mask(cells.high) * (windowed ? 2 : 1) +
      (flash ? HALF * tokens * cells.high : latentCopy(shape, plan, cells.high)) +
      rows(4 * width + 4 * queryWidth + 2 * widest),
  };
  const output = {
    low: rows(shape.vocabulary),
    high: rows(shape.vocabulary + 4 * width + widest),
  };
  return split(attention, output);
}

/** As parts that add up: at least the larger step's least, at most the larger step and what scatters of the smaller. */
function split(attention: ByteRange, output: ByteRange): ComputeNeed {
  const scattered = SCATTER * Math.min(attention.high, output.high);
  const beyond = {
    low: Math.max(0, output.low - attention.low),
    high: Math.max(0, output.high - attention.high) + scattered,
  };
  const low = Math.min(beyond.low, beyond.high);
  return {
    compute: { low: Math.max(attention.low, output.low) - low, high: attention.high },
    output: { low, high: beyond.high },
  };
}

/** Latent attention reads its values out of the keys, turned round for a product without flash attention. */
function latentCopy(shape: ModelShape, plan: RunPlan, cells: number): number {
  const widths = shape.layers.map(({ keyWidth, valueWidth }) => (valueWidth === 0 ? keyWidth : 0));
  return HALF * cells * plan.sequences * Math.max(0, ...widths);
}

/** Cells of the layer that sees the most; none where no layer keeps a cache, of which only the pass itself is seen. */
function mostCells(shape: ModelShape, plan: RunPlan): ByteRange {
  const keeping = shape.layers.filter(({ keyWidth }) => keyWidth > 0);
  const all = paddedContext(plan);
  if (keeping.length === 0) return { low: 0, high: passTokens(plan, false) };
  const seen = keeping.map(({ window }) =>
    window === undefined
      ? { low: all, high: all }
      : {
          low: Math.min(all, windowCells(plan, window.tokens)),
          high: window.sure ? windowCells(plan, window.tokens) : all,
        },
  );
  return {
    low: Math.max(...seen.map(({ low }) => low)),
    high: Math.max(...seen.map(({ high }) => high)),
  };
}
