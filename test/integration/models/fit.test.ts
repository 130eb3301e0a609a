import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  GgufInsights,
  getLlama,
  type Llama,
  LlamaLogLevel,
  readGgufFileInfo,
} from "node-llama-cpp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fileDigest } from "../../../native/engine/file-digest.ts";
import { readGgufHeader } from "../../../native/engine/gguf/gguf-header.ts";
import { createLlamaEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { memoryNeed } from "../../../native/models/fit/need/memory-need.ts";
import { residentBytes } from "../../../native/models/fit/need/resident-bytes.ts";
import { modelShape } from "../../../native/models/head/model-shape.ts";
import { gemma4Head } from "../../fakes/gguf/gemma4-gguf.ts";
import { realShapes, smallShapes } from "../../fakes/gguf/model-shapes.ts";
import { writeHead, writeShapedModel } from "../../fakes/gguf/shaped-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-fit-"));
/** ggml's numbers of the cache types. */
const cacheTypes = { f16: 1, q8_0: 8, q4_0: 2 } as const;
let llama: Llama;
beforeAll(async () => {
  const common = { build: "never", skipDownload: true, progressLogs: false } as const;
  llama = await getLlama({ ...common, gpu: false, logLevel: LlamaLogLevel.error });
}, 60_000);
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true });
});

test.each(Object.entries(realShapes))(
  "what llama.cpp itself would set aside lies within the interval, and the interval is narrow: %s",
  async (name, model) => {
    const path = writeShapedModel(folder, name.replaceAll(/\W+/g, "-"), model);
    const shape = modelShape(await readGgufHeader(path));
    const insights = await GgufInsights.from(await readGgufFileInfo(path), llama);
    const weights = await insights.estimateModelResourceRequirementsV2({ gpuLayers: 0 });
    for (const contextSize of [200, 4096, 20_000, 32_768]) {
      for (const sequences of [1, 4]) {
        for (const cacheType of ["f16", "q8_0", "q4_0"] as const) {
          const flashAttention = cacheType !== "f16";
          const context = await insights.estimateContextResourceRequirementsV2({
            ...{ contextSize, sequences, flashAttention, modelGpuLayers: 0 },
            batchSize: Math.min(512, contextSize),
            kvCacheKeyType: cacheTypes[cacheType],
            kvCacheValueType: cacheTypes[cacheType],
          });
          const { allocated } = memoryNeed(shape, {
            ...{ contextSize, sequences, cacheType, backend: "cpu" },
          });
          const bytes = weights.cpuRam + context.cpuRam;
          const run = `${contextSize} tokens, ${sequences} sequences, ${cacheType}`;
          expect(bytes, run).toBeGreaterThanOrEqual(allocated.low);
          expect(bytes, run).toBeLessThanOrEqual(allocated.high);
          expect(allocated.high / allocated.low, run).toBeLessThan(1.25);
        }
      }
    }
  },
  120_000,
);

test("windows by a list, heads of two lengths, caches that layers share: gemma4", async () => {
  const path = writeHead(folder, "gemma4", gemma4Head());
  const shape = modelShape(await readGgufHeader(path));
  const insights = await GgufInsights.from(await readGgufFileInfo(path), llama);
  for (const contextSize of [200, 4096, 32_768]) {
    for (const [sequences, cacheType] of [
      [1, "f16"],
      [4, "q8_0"],
    ] as const) {
      const context = await insights.estimateContextResourceRequirementsV2({
        ...{ contextSize, sequences, flashAttention: cacheType !== "f16", modelGpuLayers: 0 },
        batchSize: Math.min(512, contextSize),
        kvCacheKeyType: cacheTypes[cacheType],
        kvCacheValueType: cacheTypes[cacheType],
      });
      const run = { contextSize, sequences, cacheType, backend: "cpu" } as const;
      const { allocated, weights } = memoryNeed(shape, run);
      // Its weights alone are as long as the file when they are loaded; asked beforehand, llama.cpp counts the words twice.
      expect(weights).toEqual({ low: shape.weightBytes, high: shape.weightBytes });
      expect(context.cpuRam).toBeGreaterThanOrEqual(allocated.low - weights.low);
      expect(context.cpuRam).toBeLessThanOrEqual(allocated.high - weights.high);
    }
  }
}, 60_000);

test.each(["f16", "q8_0", "q4_0"])("so it does for the demo model in %s", async (quality) => {
  const path = fileURLToPath(
    new URL(`../../../resources/demo-model/hearth-demo-${quality}.gguf`, import.meta.url),
  );
  const shape = modelShape(await readGgufHeader(path));
  const insights = await GgufInsights.from(await readGgufFileInfo(path), llama);
  const weights = await insights.estimateModelResourceRequirementsV2({ gpuLayers: 0 });
  for (const sequences of [1, 4]) {
    const context = await insights.estimateContextResourceRequirementsV2({
      ...{ contextSize: 256, sequences, batchSize: 256, modelGpuLayers: 0, flashAttention: false },
    });
    const run = { contextSize: 256, sequences, cacheType: "f16", backend: "cpu" } as const;
    const { allocated } = memoryNeed(shape, run);
    expect(weights.cpuRam + context.cpuRam).toBeGreaterThanOrEqual(allocated.low);
    expect(weights.cpuRam + context.cpuRam).toBeLessThanOrEqual(allocated.high);
  }
});

test("what a real load takes lies within the interval, whatever the model is made of", async () => {
  const engine = createLlamaEngine(await startLlama("cpu"));
  try {
    for (const [name, model] of Object.entries(smallShapes)) {
      const path = writeShapedModel(folder, `small-${name}`, model);
      const shape = modelShape(await readGgufHeader(path));
      const file = { id: name, path, sha256: await fileDigest(path) };
      for (const wish of [
        { contextSize: 256, sequences: 1 },
        { contextSize: 2000, sequences: 3 },
        { contextSize: 1024, sequences: 2, cacheType: "q8_0" as const },
      ]) {
        const loaded = await engine.load(file, wish);
        const { allocated } = memoryNeed(shape, { ...loaded, backend: "cpu" });
        expect(loaded.bytes, `${name} ${JSON.stringify(wish)}`).toBeGreaterThanOrEqual(
          allocated.low,
        );
        expect(residentBytes(loaded, shape), `${name} ${JSON.stringify(wish)}`).toBeLessThanOrEqual(
          allocated.high,
        );
        await engine.unload(loaded.id);
      }
    }
  } finally {
    await engine.close();
  }
}, 240_000);
