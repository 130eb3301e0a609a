import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Available } from "../../../native/models/fit/available.ts";
import { availableBytes } from "../../../native/models/fit/available.ts";
import { memoryNeed } from "../../../native/models/fit/need/memory-need.ts";
import { placeModel } from "../../../native/models/fit/placement.ts";
import type { RunPlan } from "../../../native/models/fit/run-plan.ts";
import { hardwareWith } from "../../unit/models/hardware.ts";
import { anyPlan, anyShape, qwen3Shape } from "./shapes.ts";

const GIBIBYTE = 2 ** 30;

const run: RunPlan = { contextSize: 16_384, sequences: 1, cacheType: "f16", backend: "cuda" };

test("the cache of Qwen3-8B takes 144 KiB a token, so 2.25 GiB for 16 384 tokens, and less in fewer bits", () => {
  const need = memoryNeed(qwen3Shape, run);
  expect(need.keyValue).toEqual({ low: 2.25 * GIBIBYTE, high: 2.25 * GIBIBYTE });
  const eight = memoryNeed(qwen3Shape, { ...run, cacheType: "q8_0" });
  expect(eight.keyValue.high).toBeCloseTo(((2.25 * 34) / 64) * GIBIBYTE, 0);
  const four = memoryNeed(qwen3Shape, { ...run, cacheType: "q4_0" });
  expect(four.keyValue.high).toBeCloseTo(((2.25 * 18) / 64) * GIBIBYTE, 0);
});

test("with 16 384 tokens it does not fit a card of 8 GiB with a display, but one of 12", () => {
  const { total } = memoryNeed(qwen3Shape, run);
  expect(total.low).toBeGreaterThan(
    availableBytes(hardwareWith({ cardGibibytes: 8, usedGibibytes: 0.7 })),
  );
  expect(total.high).toBeLessThan(availableBytes(hardwareWith({ cardGibibytes: 12 })));
});

test("every part is an interval, and the total is their sum", () => {
  fc.assert(
    fc.property(anyShape, anyPlan, (model, wish) => {
      const { total, allocated, ...parts } = memoryNeed(model, wish);
      for (const { low, high } of Object.values(parts)) {
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(low);
      }
      const sum = Object.values(parts).reduce((whole, { high }) => whole + high, 0);
      expect(total.high / sum).toBeCloseTo(1, 6);
      expect(total.high - parts.overhead.high).toBeCloseTo(allocated.high, 0);
    }),
  );
});

test("more context, more sequences, more bits of the cache never need less", () => {
  fc.assert(
    fc.property(anyShape, anyPlan, (model, wish) => {
      // A cache of other bits than f16 works another way: flash attention is compared with itself.
      const held = { ...wish, flashAttention: true };
      const { total } = memoryNeed(model, held);
      for (const more of [
        memoryNeed(model, { ...held, contextSize: wish.contextSize * 2 }).total,
        memoryNeed(model, { ...held, sequences: wish.sequences + 1 }).total,
        memoryNeed(model, { ...held, cacheType: "f16" }).total,
      ]) {
        expect(more.low).toBeGreaterThanOrEqual(total.low * (1 - 1e-9));
        expect(more.high).toBeGreaterThanOrEqual(total.high * (1 - 1e-9));
      }
    }),
  );
});

const anyGpus: fc.Arbitrary<readonly Available[]> = fc.array(
  fc.record({
    id: fc.uuid(),
    name: fc.constant("GPU"),
    backend: fc.constant("cuda" as const),
    freeBytes: fc.integer({ min: 0, max: 24 * GIBIBYTE }),
    reserveBytes: fc.integer({ min: 0, max: GIBIBYTE }),
    shared: fc.constant(false),
  }),
  { maxLength: 4 },
);
function memoryOf(freeBytes: number): Available {
  return { id: "memory", name: "RAM", backend: "cpu", freeBytes, reserveBytes: 0, shared: true };
}

test("no place is ever given more than it has: what fits or partly fits, fits its places", () => {
  fc.assert(
    fc.property(anyShape, anyPlan, anyGpus, fc.nat(64 * GIBIBYTE), (model, plan, gpus, free) => {
      const memory = memoryOf(free);
      const placed = placeModel(model, plan, gpus, memory);
      expect(placed.layers).toBe(model.layers.length + 1);
      expect(placed.gpuLayers).toBeLessThanOrEqual(placed.layers);
      if (placed.verdict === "too-large") return;
      for (const { place, bytes } of placed.holds) {
        expect(bytes.high).toBeLessThanOrEqual(Math.max(0, place.freeBytes - place.reserveBytes));
      }
      if (gpus.length > 0 && placed.verdict === "fits") {
        expect(placed.gpuLayers).toBe(placed.layers);
      }
    }),
  );
});

test("weights are neither lost nor doubled between the places", () => {
  fc.assert(
    fc.property(anyShape, anyPlan, anyGpus, (model, plan, gpus) => {
      const { holds } = placeModel(model, plan, gpus, memoryOf(Number.MAX_SAFE_INTEGER));
      const held = holds.reduce((sum, { bytes }) => sum + bytes.high, 0);
      expect(held).toBeGreaterThanOrEqual(model.weightBytes);
      const { weights } = memoryNeed(model, plan);
      expect(held).toBeGreaterThanOrEqual(weights.low);
    }),
  );
});

test("more free memory on a GPU never takes layers off the GPUs", () => {
  fc.assert(
    fc.property(anyShape, anyPlan, anyGpus, (model, plan, gpus) => {
      const [gpu] = gpus;
      if (gpu === undefined) return;
      const memory = memoryOf(Number.MAX_SAFE_INTEGER);
      const one = placeModel(model, plan, [gpu], memory);
      const more = { ...gpu, freeBytes: gpu.freeBytes + GIBIBYTE };
      const roomier = placeModel(model, plan, [more], memory);
      expect(roomier.gpuLayers).toBeGreaterThanOrEqual(one.gpuLayers);
    }),
  );
});

test("an 8B model goes partly to a card of 4 GiB, and the rest to main memory", () => {
  const hardware = hardwareWith({ cardGibibytes: 4 });
  const gpu: Available = {
    ...{ id: "gpu-0", name: "Small", backend: "cuda", freeBytes: 4 * GIBIBYTE },
    ...{ reserveBytes: 0.24 * GIBIBYTE, shared: false },
  };
  const plan: RunPlan = { ...run, contextSize: 4096 };
  const placed = placeModel(qwen3Shape, plan, [gpu], memoryOf(hardware.memory.freeBytes));
  expect(placed.verdict).toBe("partly");
  expect(placed.gpuLayers).toBeGreaterThan(5);
  expect(placed.gpuLayers).toBeLessThan(30);
  const twin = { ...gpu, id: "gpu-1" };
  const both = placeModel(qwen3Shape, plan, [gpu, twin], memoryOf(hardware.memory.freeBytes));
  expect(both.verdict).toBe("fits");
  const [first, second] = both.holds.map(({ bytes }) => bytes.high);
  // Equal cards take about the same; the last one has the output beside its layers.
  expect((first ?? 0) / (second ?? 1)).toBeGreaterThan(0.6);
  expect((first ?? 0) / (second ?? 1)).toBeLessThan(1.2);
});
