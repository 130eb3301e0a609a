import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ModelShape } from "../../../native/models/catalogue/model-facts.ts";
import { availableBytes, memoryNeed } from "../../../native/models/fit/memory-need.ts";
import { hardwareWith } from "../../unit/models/hardware.ts";

const GIBIBYTE = 2 ** 30;
/** Qwen3-8B in Q4_K_M: 4.7 GiB, 36 layers, 8 of 32 heads hold keys and values of 128. */
const qwen3: ModelShape = {
  weightBytes: 4.7 * GIBIBYTE,
  inputEmbeddingBytes: 0.33 * GIBIBYTE,
  layers: 36,
  width: 4096,
  hidden: 12_288,
  heads: 32,
  keyValueHeads: 8,
  keyLength: 128,
  valueLength: 128,
  vocabulary: 151_936,
};

test("the cache of Qwen3-8B takes 144 KiB a token, so 2.25 GiB for 16 384 tokens", () => {
  const need = memoryNeed(qwen3, { contextSize: 16_384, sequences: 1, backend: "cuda" });
  expect(need.keyValue).toEqual({ low: 2.25 * GIBIBYTE, high: 2.25 * GIBIBYTE });
  // 4 bytes * 151 936 * 512 = 297 MiB.
  expect(Math.round(need.output.high / 2 ** 20)).toBe(297);
});

test("with 16 384 tokens it does not fit a card of 8 GiB with a display, but one of 12", () => {
  const run = { contextSize: 16_384, sequences: 1, backend: "cuda" as const };
  const { total } = memoryNeed(qwen3, run);
  expect(total.low).toBeGreaterThan(
    availableBytes(hardwareWith({ cardGibibytes: 8, usedGibibytes: 0.7 })),
  );
  expect(total.high).toBeLessThan(availableBytes(hardwareWith({ cardGibibytes: 12 })));
});

const shape: fc.Arbitrary<ModelShape> = fc
  .record({
    weightBytes: fc.integer({ min: 1e5, max: 1e11 }),
    layers: fc.integer({ min: 1, max: 100 }),
    width: fc.integer({ min: 32, max: 8192 }),
    hidden: fc.integer({ min: 32, max: 30_000 }),
    heads: fc.integer({ min: 1, max: 64 }),
    keyValueHeads: fc.integer({ min: 1, max: 64 }),
    keyLength: fc.integer({ min: 16, max: 256 }),
    valueLength: fc.integer({ min: 16, max: 256 }),
    vocabulary: fc.integer({ min: 256, max: 200_000 }),
    share: fc.double({ min: 0, max: 0.5, noNaN: true }),
  })
  .map(({ share, ...rest }) => ({
    ...rest,
    inputEmbeddingBytes: Math.floor(rest.weightBytes * share),
  }));
const run = fc.record({
  contextSize: fc.integer({ min: 8, max: 200_000 }),
  sequences: fc.integer({ min: 1, max: 16 }),
  backend: fc.constantFrom("cuda" as const, "vulkan" as const, "metal" as const, "cpu" as const),
});

test("every part is an interval, and the total is their sum", () => {
  fc.assert(
    fc.property(shape, run, (model, wish) => {
      const { total, ...parts } = memoryNeed(model, wish);
      for (const { low, high } of Object.values(parts)) {
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(low);
      }
      const sum = Object.values(parts).reduce((whole, { high }) => whole + high, 0);
      expect(total.high).toBeCloseTo(sum, 0);
    }),
  );
});

test("more context, more sequences never need less", () => {
  fc.assert(
    fc.property(shape, run, (model, wish) => {
      const { total } = memoryNeed(model, wish);
      const longer = memoryNeed(model, { ...wish, contextSize: wish.contextSize * 2 }).total;
      const wider = memoryNeed(model, { ...wish, sequences: wish.sequences + 1 }).total;
      for (const more of [longer, wider]) {
        expect(more.low).toBeGreaterThanOrEqual(total.low);
        expect(more.high).toBeGreaterThanOrEqual(total.high);
      }
    }),
  );
});
