import { describe, expect, it, test } from "vitest";
import type { Device } from "../../../../native/api/hardware.ts";
import { fitModel } from "../../../../native/models/fit/model-fit.ts";
import { type ComputingPlace, prefillSpeed } from "../../../../native/models/fit/speed/prefill.ts";
import { qwen3Shape } from "../../../property/models/shapes.ts";
import { hardwareWith } from "../hardware.ts";
import { placeOf } from "./place-of.ts";

/** Llama 3 8B, whose prompt reading most people measure. */
const EIGHT = 8.03e9;

/** A card, what it is reached through, parameters of what was read in billions, and tokens per second. */
type Measured = readonly [string, Device["backend"], number, number];

/**
 * Tokens per second of reading 512 tokens on one card, by llama-bench. The 8B model in Q4_K_M through CUDA and Metal: XiongjieDai's
 * GPU-Benchmarks-on-LLM-Inference, May 2024. RX 7900 XTX: llama.cpp pull request 26284 (2048 tokens in passes of 512). RX 9070 XT:
 * wiki of vulkanforge, llama.cpp's own Vulkan backend. Apple M1 Max (the faster) and M4, Arc A770 with it through Windows' driver:
 * brand-o/normiebench, issues 40, 3 and 12 (March 2026). M3 Ultra: geerlingguy/beowulf-ai-cluster, issue 17. Arc B580 and A770, a
 * model of 2.6 billion with both drivers: llama.cpp pull request 14001.
 */
const measured: readonly Measured[] = [
  ["NVIDIA GeForce RTX 3070", "cuda", 8.03, 2402.51],
  ["NVIDIA GeForce RTX 3080", "cuda", 8.03, 3728.86],
  ["NVIDIA GeForce RTX 3080 Ti", "cuda", 8.03, 3690.3],
  ["NVIDIA GeForce RTX 3090", "cuda", 8.03, 4030.4],
  ["NVIDIA GeForce RTX 4070 Ti", "cuda", 8.03, 3936.29],
  ["NVIDIA GeForce RTX 4080", "cuda", 8.03, 5389.74],
  ["NVIDIA GeForce RTX 4090", "cuda", 8.03, 7138.99],
  ["AMD Radeon RX 7900 XTX", "vulkan", 8.03, 3226.54],
  ["AMD Radeon RX 9070 XT", "vulkan", 8.03, 4802],
  ["Apple M1", "metal", 8.03, 94.48],
  ["Apple M1 Max", "metal", 8.03, 408.23],
  ["Apple M2 Ultra", "metal", 8.03, 994.04],
  ["Apple M3 Max", "metal", 8.03, 693.32],
  ["Apple M1 Max", "metal", 8.03, 499.58],
  ["Apple M4", "metal", 8.03, 224.81],
  ["Apple M3 Ultra", "metal", 70.55, 162.3],
  ["Intel(R) Arc(TM) A770 Graphics", "vulkan", 8.03, 556.61],
  ["Intel(R) Arc(TM) A770 Graphics", "vulkan", 2.61, 977.81],
  ["Intel(R) Arc(TM) A770 Graphics", "vulkan", 2.61, 328.25],
  ["Intel(R) Arc(TM) B580 Graphics", "vulkan", 2.61, 1631.44],
  ["Intel(R) Arc(TM) B580 Graphics", "vulkan", 2.61, 583.28],
];

/** What is expected of such a model, once what was measured lies within. */
function estimated(shape: typeof qwen3Shape, [name, backend, billions, speed]: Measured) {
  const estimate = prefillSpeed(shape, billions * 1e9, [placeOf(name, backend)]);
  expect(speed).toBeGreaterThan(estimate?.prefill.low ?? Number.POSITIVE_INFINITY);
  expect(speed).toBeLessThan(estimate?.prefill.high ?? 0);
  return estimate;
}

test.each(measured)(
  "%s through %s reads %d billion parameters at %d tokens a second, as the estimate says",
  (...given) => void estimated(qwen3Shape, given),
);

/**
 * Mixtures of experts in passes of 512 tokens, with the billions of parameters that a token passes through (DeepSeek V2 Lite 2.4,
 * Gemma 4 26B-A4B 3.8, Qwen3 30B-A3B 3.35, gpt-oss 20B 3.6). llama.cpp pull requests 15525 and 22298 (RTX 3090), 18352 (RTX 5090),
 * 15616 (M2 Ultra), issue 20893 (two A770, one after the other, of two versions). RX 7900 XT: pull request 25483, a model with layers
 * that have a state too (Qwen3.5 35B-A3B), since none without was found through Vulkan.
 */
const measuredExperts: readonly Measured[] = [
  ["NVIDIA GeForce RTX 3090", "cuda", 2.4, 4260.97],
  ["NVIDIA GeForce RTX 3090", "cuda", 3.8, 3733.71],
  ["NVIDIA GeForce RTX 5090", "vulkan", 3.35, 10_441.74],
  ["NVIDIA GeForce RTX 5090", "vulkan", 2.4, 14_373.64],
  ["NVIDIA GeForce RTX 5090", "vulkan", 3.6, 7108.11],
  ["AMD Radeon RX 7900 XT", "vulkan", 3, 2691.77],
  ["Apple M2 Ultra", "metal", 3.35, 2045.19],
  ["Intel(R) Arc(TM) A770 Graphics", "vulkan", 3.35, 297.53],
  ["Intel(R) Arc(TM) A770 Graphics", "vulkan", 3.35, 213],
];

test.each(measuredExperts)(
  "%s through %s reads experts of which %d billion are asked at %d tokens a second, as the estimate says",
  (...given) => {
    const [name, backend, billions] = given;
    const experts = { ...qwen3Shape, experts: { count: 128, used: 8, hidden: 768 } };
    const estimate = estimated(experts, given);
    const dense = prefillSpeed(qwen3Shape, billions * 1e9, [placeOf(name, backend)]);
    expect(estimate?.prefill.high).toBeLessThan(dense?.prefill.high ?? 0);
  },
);

describe("no figure is given", () => {
  const card = placeOf("NVIDIA GeForce RTX 3090", "cuda");
  it.each<[string, ComputingPlace]>([
    ["a card that the table does not have", { ...card, flops: undefined }],
    ["a vendor of whom nothing was measured", { ...card, vendor: "other" }],
  ])("for %s, not even beside another", (_what, place) => {
    const half = [
      { ...card, share: 0.5 },
      { ...place, share: 0.5 },
    ];
    expect(prefillSpeed(qwen3Shape, EIGHT, half)).toBeUndefined();
  });

  it("for layers with a state, and without a GPU", () => {
    const layers = qwen3Shape.layers.map((layer) => ({ ...layer, stateBytes: 1 }));
    expect(prefillSpeed({ ...qwen3Shape, layers }, EIGHT, [card])).toBeUndefined();
    expect(prefillSpeed(qwen3Shape, EIGHT, [])).toBeUndefined();
    expect(prefillSpeed(qwen3Shape, 0, [card])).toBeUndefined();
  });
});

test("two cards read one after the other, at a speed between the two", () => {
  const [fast, slow] = ["4090", "3070"].map((name) =>
    placeOf(`NVIDIA GeForce RTX ${name}`, "cuda", 0.5),
  ) as [ComputingPlace, ComputingPlace];
  const alone = (place: ComputingPlace): number =>
    prefillSpeed(qwen3Shape, EIGHT, [{ ...place, share: 1 }])?.prefill.low ?? Number.NaN;
  const both = prefillSpeed(qwen3Shape, EIGHT, [fast, slow])?.prefill.low;
  expect(both).toBeCloseTo(2 / (1 / alone(fast) + 1 / alone(slow)), 6);
});

describe("the fit", () => {
  const run = { contextSize: 4096, sequences: 1, cacheType: "f16" } as const;
  const facts = { shape: qwen3Shape, activeParameters: 8.19e9 };
  const machineWith = (name: string, more: Partial<Parameters<typeof fitModel>[3]> = {}) => {
    const hardware = hardwareWith({ cardGibibytes: 24 });
    const devices = hardware.devices.map((device) => ({ ...device, name }));
    return { hardware: { ...hardware, devices }, loads: [], speeds: () => [], ...more };
  };

  it("tells how fast a prompt would be read, and what that comes from, before anything was run", () => {
    const { speed } = fitModel(facts, undefined, run, machineWith("NVIDIA GeForce RTX 3090"));
    expect(speed).toMatchObject({
      basis: "formula",
      flops: 142.7e12,
      reached: { low: 0.3, high: 0.6 },
    });
    expect(speed?.prefill?.low).toBeCloseTo((0.3 * 142.7e12) / (2 * 8.19e9), 0);
  });

  it("says nothing of it for an unknown card, and what was measured where something was", () => {
    expect(fitModel(facts, undefined, run, machineWith("Card X")).speed).toBeUndefined();
    const five = machineWith("Apple M5");
    expect(fitModel(facts, undefined, run, five).speed).toMatchObject({ basis: "formula" });
    expect(fitModel(facts, undefined, run, five).speed).not.toHaveProperty("prefill");
    const seen = { device: "", driver: "", backend: "cuda", sha256: "ab", time: 0 };
    const measured = machineWith("NVIDIA GeForce RTX 3090", {
      speeds: () => [{ ...seen, kind: "prefill", tokensPerSecond: 1234 }],
    });
    const { speed } = fitModel(facts, "ab", run, measured);
    expect(speed?.prefill).toEqual({ low: 1234, high: 1234 });
    expect(speed).not.toHaveProperty("flops");
  });

  // defect: of a name with slower and faster cards the upper end was the slower one's, below what the faster one does
  it("reaches from the slowest card of a name to the fastest", () => {
    const named = (name: string) =>
      fitModel(facts, undefined, run, machineWith(name)).speed?.decode;
    const [laptop, fast] = [
      named("NVIDIA GeForce RTX 4090 Laptop GPU"),
      named("NVIDIA GeForce RTX 3060 Ti"),
    ];
    // 448 to 576 GB/s, and 448 GB/s.
    expect(laptop?.low).toBeCloseTo(fast?.low ?? 0, 6);
    expect(laptop?.high).toBeGreaterThan((fast?.high ?? 0) * 1.2);
  });
});
