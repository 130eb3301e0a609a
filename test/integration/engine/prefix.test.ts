import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChatMessage, GenerateRequest } from "../../../native/engine/engine-port.ts";
import { createLlamaEngine, type HeldEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

/** One batch, the tokens that llama.cpp takes in one pass. */
const BATCH = 512;
const folder = mkdtempSync(join(tmpdir(), "hearth-prefix-"));
const rulebook = Array.from({ length: 90 }, (_, rule) => `Rule ${rule} is the rule ${rule * 7}.`);
const about = (question: string): readonly ChatMessage[] => [
  { role: "system", content: rulebook.join(" ") },
  { role: "user", content: question },
];
const asking = (question: string): GenerateRequest => ({
  ...{ model: "tiny", messages: about(question), maxTokens: 20, temperature: 0 },
});
let engine: HeldEngine;

/** Engines of one sequence, so that every request meets what the one before it left. */
async function fresh(): Promise<HeldEngine> {
  const started = createLlamaEngine(await startLlama("cpu"));
  const model = writeTinyModel(folder, { contextLength: 4096 });
  await started.load(model, { contextSize: 4096, sequences: 1 });
  return started;
}

beforeAll(async () => {
  engine = await fresh();
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

test("whole batches of a prompt that begins the same are kept, and change not one digit", async () => {
  const first = await engine.generate(asking("May I park here?"));
  expect(first.reusedTokens).toBe(0);
  const kept = await engine.generate(asking("Who wrote rule nine, and why?"));
  expect(kept.reusedTokens).toBeGreaterThanOrEqual(BATCH);
  expect(kept.reusedTokens % BATCH).toBe(0);
  const other = await fresh();
  const clean = await other.generate(asking("Who wrote rule nine, and why?"));
  expect(clean.reusedTokens).toBe(0);
  expect(kept.tokens).toEqual(clean.tokens);
  expect(kept.logprobs).toEqual(clean.logprobs);
  const scored = { model: "tiny", messages: about("Once more?"), tokens: kept.tokens };
  expect(await engine.score(scored)).toEqual(await other.score(scored));
  await other.close();
});

test("a conversation that goes on keeps everything where it may, its own answer included", async () => {
  const question: ChatMessage = { role: "user", content: "Tell me a story." };
  const first = await engine.generate({ ...asking(""), messages: [question], reusePrefix: true });
  const messages: readonly ChatMessage[] = [
    question,
    { role: "assistant", content: "It rained." },
    { role: "user", content: "And then?" },
  ];
  const second = await engine.generate({ ...asking(""), messages, reusePrefix: true });
  expect(second.reusedTokens).toBeGreaterThanOrEqual(first.promptTokens);
  expect(second.reusedTokens).toBeLessThan(second.promptTokens);
  const exact = await engine.generate({ ...asking(""), messages });
  expect(exact.reusedTokens).toBe(0);
  for (const [index, logprob] of exact.logprobs.slice(0, 1).entries()) {
    expect(second.logprobs[index]).toBeCloseTo(logprob, 2);
  }
});

test("what was kept beyond whole batches never reaches an answer that must be exact", async () => {
  const clean = await fresh();
  const expected = await clean.generate(asking("Is it allowed?"));
  await clean.close();
  // A start in the middle of a batch leaves batches of another shape behind it.
  await engine.generate({ ...asking("x"), messages: [{ role: "user", content: "Rule" }] });
  await engine.generate({ ...asking("Is it so?"), reusePrefix: true });
  await engine.generate({ ...asking("Is it not so?"), reusePrefix: true });
  const exact = await engine.generate(asking("Is it allowed?"));
  expect(exact.logprobs).toEqual(expected.logprobs);
});

test("batches that were shared with another request are not taken for exact ones", async () => {
  const two = createLlamaEngine(await startLlama("cpu"));
  await two.load(writeTinyModel(folder, { contextLength: 4096 }), {
    ...{ contextSize: 4096, sequences: 2 },
  });
  const together = await Promise.all([
    two.generate(asking("First?")),
    two.generate({ ...asking("Second?"), temperature: 1.5, seed: 2, maxTokens: 60 }),
  ]);
  expect(together.map(({ reusedTokens }) => reusedTokens)).toEqual([0, 0]);
  const alone = await two.generate(asking("Third?"));
  expect(alone.reusedTokens).toBe(0);
  const again = await two.generate(asking("Third?"));
  expect(again.reusedTokens).toBeGreaterThanOrEqual(BATCH);
  expect(again.logprobs).toEqual(alone.logprobs);
  await two.close();
});

test("an abort ends a long prompt after the batch in work, and the next request is not harmed", async () => {
  const clean = await fresh();
  const request = { ...asking(""), messages: about("Will this ever end?") };
  const { tokens } = await clean.template("tiny", request.messages);
  const whole = Math.floor((tokens.length - 1) / BATCH) * BATCH;
  expect(whole).toBeGreaterThanOrEqual(4 * BATCH);
  const controller = new AbortController();
  const call = clean.generate(request, controller.signal).catch((error: unknown) => error);
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  expect(await call).toMatchObject({ code: "CANCELLED" });
  const again = await clean.generate(request);
  // What was done before the abort counts: some batches, but not all of them.
  expect(again.reusedTokens).toBeLessThan(whole);
  expect(await clean.generate(request)).toMatchObject({
    ...{ tokens: again.tokens, logprobs: again.logprobs, reusedTokens: whole },
  });
  await clean.close();
});
