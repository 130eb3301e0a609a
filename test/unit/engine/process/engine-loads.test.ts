import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { HearthError } from "../../../../native/api/errors.ts";
import type { LoadedModel, LoadOptions, ModelFile } from "../../../../native/engine/engine-port.ts";
import { createBackendChoice } from "../../../../native/engine/process/backend-choice.ts";
import type { EngineLife } from "../../../../native/engine/process/engine-life.ts";
import { createEngineLoads } from "../../../../native/engine/process/engine-loads.ts";
import type { EngineClient } from "../../../../native/engine/process/engine-router.ts";
import { createHeldModels } from "../../../../native/engine/process/held-models.ts";
import { writeTinyModel } from "../../../fakes/tiny-gguf.ts";

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

/** What the fake engine was asked to unload, what it says it holds, and what was told. */
interface Seen {
  readonly unloaded: string[];
  readonly inEngine: Set<string>;
  readonly told: string[];
}

/** Loads whose engine is the given function; `big` may be exchanged for `small`. */
function loadsWith(
  load: (model: ModelFile, options: LoadOptions) => Promise<LoadedModel>,
  smaller = async ({ id }: ModelFile): Promise<ModelFile | undefined> =>
    id === "big" ? small : undefined,
) {
  const seen: Seen = { unloaded: [], inEngine: new Set(), told: [] };
  const client = {
    load: (
      input: { readonly model: ModelFile; readonly options: LoadOptions },
      { signal }: { readonly signal: AbortSignal },
    ) => {
      const left = Promise.withResolvers<never>();
      signal.addEventListener("abort", () => left.reject(new HearthError("CANCELLED")));
      const coming = load(input.model, input.options).then((one) => {
        seen.inEngine.add(one.id);
        return one;
      });
      coming.catch(() => {});
      return Promise.race([coming, left.promise]);
    },
    unload: async (id: string) => {
      seen.unloaded.push(id);
      seen.inEngine.delete(id);
    },
    loaded: async () => [...seen.inEngine],
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
    smaller,
    tell: (event) => {
      if (event.kind === "lost") seen.told.push(`${event.kind} ${event.file.id}`);
    },
  });
  return { loads, models, seen };
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
  room = true;
  loads.reload();
  await loads.settled();
  expect(models.held().map((one) => one.loaded.id)).toEqual(["big"]);
  expect(models.wanted()).toMatchObject([{ options: wish }]);
});

// defect: after each later pause both were loaded, or the pause's end failed for want of memory
test("who asks takes what there is, is told, and what was given up is wanted no longer", async () => {
  let room = true;
  const { loads, models } = loadsWith(async (model, options) => {
    if (model.id === "big" && !room) throw new HearthError("MODEL_TOO_LARGE");
    return loaded(model, options);
  });
  const wish = { contextSize: 256, leastContext: 256, concede: "quantisation" } as const;
  await loads.load(big, wish, never);
  models.lost();
  room = false;
  const came = await loads.load(big, wish, never);
  expect(came.id).toBe("small");
  expect(came.concessions).toMatchObject([{ step: "quantisation", from: "big", to: "small" }]);
  expect(models.wanted().map((one) => one.file.id)).toEqual(["small"]);
});

// defect: a model that came in the moment in which its load was given up stayed in memory, and no list named it
test("a load that is cancelled leaves nothing in the engine, unless the model was there before", async () => {
  const coming: (() => void)[] = [];
  const { loads, models, seen } = loadsWith(async (model, options) => {
    await new Promise<void>((resolve) => coming.push(resolve));
    return loaded(model, options);
  });
  const leaving = new AbortController();
  const left = expect(loads.load(big, {}, leaving.signal)).rejects.toMatchObject({
    code: "CANCELLED",
  });
  await expect.poll(() => coming.length).toBe(1);
  leaving.abort();
  coming[0]?.();
  await left;
  await expect.poll(() => seen.unloaded).toEqual(["big"]);
  const here = loads.load(small, {}, never);
  await expect.poll(() => coming.length).toBe(2);
  coming[1]?.();
  await here;
  const again = new AbortController();
  const unanswered = expect(loads.load(small, {}, again.signal)).rejects.toThrow();
  await expect.poll(() => coming.length).toBe(3);
  again.abort();
  await unanswered;
  expect(seen.unloaded).toEqual(["big"]);
  expect(models.held().map((one) => one.loaded.id)).toEqual(["small"]);
});

// defect: the node went on listing it as held, and everyone who named it was told that it is not there
test("a model that did not survive the change of its shape is told as lost and no longer listed", async () => {
  let whole = true;
  const { loads, models, seen } = loadsWith(async (model, options) => {
    if (whole) return loaded(model, options);
    throw new HearthError("MODEL_TOO_LARGE");
  });
  await loads.load(big, { contextSize: 128 }, never);
  whole = false;
  // It came back as it was: nothing is lost.
  await expect(loads.load(big, { contextSize: 512 }, never)).rejects.toThrow();
  expect([models.isHeld("big"), seen.told]).toEqual([true, []]);
  seen.inEngine.clear();
  await expect(loads.load(big, { contextSize: 512 }, never)).rejects.toThrow();
  expect([models.isHeld("big"), seen.told]).toEqual([false, ["lost big"]]);
  expect(models.wanted()).toMatchObject([{ file: { id: "big" }, options: { contextSize: 128 } }]);
});

test("a list of smaller files that leads in a circle, and a layer that never settles, end", async () => {
  const circle = loadsWith(
    async () => {
      throw new HearthError("MODEL_TOO_LARGE");
    },
    async ({ id }) => (id === "big" ? small : big),
  );
  const wish = { concede: "quantisation", contextSize: 256, allowed: ["none"] } as const;
  await expect(circle.loads.load(big, wish, never)).rejects.toMatchObject({
    code: "MODEL_TOO_LARGE",
  });
  let killed = 0;
  const restless = createEngineLoads({
    ready: async () => ({
      ...{ client: {} as EngineClient, choice: "cpu", backend: "cpu" },
      alive: () => true,
      kill: async () => {
        killed += 1;
      },
    }),
    ...{ revive: () => {}, backends: createBackendChoice(), models: createHeldModels() },
    tell: () => {},
  });
  await expect(restless.load(big, {}, never)).rejects.toMatchObject({ code: "ENGINE_DOWN" });
  expect(killed).toBeGreaterThan(2);
  expect(killed).toBeLessThan(20);
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

// defect: where less than usual is enough, the first shorter context that was tried was longer than the one that had not fitted
test("a context that nobody gave a size is shortened from what is enough", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-loads-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const model = { ...big, ...writeTinyModel(folder, { contextLength: 4096 }) };
  const tried: (number | undefined)[] = [];
  const { loads } = loadsWith(async (file, options) => {
    tried.push(options.contextSize);
    if ((options.contextSize ?? 4096) > 512) throw new HearthError("MODEL_TOO_LARGE");
    return loaded(file, options);
  });
  const wish = { enoughContext: 1024, leastContext: 256, concede: "context" } as const;
  const { contextSize, concessions } = await loads.load(model, wish, never);
  expect([contextSize, tried]).toEqual([512, [undefined, 512]]);
  expect(concessions).toMatchObject([{ step: "context", from: "1024", to: "512" }]);
});
