import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { LoadOptions } from "../../../native/engine/engine-port.ts";
import { createLlamaEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { writeTinyEmbedding } from "../../fakes/tiny-embedding.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const demo = fileURLToPath(
  new URL("../../../resources/demo-model/hearth-demo-f16.gguf", import.meta.url),
);

test("a context that memory does not hold is refused with both figures, and a smaller one is not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-memory-"));
  const engine = createLlamaEngine(await startLlama("cpu"), { freeMemory: () => 64 * 2 ** 20 });
  const model = writeTinyModel(folder);
  await expect(engine.load(model, { contextSize: 2 ** 20, sequences: 2 })).rejects.toMatchObject({
    code: "MODEL_TOO_LARGE",
    detail: { needed: expect.any(Number), available: 64 * 2 ** 20 },
  });
  expect(await engine.loaded()).toEqual([]);
  await engine.load(model, { contextSize: 256, sequences: 1 });
  expect(await engine.loaded()).toEqual(["tiny"]);
  await engine.close();
  rmSync(folder, { recursive: true });
});

test("a second model is taken in only where both fit, and the refusal names both sizes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-two-"));
  const first = writeTinyModel(folder, { name: "chat" });
  const second = writeTinyModel(folder, { name: "embedding", seed: 2 });
  const runtime = await startLlama("cpu");
  let free = 0;
  const engine = createLlamaEngine(runtime, { freeMemory: () => free });
  const shape = { contextSize: 256, sequences: 1 };
  free = 64 * 2 ** 20;
  const held = await engine.load(first, shape);
  const need = held.estimated.ram;
  // On Linux a mapped file counts as free although the first model works with it.
  const mapped = process.platform === "linux" ? held.weights.ram : 0;
  free = need + mapped - 1;
  await expect(engine.load(second, shape)).rejects.toMatchObject({
    code: "MODEL_TOO_LARGE",
    detail: { needed: need, available: need - 1, held: held.bytes, beside: "chat" },
  });
  free = need + mapped;
  const other = await engine.load(second, shape);
  expect(await engine.loaded()).toEqual(["chat", "embedding"]);
  const [cpu] = await engine.devices();
  expect(cpu?.modelBytes).toBe(held.weights.ram + other.weights.ram);
  expect(cpu?.cacheBytes).toBe(held.context.ram + other.context.ram);
  await engine.close();
  rmSync(folder, { recursive: true });
});

test("the same file in another form is another model with another identity, and both answer", async () => {
  const engine = createLlamaEngine(await startLlama("cpu"));
  const sha256 = createHash("sha256").update(readFileSync(demo)).digest("hex");
  const file = { id: "demo", path: demo, sha256 };
  const plain = await engine.load(file, { contextSize: 256, sequences: 1 });
  expect(plain).toMatchObject({ id: "demo", identity: `${file.sha256}/f16/no-fa` });
  const other = await engine.load(file, { contextSize: 256, sequences: 1, cacheType: "q8_0" });
  expect(other).toMatchObject({
    ...{ id: "demo#q8_0/fa", identity: `${file.sha256}/q8_0/fa` },
    ...{ cacheType: "q8_0", flashAttention: true },
  });
  expect(other.context.ram).toBeLessThan(plain.context.ram);
  const messages = [{ role: "user", content: "Tell me a story." }] as const;
  const ask = (model: string) =>
    engine.generate({ model, messages, maxTokens: 32, temperature: 0 });
  const [one, two] = [await ask("demo"), await ask("demo#q8_0/fa")];
  // Why the form is part of the identity: log-probabilities differ.
  expect(two.logprobs).not.toEqual(one.logprobs);
  await engine.close();
});

test("a form that this model or llama.cpp cannot have is refused as such, and not as too large", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-forms-"));
  const engine = createLlamaEngine(await startLlama("cpu"));
  const file = writeTinyModel(folder);
  const load = (options: LoadOptions) => engine.load(file, { contextSize: 256, ...options });
  await expect(load({ cacheType: "q8_0" })).rejects.toMatchObject({
    code: "BAD_INPUT",
    detail: { reason: expect.stringContaining("heads have 16") },
  });
  await expect(load({ cacheType: "q4_0", flashAttention: false })).rejects.toMatchObject({
    code: "BAD_INPUT",
  });
  expect((await load({ flashAttention: true })).id).toBe("tiny#f16/fa");
  await engine.close();
  rmSync(folder, { recursive: true });
});

test("unloading tells what came back, and of what is not there nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-release-"));
  const engine = createLlamaEngine(await startLlama("cpu"));
  const file = writeTinyModel(folder);
  const { context } = await engine.load(file, { contextSize: 2 ** 15, sequences: 4 });
  expect(context.ram).toBeGreaterThan(100 * 2 ** 20);
  const before = process.memoryUsage.rss();
  const released = await engine.release("tiny");
  // How much the allocator gives back at once is its affair (the engine's process is set up for it); what is told must be what was seen.
  const seen = Math.max(0, before - process.memoryUsage.rss());
  expect(released).toMatchObject({ id: "tiny", vram: 0 });
  expect(released?.millis).toBeGreaterThan(0);
  expect(Math.abs((released?.ram ?? Number.NaN) - seen)).toBeLessThan(24 * 2 ** 20);
  expect(await engine.loaded()).toEqual([]);
  expect(await engine.release("tiny")).toBeUndefined();
  await engine.close();
  rmSync(folder, { recursive: true });
});

test("a chat model and one for vectors are held and answer side by side, each counted", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-side-"));
  const engine = createLlamaEngine(await startLlama("cpu"));
  const chat = await engine.load(writeTinyModel(folder), { contextSize: 256, sequences: 2 });
  const file = writeTinyEmbedding(folder);
  const vectors = await engine.load(file, { contextSize: 64, sequences: 4 });
  // One text at a time, whatever was asked for, and no cache to quantise.
  expect(vectors).toMatchObject({ sequences: 1, contextSize: 64 });
  await expect(engine.load({ ...file, id: "other" }, { cacheType: "q8_0" })).rejects.toMatchObject({
    code: "BAD_INPUT",
  });
  const [answer, [vector]] = await Promise.all([
    engine.generate({
      ...{ model: chat.id, maxTokens: 8, temperature: 0 },
      messages: [{ role: "user", content: "Tell me a story." }],
    }),
    engine.embed({ model: vectors.id, texts: ["a story"] }),
  ]);
  expect(answer.tokens.length).toBeGreaterThan(0);
  expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
  const [cpu] = await engine.devices();
  expect(cpu?.modelBytes).toBe(chat.weights.ram + vectors.weights.ram);
  expect(cpu?.cacheBytes).toBe(chat.context.ram + vectors.context.ram);
  // The estimate holds for both kinds, or the check before a load would be worth nothing.
  for (const one of [chat, vectors]) {
    const taken = one.weights.ram + one.context.ram;
    expect(one.estimated.ram).toBeGreaterThan(taken / 2);
    expect(one.estimated.ram).toBeLessThan(taken * 2);
  }
  await engine.close();
  rmSync(folder, { recursive: true });
});
