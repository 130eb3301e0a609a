import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Device } from "../../../../native/api/hardware.ts";
import type { RunPlan } from "../../../../native/models/fit/run-plan.ts";
import { findCard, gpuTable } from "../../../../native/models/fit/speed/gpu-table.ts";
import {
  bytesPerToken,
  formulaSpeed,
  vendorOf,
} from "../../../../native/models/fit/speed/speed.ts";
import { qwen3Shape } from "../../../property/models/shapes.ts";

/**
 * Tokens per second of an 8B model in Q4_K_XL (5.15 GB) with a half-filled context of 16 384 tokens
 * (home-gpu notes 5.2, after topclanker's table).
 */
const anchors: Readonly<Record<string, number>> = {
  "RTX 4060 Ti": 34,
  "RTX 3060": 42,
  "RTX 4070": 52,
  "RTX 4070 Super": 56,
  "RTX 4070 Ti": 58,
  "RTX 4070 Ti Super": 72,
  "RTX 3080": 74,
  "RTX 4080": 78,
  "RTX 3090": 87,
  "RTX 3080 Ti": 88,
  "RTX 3090 Ti": 94,
  "RTX 4090": 104,
  "RTX 5090": 145,
};
const plan: RunPlan = { contextSize: 16_384, sequences: 1, cacheType: "f16", backend: "cuda" };
const cached = (plan.contextSize / 2) * 144 * 1024;

function speedOn(name: string): { low: number; high: number; middle: number } {
  const bandwidth = (findCard(`NVIDIA GeForce ${name}`)?.bandwidth ?? Number.NaN) * 1e9;
  const bytes = 5.15e9 + cached;
  const decode = formulaSpeed([{ bytes, bandwidth, vendor: "nvidia" }])?.decode;
  const { low, high } = decode ?? { low: Number.NaN, high: Number.NaN };
  return { low, high, middle: low / 0.7 };
}

test("the formula meets what thirteen cards were measured at: 4 % off in the mean, 8 % at most, all within the interval", () => {
  const errors = Object.entries(anchors).map(([name, measured]) => {
    const { low, high, middle } = speedOn(name);
    expect(measured, name).toBeGreaterThan(low);
    expect(measured, name).toBeLessThan(high);
    return Math.abs(middle - measured) / measured;
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  expect(mean).toBeLessThan(0.045);
  expect(Math.max(...errors)).toBeLessThan(0.08);
});

test("no estimate is faster than reading the bytes at full bandwidth", () => {
  for (const bytes of [1e6, 1e9, 1e11]) {
    const speed = formulaSpeed([{ bytes, bandwidth: 1e12, vendor: "nvidia" }]);
    expect(speed?.decode.high).toBeLessThanOrEqual(1e12 / bytes);
  }
});

test("an unknown bandwidth gives no speed, and a second place makes a token slower", () => {
  const fast = { bytes: 4e9, bandwidth: 1e12, vendor: "nvidia" } as const;
  expect(formulaSpeed([fast, { ...fast, bandwidth: 0 }])).toBeUndefined();
  expect(formulaSpeed([])).toBeUndefined();
  const alone = formulaSpeed([fast])?.decode.high ?? 0;
  const both = formulaSpeed([fast, { ...fast, bandwidth: 1e11 }]);
  expect(both?.decode.high).toBeLessThan(alone);
  expect(both?.bandwidth).toBe(1e11);
});

test("a token reads layers and output, of experts those that are asked, and half the context", () => {
  const bytes = bytesPerToken(qwen3Shape, plan);
  const layers = qwen3Shape.layers.reduce((sum, layer) => sum + layer.bytes, 0);
  expect(bytes).toBeCloseTo(layers + qwen3Shape.outputBytes + cached, 0);
  const experts = {
    ...qwen3Shape,
    layers: qwen3Shape.layers.map((layer) => ({ ...layer, activeBytes: layer.bytes / 10 })),
  };
  expect(bytesPerToken(experts, plan)).toBeCloseTo(
    layers / 10 + qwen3Shape.outputBytes + cached,
    0,
  );
});

test("the table of cards has the schema's shape, and every figure is one that a card can have", () => {
  const text = readFileSync(
    new URL("../../../../resources/models/gpus.json", import.meta.url),
    "utf8",
  );
  const { cards } = gpuTable.parse(JSON.parse(text));
  expect(cards.length).toBeGreaterThan(75);
  for (const card of cards) {
    const { name, gigabytes, bandwidth, leastBandwidth, watts, vendor, tflops } = card;
    if (tflops !== undefined) {
      expect(tflops, name).toBeGreaterThanOrEqual(card.leastTflops ?? 2);
      expect(tflops, name).toBeLessThan(500);
    }
    expect(bandwidth, name).toBeGreaterThanOrEqual(leastBandwidth ?? 60);
    expect(bandwidth, name).toBeLessThan(2000);
    if (vendor === "Apple") continue;
    expect(gigabytes, name).toBeGreaterThanOrEqual(6);
    // A laptop's board has no figure of its own: its maker sets it.
    if (/Laptop|M$/.test(name)) continue;
    expect(watts, name).toBeGreaterThan(100);
    expect(watts, name).toBeLessThan(600);
  }
  const keys = cards.map(({ name, gigabytes }) => `${name} ${gigabytes}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each([
  ["NVIDIA GeForce RTX 4070", undefined, 504],
  ["NVIDIA GeForce RTX 4070 Ti", undefined, 504],
  ["NVIDIA GeForce RTX 4070 Ti SUPER", undefined, 672],
  ["NVIDIA GeForce RTX 3080", 12 * 2 ** 30, 912],
  ["NVIDIA GeForce RTX 3080", 10 * 2 ** 30, 760],
  ["AMD Radeon RX 7900 XTX", undefined, 960],
  ["Intel(R) Arc(TM) B580 Graphics", undefined, 456],
  ["Apple M4 Max", undefined, 546],
  // A laptop's card is another than the one whose name it shares.
  ["NVIDIA GeForce RTX 4090 Laptop GPU", 16 * 2 ** 30, 576],
  ["NVIDIA GeForce RTX 4070 Laptop GPU", undefined, 256],
  ["NVIDIA GeForce RTX 5090 Laptop GPU", undefined, 896],
  ["Intel(R) Arc(TM) A770M Graphics", undefined, 512],
])("%s with %s bytes has %i GB/s", (name, bytes, bandwidth) => {
  expect(findCard(name, bytes)?.bandwidth).toBe(bandwidth);
});

test.each(["NVIDIA GeForce RTX 2080 with Max-Q Design", "NVIDIA H200", "llvmpipe", ""])(
  "%s is not in the table, and nothing is guessed",
  (name) => expect(findCard(name)).toBeUndefined(),
);

test.each<[Pick<Device, "name" | "vendor" | "backend">, string]>([
  [{ name: "RTX 4090", backend: "vulkan" }, "nvidia"],
  [{ name: "Card", vendor: "Advanced Micro Devices, Inc.", backend: "vulkan" }, "amd"],
  [{ name: "Apple M2", backend: "metal" }, "apple"],
  [{ name: "Intel(R) Arc(TM) A770 Graphics", backend: "vulkan" }, "intel"],
  [{ name: "Card", backend: "vulkan" }, "other"],
])("the vendor of %j is %s", (device, vendor) => expect(vendorOf(device)).toBe(vendor));
