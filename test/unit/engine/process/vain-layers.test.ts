import { expect, test } from "vitest";
import { HearthError } from "../../../../native/api/errors.ts";
import type { LoadOptions, ModelFile } from "../../../../native/engine/engine-port.ts";
import type { GpuChoice } from "../../../../native/engine/llama/runtime/llama-runtime.ts";
import { createBackendChoice } from "../../../../native/engine/process/backend-choice.ts";
import type { EngineLife } from "../../../../native/engine/process/engine-life.ts";
import { createEngineLoads } from "../../../../native/engine/process/engine-loads.ts";
import type { EngineClient } from "../../../../native/engine/process/engine-router.ts";
import { createHeldModels } from "../../../../native/engine/process/held-models.ts";
import { createVainLayers } from "../../../../native/engine/process/vain-layers.ts";

const never = new AbortController().signal;
const file: ModelFile = { id: "big", path: "/nowhere/big.gguf", sha256: "a".repeat(64) };
const wish = { contextSize: 256 } as const;
const backends = { any: "cuda", "without-cuda": "vulkan", cpu: "cpu" } as const;

/** An engine on a computer with a GPU, whose layers need so much main memory each; `lives` lists the starts of its process. */
function computer(needs: Record<GpuChoice, number>, countsMore: GpuChoice | "none" = "none") {
  const state = { free: 0, kept: [] as string[], lives: [] as GpuChoice[] };
  const choice = createBackendChoice({
    known: () => undefined,
    worked: (layer) => state.kept.push(layer),
    forget: () => state.kept.push("forgotten"),
  });
  let life: EngineLife | undefined;
  const start = (): EngineLife => {
    const layer = choice.starting();
    choice.ready();
    state.lives.push(layer);
    const client = {
      load: async (input: { readonly model: ModelFile; readonly options: LoadOptions }) => {
        const needed = needs[layer];
        const available = state.free + (layer === countsMore ? 500 : 0);
        if (needed > state.free) throw new HearthError("MODEL_TOO_LARGE", { needed, available });
        return {
          ...{ id: input.model.id, file: input.model, identity: "", backend: backends[layer] },
          ...{ bytes: 1, millis: 1, verifyMillis: 0, gpuLayers: 0, concessions: [] },
          ...{ weights: { ram: 1, vram: 0 }, context: { ram: 0, vram: 0 } },
          ...{ estimated: { ram: 1, vram: 0 }, cacheType: "f16", flashAttention: false },
          ...{ contextSize: 256, sequences: 4 },
        };
      },
      unload: async () => {},
      loaded: async () => [],
      devices: async () => [],
    } as unknown as EngineClient;
    const one: EngineLife = {
      ...{ client, choice: layer, backend: backends[layer] },
      alive: () => life === one,
      kill: async () => {
        if (life === one) life = undefined;
      },
    };
    life = one;
    return one;
  };
  const models = createHeldModels();
  const loads = createEngineLoads({
    ready: async () => life ?? start(),
    ...{ revive: () => {}, backends: choice, models, tell: () => {} },
  });
  return { state, loads, models, choice };
}

// defect: a miner that waited for memory ended the engine's process three times with each try, every 30 seconds, for ever
test("who waits for memory ends no process for a layer that had no room and has no more by now", async () => {
  const { state, loads } = computer({ any: 300, "without-cuda": 200, cpu: 250 });
  state.free = 100;
  const refused = { code: "MODEL_TOO_LARGE" };
  await expect(loads.load(file, wish, never)).rejects.toMatchObject(refused);
  expect(state.lives).toEqual(["any", "without-cuda", "cpu"]);
  for (const free of [100, 60, 199]) {
    state.free = free;
    await expect(loads.load(file, wish, never)).rejects.toMatchObject(refused);
  }
  // The first of these tries went back to the first layer, where the others stayed.
  expect(state.lives).toEqual(["any", "without-cuda", "cpu", "any"]);
  state.free = 220;
  expect(await loads.load(file, wish, never)).toMatchObject({
    backend: "vulkan",
    concessions: [{ step: "backend", from: "cuda", to: "vulkan" }],
  });
  expect(state.lives.slice(4)).toEqual(["without-cuda"]);
});

// defect: what one layer counted as free was enough for the next by its own word, which it was not, with each try anew
test("a layer that counts more memory as free than the next one does not send each try there", async () => {
  const { state, loads } = computer({ any: 300, "without-cuda": 250, cpu: 250 }, "any");
  state.free = 100;
  for (let tries = 0; tries < 5; tries++) {
    await expect(loads.load(file, wish, never)).rejects.toThrow();
  }
  // Each of the two below is found out once by that word, and then no more.
  expect(state.lives).toEqual(["any", "without-cuda", "cpu", "any", "cpu", "any"]);
});

test("a layer in between that still has no room is passed over for one that has by now", async () => {
  const { state, loads } = computer({ any: 300, "without-cuda": 280, cpu: 150 });
  state.free = 100;
  await expect(loads.load(file, wish, never)).rejects.toThrow();
  state.free = 160;
  expect(await loads.load(file, wish, never)).toMatchObject({ backend: "cpu" });
  expect(state.lives).toEqual(["any", "without-cuda", "cpu", "any", "cpu"]);
});

test("another model, a smaller shape and another form are other questions", async () => {
  const { state, loads } = computer({ any: 300, "without-cuda": 300, cpu: 300 });
  state.free = 100;
  const different: readonly (readonly [ModelFile, LoadOptions])[] = [
    [file, wish],
    [file, { contextSize: 128 }],
    [file, { ...wish, sequences: 1 }],
    [file, { ...wish, flashAttention: true }],
    [{ ...file, sha256: "b".repeat(64) }, wish],
  ];
  for (const [model, options] of different) {
    state.lives.length = 0;
    await expect(loads.load(model, options, never)).rejects.toThrow();
    expect(state.lives.slice(-2)).toEqual(["without-cuda", "cpu"]);
  }
});

// defect: a layer that had too little room once counted as dead for a week, and the Doctor told of a broken driver
test("a layer that is left for want of memory is not remembered as one that does not work", async () => {
  const { state, loads } = computer({ any: 300, "without-cuda": 300, cpu: 50 });
  state.free = 100;
  expect(await loads.load(file, wish, never)).toMatchObject({ backend: "cpu" });
  expect(state.kept).toEqual(["forgotten"]);
});

// defect: the second of two models that found no room anywhere left the engine on the processor
test("two loads that find no room anywhere leave the first layer to the next one", async () => {
  const { state, loads, choice } = computer({ any: 300, "without-cuda": 300, cpu: 300 });
  const other = { ...file, id: "other", sha256: "c".repeat(64) };
  const both = [loads.load(file, wish, never), loads.load(other, wish, never)];
  await Promise.allSettled(both);
  expect(choice.current()).toBe("any");
  expect(state.lives.length).toBeLessThan(8);
});

test("a layer that failed with more than it asked for is tried again only with clearly more; the oldest is forgotten", () => {
  const vain = createVainLayers();
  const wanted = { file, options: wish };
  vain.lacked("cpu", wanted, { needed: 160, available: 200 });
  expect(vain.worthTrying("cpu", wanted, 205)).toBe(false);
  expect(vain.worthTrying("cpu", wanted, 210)).toBe(true);
  expect(vain.worthTrying("any", wanted, 0)).toBe(true);
  for (let contextSize = 1; contextSize <= 64; contextSize++) {
    vain.lacked("cpu", { file, options: { contextSize } }, { needed: 2, available: 1 });
  }
  expect(vain.worthTrying("cpu", wanted, 0)).toBe(true);
  expect(vain.worthTrying("cpu", { file, options: { contextSize: 64 } }, 1)).toBe(false);
});
