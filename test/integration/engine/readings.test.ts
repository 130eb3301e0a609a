import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Token } from "node-llama-cpp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { createLlamaEngine, type HeldEngine } from "../../../native/engine/llama/llama-engine.ts";
import {
  type LlamaRuntime,
  startLlama,
} from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { largest, logProbability } from "../../../native/engine/llama/sampler.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-readings-"));
let runtime: LlamaRuntime;
let engine: HeldEngine;
let file: ModelFile;

beforeAll(async () => {
  runtime = await startLlama("cpu");
  engine = createLlamaEngine(runtime);
  file = writeTinyModel(folder, { contextLength: 2048 });
  await engine.load(file, { contextSize: 2048, sequences: 1 });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** What the library's public call says of each token after the prompt. */
async function byTheLibrary(prompt: readonly number[], tokens: readonly number[]) {
  const model = await runtime.llama.loadModel({ modelPath: file.path });
  const context = await model.createContext({
    ...{ contextSize: 2048, sequences: 1, batchSize: 512, flashAttention: false, threads: 1 },
  });
  const start = prompt.length - 1;
  const outputs = await context.getSequence().controlledEvaluate(
    [...prompt, ...tokens.slice(0, -1)].map((token, index) => {
      const served = tokens[index - start];
      if (index < start || served === undefined) return token as Token;
      const filter = { tokens: [served as Token], includeSelected: true };
      return [token as Token, { generateNext: { totalLogitWeight: true, logits: { filter } } }];
    }),
  );
  await model.dispose();
  return tokens.map((token, index) => {
    const next = outputs[start + index]?.next;
    if (next?.logits === undefined || next.totalLogitWeight === undefined) throw new Error("none");
    const known = { logits: next.logits, totalWeight: next.totalLogitWeight };
    const best = largest(known);
    const logprob = logProbability(known, token);
    return {
      logprob,
      argmax: best.token,
      gap: best.logit - (known.logits.get(token as Token) ?? 0),
    };
  });
}

test("an answer over several batches is scored as the library's public call scores it, to the last digit", async () => {
  const text = "Once upon a time there was a lighthouse. ".repeat(3);
  const promptTokens = await engine.tokenize({ model: "tiny", text });
  const drawn = await engine.generate({
    ...{ model: "tiny", messages: [{ role: "user", content: "Go on." }] },
    ...{ maxTokens: 40, temperature: 1, seed: 9 },
  });
  const greedy = await engine.generate({
    ...{ model: "tiny", messages: [{ role: "user", content: "Go on." }] },
    ...{ maxTokens: 40, temperature: 0 },
  });
  const filler = Array.from({ length: 1100 }, (_, n) => 40 + ((n * 31) % 200));
  const tokens = [...filler, ...drawn.tokens, ...greedy.tokens];
  const ours = await engine.score({ model: "tiny", promptTokens, tokens });
  const theirs = await byTheLibrary(promptTokens, tokens);
  expect(ours.map(({ ends: _, ...scored }) => scored)).toEqual(theirs);
});

test("a draw from the likeliest by a sampler of them has the normaliser of the whole vocabulary", async () => {
  const messages = [{ role: "user" as const, content: "And now?" }];
  const totals = new Map<number, number>();
  for (let seed = 0; seed < 40; seed++) {
    const wish = { model: "tiny", messages, maxTokens: 1, temperature: 3, seed };
    const { tokens, logprobs } = await engine.generate(wish);
    totals.set(tokens[0] ?? -1, logprobs[0] ?? Number.NaN);
  }
  expect(totals.size).toBeGreaterThan(8);
  for (const [token, logprob] of totals) {
    const [scored] = await engine.score({ model: "tiny", messages, tokens: [token] });
    expect(logprob).toBe(scored?.logprob);
  }
});
