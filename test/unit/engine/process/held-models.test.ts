import { expect, test } from "vitest";
import type { EngineBackend, LoadedModel } from "../../../../native/engine/engine-port.ts";
import { createHeldModels } from "../../../../native/engine/process/held-models.ts";

const loaded = (backend: EngineBackend, change: Partial<LoadedModel> = {}): LoadedModel => ({
  id: "model",
  file: { id: "model", path: "/models/model.gguf", sha256: "ab".repeat(32) },
  identity: `${"ab".repeat(32)}/f16/no-fa`,
  ...{ backend, bytes: 1, millis: 1, verifyMillis: 0, gpuLayers: 0, concessions: [] },
  weights: { ram: 1, vram: 0 },
  context: { ram: 0, vram: 0 },
  estimated: { ram: 1, vram: 0 },
  ...{ contextSize: 512, sequences: 4, cacheType: "f16", flashAttention: false },
  ...change,
});
const given = { step: "context", from: "1024", to: "512", reason: "memory" } as const;

test("what was loaded comes back with the context that it got, and is held only until the process ends", () => {
  const models = createHeldModels(() => 7);
  models.took(loaded("cuda", { concessions: [given] }), { contextSize: 1024, sequences: 4 });
  expect(models.held()).toMatchObject([{ loadedAt: 7, loaded: { concessions: [given] } }]);
  models.lost();
  expect(models.held()).toEqual([]);
  expect(models.wanted()).toMatchObject([{ options: { contextSize: 512, sequences: 4 } }]);
  models.forget("model");
  expect(models.wanted()).toEqual([]);
});

test("a model that comes back on a lower layer says so, and keeps what it had given up", () => {
  const models = createHeldModels();
  models.took(loaded("cuda", { concessions: [given] }), {});
  models.lost();
  const back = models.took(loaded("vulkan"), {});
  expect(back.concessions).toMatchObject([given, { step: "backend", from: "cuda", to: "vulkan" }]);
  models.lost();
  expect(models.took(loaded("cuda"), {}).concessions).toHaveLength(2);
});

test("loading what is loaded answers with what was said then", () => {
  const models = createHeldModels();
  models.took(loaded("cuda", { concessions: [given] }), {});
  expect(models.took(loaded("cuda"), {}).concessions).toEqual([given]);
});

test("another file under the same id inherits nothing", () => {
  const models = createHeldModels();
  models.took(loaded("cuda", { concessions: [given] }), {});
  models.forget("model");
  const other = { id: "model", path: "/models/other.gguf", sha256: "cd".repeat(32) };
  expect(models.took(loaded("cpu", { file: other }), {}).concessions).toEqual([]);
});

// defect: what came by a swap could come back after a pause only as a whole or not at all
test("what one load was strict about is not asked of later ones", () => {
  const models = createHeldModels();
  const afterwards = { placement: "fitting", concede: "context" } as const;
  models.took(loaded("cuda"), { placement: "whole", concede: "nothing", afterwards });
  models.lost();
  expect(models.wanted()).toMatchObject([
    { options: { placement: "fitting", concede: "context" } },
  ]);
});

test("one that was loaded anew in another shape is held and wanted in that shape", () => {
  const models = createHeldModels();
  models.took(loaded("cuda", { concessions: [given] }), {});
  const grown = models.took(loaded("cuda", { contextSize: 1024 }), { contextSize: 1024 });
  expect(grown.concessions).toEqual([]);
  expect(models.held()).toMatchObject([{ loaded: { contextSize: 1024 } }]);
  expect(models.wanted()).toMatchObject([{ options: { contextSize: 1024 } }]);
});
