import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { createLlamaEngine, type HeldEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-shape-"));
const request = {
  model: "tiny",
  messages: [{ role: "user" as const, content: "Tell me a story." }],
  maxTokens: 8,
  temperature: 0,
};
/** What is asked before each load; replaced by tests that stop it there. */
let verify = async (_signal?: AbortSignal): Promise<void> => {};
let free = 2 ** 30;
let engine: HeldEngine;
let model: ModelFile;

beforeAll(async () => {
  model = writeTinyModel(folder, { contextLength: 4096 });
  engine = createLlamaEngine(await startLlama("cpu"), {
    freeMemory: () => free,
    verify: (_model, signal) => verify(signal),
  });
});
afterEach(async () => {
  free = 2 ** 30;
  verify = async () => {};
  await engine.unload("tiny");
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

// defect: a miner got the short context that a person had once loaded its model with
test("a model that is held in a smaller shape than is asked for is loaded anew in that shape", async () => {
  await engine.load(model, { contextSize: 128, sequences: 1 });
  const grown = await engine.load(model, { contextSize: 512, sequences: 4 });
  expect(grown).toMatchObject({ contextSize: 512, sequences: 4 });
  const least = await engine.load(model, { sequences: 2, leastContext: 256 });
  expect(least).toBe(grown);
  expect(await engine.load(model)).toBe(grown);
  expect((await engine.generate(request)).tokens.length).toBeGreaterThan(0);
  await engine.unload("tiny");
  await engine.load(model, { contextSize: 128, sequences: 1 });
  expect((await engine.load(model, { leastContext: 1024 })).contextSize).toBe(4096);
  // More than it was made for is nothing to wait for.
  const most = await engine.load(model, { leastContext: 1 << 20 });
  expect(await engine.load(model, { leastContext: 1 << 20 })).toBe(most);
});

test("a shape that does not fit leaves the model as it was, and nobody's request is cut off for one", async () => {
  await engine.load(model, { contextSize: 128, sequences: 1 });
  const before = await engine.generate(request);
  free = 24 * 2 ** 20;
  await expect(engine.load(model, { contextSize: 1 << 18, sequences: 4 })).rejects.toMatchObject({
    code: "MODEL_TOO_LARGE",
  });
  expect((await engine.generate(request)).tokens).toEqual(before.tokens);
  expect((await engine.load(model)).contextSize).toBe(128);
  free = 2 ** 30;
  let halted = false;
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const running = engine.generate({ ...request, maxTokens: 64 }, undefined, () => {
    // It stands still from its first token on.
    if (halted) return;
    halted = true;
    engine.setPace(0);
    resolve();
  });
  await started;
  await expect(engine.load(model, { sequences: 4 })).rejects.toMatchObject({
    code: "MODEL_IN_USE",
  });
  engine.setPace(1);
  expect((await running).tokens.length).toBeGreaterThan(0);
});

/** Holds loads up until `go` or their abort. */
function hold() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  verify = (signal) => {
    begun.resolve();
    return new Promise((done, fail) => {
      promise.then(done);
      signal?.addEventListener("abort", () => fail(signal.reason));
    });
  };
  return { begun: begun.promise, go: () => resolve() };
}

// defect: who left a load that two waited for took it from the other, a miner among them
test("who leaves a load takes it from nobody else, and the last one who leaves ends it", async () => {
  const { begun, go } = hold();
  const [person, miner] = [new AbortController(), new AbortController()];
  const left = expect(engine.load(model, {}, person.signal)).rejects.toMatchObject({
    code: "CANCELLED",
  });
  const loading = engine.load(model, {}, miner.signal);
  await begun;
  person.abort();
  await left;
  go();
  expect((await loading).id).toBe("tiny");
  await engine.unload("tiny");

  const again = hold();
  const alone = engine.load(model, {}, miner.signal);
  const ended = expect(alone).rejects.toMatchObject({ code: "CANCELLED" });
  await again.begun;
  miner.abort();
  // Who asks while it ends does not get its end for an answer.
  verify = async () => {};
  const next = engine.load(model);
  await ended;
  expect((await next).id).toBe("tiny");
});

test("unloading what is on its way ends the load", async () => {
  const { begun } = hold();
  const ended = expect(engine.load(model)).rejects.toMatchObject({ code: "CANCELLED" });
  await begun;
  await engine.unload("tiny");
  await ended;
  expect(await engine.loaded()).toEqual([]);
});
