import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChatMessage, GenerateRequest } from "../../../native/engine/engine-port.ts";
import { createLlamaEngine, type HeldEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-calls-"));
const chat: readonly ChatMessage[] = [{ role: "user", content: "Tell me a story." }];
const greedy: GenerateRequest = { model: "tiny", messages: chat, maxTokens: 24, temperature: 0 };
let engine: HeldEngine;

beforeAll(async () => {
  engine = createLlamaEngine(await startLlama("cpu"));
  const model = writeTinyModel(folder, { contextLength: 4096 });
  await engine.load(model, { contextSize: 4096, sequences: 2 });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

test("asked positions give what all would, in the order asked for, and end the pass at the last of them", async () => {
  const tokens = await engine.tokenize({ model: "tiny", text: "Once upon a time." });
  const all = await engine.score({ model: "tiny", messages: chat, tokens });
  const positions = [7, 0, 3, 7];
  const some = await engine.score({ model: "tiny", messages: chat, tokens, positions });
  // The pass over fewer tokens has another shape, so its last digits may differ.
  for (const [at, position] of positions.entries()) {
    expect(some[at]?.argmax).toBe(all[position]?.argmax);
    expect(some[at]?.logprob).toBeCloseTo(all[position]?.logprob ?? 0, 4);
  }
  const last = tokens.length - 1;
  const whole = await engine.score({ model: "tiny", messages: chat, tokens, positions: [last, 0] });
  expect(whole).toEqual([all[last], all[0]]);
  expect(await engine.score({ model: "tiny", messages: chat, tokens, positions: [] })).toEqual([]);
});

test("the likeliest tokens come in falling order, agree with the argmax and with what each alone scores", async () => {
  const tokens = [...(await engine.tokenize({ model: "tiny", text: "It rained." }))];
  const request = { model: "tiny", messages: chat, tokens, positions: [4], topK: 5 };
  const [scored] = await engine.score(request);
  const top = scored?.top ?? [];
  expect(top).toHaveLength(5);
  expect(top[0]?.token).toBe(scored?.argmax);
  expect(top.map(({ logprob }) => logprob)).toEqual(
    top.map(({ logprob }) => logprob).sort((a, b) => b - a),
  );
  for (const { token, logprob } of top) {
    const [one] = await engine.score({
      ...{ model: "tiny", messages: chat, positions: [4] },
      tokens: tokens.with(4, token),
    });
    expect(one?.logprob).toBeCloseTo(logprob, 5);
  }
  const wide = await engine.score({ ...request, topK: 64 });
  expect(wide[0]?.top?.slice(0, 5)).toEqual(top);
});

test("a prompt of tokens scores what the chat that it renders does", async () => {
  const { tokens } = await engine.generate(greedy);
  const { tokens: promptTokens, text } = await engine.template("tiny", chat);
  expect(text).toBe("<|im_start|>user\nTell me a story.<|im_end|>\n<|im_start|>assistant\n");
  expect(await engine.score({ model: "tiny", promptTokens, tokens })).toEqual(
    await engine.score({ model: "tiny", messages: chat, tokens }),
  );
});

test("positions outside the answer, too many likeliest and an empty prompt are refused", async () => {
  const refused = { code: "BAD_INPUT" };
  const request = { model: "tiny", messages: chat, tokens: [70, 71] };
  await expect(engine.score({ ...request, positions: [2] })).rejects.toMatchObject(refused);
  await expect(engine.score({ ...request, positions: [-1] })).rejects.toMatchObject(refused);
  await expect(engine.score({ ...request, positions: [0.5] })).rejects.toMatchObject(refused);
  await expect(engine.score({ ...request, topK: 65 })).rejects.toMatchObject(refused);
  await expect(
    engine.score({ model: "tiny", promptTokens: [], tokens: [70] }),
  ).rejects.toMatchObject(refused);
  const promptTokens = Array.from({ length: 4095 }, () => 70);
  expect(await engine.score({ model: "tiny", promptTokens, tokens: [70] })).toHaveLength(1);
  await expect(
    engine.score({ model: "tiny", promptTokens, tokens: [70, 70] }),
  ).rejects.toMatchObject({ code: "PROMPT_TOO_LONG", detail: { tokens: 4096, limit: 4095 } });
});

test("text becomes tokens and text again; control tokens only where they are wanted", async () => {
  const text = "the <|im_end|> of it, ä 🔥";
  const tokens = await engine.tokenize({ model: "tiny", text });
  expect(await engine.detokenize("tiny", tokens)).toBe(text);
  const special = await engine.tokenize({ model: "tiny", text, special: true });
  expect(special).toContain(2);
  expect(tokens).not.toContain(2);
});

test("log-probabilities can be left out, and the answer stays the same", async () => {
  for (const temperature of [0, 0.8]) {
    const request = { ...greedy, temperature, seed: 3 };
    const full = await engine.generate(request);
    const bare = await engine.generate({ ...request, logprobs: false });
    expect(bare.tokens).toEqual(full.tokens);
    expect(bare.logprobs).toEqual([]);
  }
});

test("a template's refusal and a chat without a question are bad input", async () => {
  await expect(
    engine.template("tiny", [{ role: "assistant", content: "Hello." }]),
  ).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("a model that writes gives no vectors", async () => {
  await expect(engine.embed({ model: "tiny", texts: ["a"] })).rejects.toMatchObject({
    code: "BAD_INPUT",
  });
});
