import * as fc from "fast-check";
import type { RunPlan } from "../../../native/models/fit/run-plan.ts";
import type { LayerShape } from "../../../native/models/head/layer-shape.ts";
import type { ModelShape } from "../../../native/models/head/model-shape.ts";

/** A layer of any kind: attention, with or without a window, recurrent, or both. */
const layer: fc.Arbitrary<LayerShape> = fc
  .record({
    bytes: fc.integer({ min: 0, max: 1e9 }),
    active: fc.double({ min: 0.01, max: 1, noNaN: true }),
    keyWidth: fc.constantFrom(0, 64, 512, 1024, 8192),
    valueShare: fc.constantFrom(0, 1, 2),
    window: fc.option(
      fc.record({ tokens: fc.integer({ min: 1, max: 8192 }), sure: fc.boolean() }),
      { nil: undefined },
    ),
    stateBytes: fc.constantFrom(0, 1_000_000),
    optional: fc.boolean(),
  })
  .map(({ active, valueShare, window, ...rest }) => ({
    ...rest,
    activeBytes: rest.bytes * active,
    valueWidth: rest.keyWidth * valueShare,
    ...(window === undefined ? {} : { window }),
  }));

/** Any model, possible or not. */
export const anyShape: fc.Arbitrary<ModelShape> = fc
  .record({
    layers: fc.array(layer, { minLength: 1, maxLength: 12 }),
    inputBytes: fc.integer({ min: 0, max: 1e9 }),
    wordShare: fc.double({ min: 0, max: 1, noNaN: true }),
    outputBytes: fc.integer({ min: 0, max: 1e9 }),
    rest: fc.integer({ min: 0, max: 1e6 }),
    tied: fc.boolean(),
    width: fc.integer({ min: 32, max: 8192 }),
    hidden: fc.integer({ min: 0, max: 30_000 }),
    heads: fc.integer({ min: 1, max: 64 }),
    headLength: fc.integer({ min: 16, max: 256 }),
    vocabulary: fc.integer({ min: 0, max: 300_000 }),
    experts: fc.option(
      fc.record({
        count: fc.integer({ min: 1, max: 256 }),
        used: fc.integer({ min: 1, max: 8 }),
        hidden: fc.integer({ min: 1, max: 4096 }),
      }),
      { nil: undefined },
    ),
  })
  .map(({ rest, headLength, experts, wordShare, ...shape }) => ({
    ...shape,
    embeddingBytes: shape.inputBytes * wordShare,
    queryWidth: shape.heads * headLength,
    weightBytes:
      shape.layers.reduce((sum, { bytes }) => sum + bytes, 0) +
      shape.inputBytes +
      shape.outputBytes +
      rest,
    ...(experts === undefined ? {} : { experts }),
  }));

/** Any way to run one. */
export const anyPlan: fc.Arbitrary<RunPlan> = fc.record({
  contextSize: fc.integer({ min: 8, max: 200_000 }),
  sequences: fc.integer({ min: 1, max: 16 }),
  cacheType: fc.constantFrom("f16" as const, "q8_0" as const, "q4_0" as const),
  backend: fc.constantFrom("cuda" as const, "vulkan" as const, "metal" as const, "cpu" as const),
});

/** Qwen3-8B: 36 layers, 8 of 32 heads hold keys and values of 128. In Q4_K_M it has 4.7 GiB. */
export const qwen3Shape: ModelShape = {
  weightBytes: 4.7 * 2 ** 30,
  inputBytes: 0.33 * 2 ** 30,
  embeddingBytes: 0.33 * 2 ** 30,
  outputBytes: 0.47 * 2 ** 30,
  tied: false,
  layers: Array.from({ length: 36 }, () => ({
    bytes: (3.9 * 2 ** 30) / 36,
    activeBytes: (3.9 * 2 ** 30) / 36,
    keyWidth: 1024,
    valueWidth: 1024,
    stateBytes: 0,
    optional: false,
  })),
  width: 4096,
  hidden: 12_288,
  heads: 32,
  queryWidth: 4096,
  vocabulary: 151_936,
};
