import { expect, test } from "vitest";
import { HearthError } from "../../../../native/api/errors.ts";
import type { LoadedModel, LoadOptions, ModelFile } from "../../../../native/engine/engine-port.ts";
import { createBackendChoice } from "../../../../native/engine/process/backend-choice.ts";
import type { EngineLife } from "../../../../native/engine/process/engine-life.ts";
import { createEngineLoads } from "../../../../native/engine/process/engine-loads.ts";
import type { EngineClient } from "../../../../native/engine/process/engine-router.ts";
import { createHeldModels } from "../../../../native/engine/process/held-models.ts";

const never = new AbortController().signal;
const file = (id: string, digit: string): ModelFile => ({
  ...{ id, path: `/nowhere/${id}.gguf`, sha256: digit.repeat(64) },
});
const big = file("big", "a");
const small = file("small", "b");
const loaded = (model: ModelFile, { contextSize = 512 }: LoadOptions): LoadedModel => ({
  ...{ id: model.id, file: model, identity: "", backend: "cpu", bytes: 1 },
  ...{ millis: 1, verifyMillis: 0, gpuLayers: 0, concessions: [] },
  weights: { ram: 1, vram: 0 },
  context: { ram: 0, vram: 0 },
  estimated: { ram: 1, vram: 0 },
  ...{ contextSize, sequences: 4, cacheType: "f16", flashAttention: false },
});

/** Loads whose engine is the given function; `big` may be exchanged for `small`. */
function loadsWith(load: (model: ModelFile, options: LoadOptions) => Promise<LoadedModel>) {
  const client = {
    load: (input: { readonly model: ModelFile; readonly options: LoadOptions }) =>
      load(input.model, input.options),
    devices: async () => [],
  } as unknown as EngineClient;
  const life: EngineLife = {
    ...{ client, choice: "any", backend: "cpu" },
    alive: () => true,
    kill: async () => {},
  };
  const models = createHeldModels();
  const loads = createEngineLoads({
    ready: async () => life,
    revive: () => {},
    backends: createBackendChoice(),
    models,
    smaller: async ({ id }) => (id === "big" ? small : undefined),
    tell: () => {},
  });
  return { loads, models };
}

// defect: a pause ended with a smaller file in memory, while the miner still named the one that it had asked for
test("what is loaded again never becomes another file, and is asked for in full the next time", async () => {
  let room = true;
  const { loads, models } = loadsWith(async (model, options) => {
    if (model.id === "big" && !room) throw new HearthError("MODEL_TOO_LARGE");
    return loaded(model, options);
  });
  const wish = { contextSize: 256, leastContext: 256, concede: "quantisation" } as const;
  expect((await loads.load(big, wish, never)).id).toBe("big");
  models.lost();
  room = false;
  loads.reload();
  expect(await loads.settled()).toMatchObject([
    { status: "rejected", reason: { code: "MODEL_TOO_LARGE" } },
  ]);
  expect(models.held()).toEqual([]);
  expect(models.wanted()).toMatchObject([{ file: { id: "big" }, options: wish }]);
  // Who asks for it takes what there is, and is told.
  expect((await loads.load(big, wish, never)).id).toBe("small");
  models.forget("small");
  room = true;
  loads.reload();
  await loads.settled();
  expect(models.held().map((one) => one.loaded.id)).toEqual(["big"]);
  expect(models.wanted()).toMatchObject([{ options: wish }]);
});

// defect: a model that was unloaded while it loaded was still listed, and came back after the next pause
test("a load that is given up is not held, however near its end it was", async () => {
  const done = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const { loads, models } = loadsWith(async (model, options) => {
    begun.resolve();
    await done.promise;
    return loaded(model, options);
  });
  const loading = loads.load(big, {}, never);
  const ended = expect(loading).rejects.toMatchObject({ code: "CANCELLED" });
  await begun.promise;
  loads.abandon("big");
  models.forget("big");
  done.resolve();
  await ended;
  expect([models.held(), models.wanted(), loads.pending("big")]).toEqual([[], [], undefined]);
});
