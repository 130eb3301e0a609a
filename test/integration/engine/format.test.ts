import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChatMessage, GenerateRequest } from "../../../native/engine/engine-port.ts";
import { createLlamaEngine, type HeldEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import type { AnswerFormat } from "../../../native/engine/requests.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-format-"));
const chat: readonly ChatMessage[] = [{ role: "user", content: "Tell me a story." }];
const wish: GenerateRequest = { model: "tiny", messages: chat, maxTokens: 200, temperature: 0 };
let engine: HeldEngine;

beforeAll(async () => {
  engine = createLlamaEngine(await startLlama("cpu"));
  const model = writeTinyModel(folder, { contextLength: 1024 });
  await engine.load(model, { contextSize: 1024, sequences: 2 });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const yesOrNo: AnswerFormat = { grammar: 'root ::= ("yes" | "no") "."' };

test("a model of random weights keeps to a grammar, greedy and drawn, and stops at its end", async () => {
  for (const [temperature, seed] of [
    [0, 1],
    [0.7, 1],
    [2, 2],
    [2, 3],
  ] as const) {
    const answer = await engine.generate({ ...wish, temperature, seed, format: yesOrNo });
    expect(answer.text).toMatch(/^(yes|no)\.$/);
    expect(answer.finish).toBe("stop");
    expect(answer.logprobs).toHaveLength(answer.tokens.length);
  }
});

test("log-probabilities of a bound answer are those of the free model, the end token's too", async () => {
  for (const temperature of [0, 1.5]) {
    const answer = await engine.generate({ ...wish, temperature, seed: 4, format: yesOrNo });
    const { tokens } = answer;
    const scored = await engine.score({ model: "tiny", messages: chat, tokens });
    expect(scored.some(({ gap }) => gap > 0.5)).toBe(true);
    for (const [index, { logprob }] of scored.entries()) {
      expect(answer.logprobs[index]).toBeCloseTo(logprob, 2);
    }
    expect(scored.at(-1)?.ends).toBe(true);
  }
});

test("a seed repeats a bound answer", async () => {
  const word: AnswerFormat = { grammar: "root ::= [a-z]+" };
  const drawn = { ...wish, maxTokens: 30, temperature: 1.2, seed: 11, format: word };
  const first = await engine.generate(drawn);
  expect(first.text).toMatch(/^[a-z]+$/);
  expect((await engine.generate(drawn)).tokens).toEqual(first.tokens);
  expect((await engine.generate({ ...drawn, seed: 12 })).tokens).not.toEqual(first.tokens);
});

test("a greedy bound answer takes the likeliest of what the grammar allows", async () => {
  const [yes = 0, no = 0] = await engine.tokenize({ model: "tiny", text: "yn" });
  const [likelier] = await Promise.all(
    [yes, no].map(async (token) => {
      const [scored] = await engine.score({ model: "tiny", messages: chat, tokens: [token] });
      return { token, logprob: scored?.logprob ?? Number.NaN };
    }),
  ).then((both) => both.sort((x, y) => y.logprob - x.logprob));
  const { tokens } = await engine.generate({ ...wish, format: yesOrNo });
  expect(tokens[0]).toBe(likelier?.token);
});

test("an answer in the form of a schema is read back as what the schema says", async () => {
  const schema = {
    type: "object",
    properties: {
      name: { type: "string", maxLength: 8 },
      kind: { enum: ["cat", "dog"] },
      age: { type: "integer" },
      tags: { type: "array", items: { type: "boolean" }, minItems: 2, maxItems: 2 },
    },
  };
  let finished = 0;
  for (const seed of [1, 2, 3, 4]) {
    const format = { schema };
    const answer = await engine.generate({ ...wish, maxTokens: 900, temperature: 1, seed, format });
    if (answer.finish === "length") continue;
    finished += 1;
    const value: unknown = JSON.parse(answer.text);
    expect(value).toMatchObject({
      name: expect.any(String),
      kind: expect.stringMatching(/^(cat|dog)$/),
      age: expect.any(Number),
      tags: [expect.any(Boolean), expect.any(Boolean)],
    });
  }
  expect(finished).toBeGreaterThan(0);
  const answer = await engine.generate({ ...wish, format: { schema: { enum: ["a", "b"] } } });
  expect(answer.text).toMatch(/^"[ab]"$/);
  expect(answer.finish).toBe("stop");
});

test.each<[string, AnswerFormat]>([
  ["that no one can read", { grammar: "root ::= (" }],
  ["without a root", { grammar: 'answer ::= "a"' }],
  ["with a rule that is missing", { grammar: "root ::= nothing" }],
  ["that calls itself first", { grammar: 'root ::= root "a"' }],
  ["that is endless", { grammar: `root ::= "${"a".repeat(70_000)}"` }],
  // defect: up to the NUL it is a grammar of its own, which llama.cpp kept to
  ["with a NUL", { grammar: 'root ::= "z" #\0\nroot ::= "a"' }],
  ["of an unknown type", { schema: { type: "date" } }],
  ["without a type", { schema: {} }],
  ["with what the library would ignore", { schema: { type: "string", pattern: "a+" } }],
  ["that refers to nothing", { schema: { $ref: "#/$defs/missing", $defs: {} } }],
  ["with a broken property", { schema: { type: "object", properties: { a: { anyOf: [] } } } }],
])("a format %s is bad input, and nothing is harmed", async (_, format) => {
  await expect(engine.generate({ ...wish, format })).rejects.toMatchObject({ code: "BAD_INPUT" });
  expect((await engine.generate({ ...wish, maxTokens: 2 })).tokens).toHaveLength(2);
});
