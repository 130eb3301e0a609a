import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { GenerateRequest } from "../../../native/engine/engine-port.ts";
import { createLlamaEngine, type HeldEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-newcomers-"));
let engine: HeldEngine;

beforeAll(async () => {
  engine = createLlamaEngine(await startLlama("cpu"));
  const model = writeTinyModel(folder, { contextLength: 4096 });
  await engine.load(model, { contextSize: 4096, sequences: 4 });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** An answer of exactly so many tokens: letters, each of which is one. */
const letters = (content: string, count: number): GenerateRequest => ({
  ...{ model: "tiny", temperature: 0, maxTokens: count + 1 },
  messages: [{ role: "user", content }],
  format: { grammar: `root ::= [a-z]{${count}}` },
});

/** Every lane holds something that has to be taken off before a next request can begin there. */
const useEveryLane = () =>
  Promise.all(["one", "two", "three", "four"].map((it) => engine.generate(letters(it, 4))));

/** Two long answers, once both write; `ended` notes who is done, in order. */
async function twoWriters(ended: string[]): Promise<{ readonly done: Promise<unknown> }> {
  const writing = ["left", "right"].map((name) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const answer = engine.generate(letters(name, 700), undefined, () => resolve());
    return { begun: promise, done: answer.then(() => ended.push(name)) };
  });
  await Promise.all(writing.map(({ begun }) => begun));
  return { done: Promise.all(writing.map(({ done }) => done)) };
}

test("who comes while others write begins beside them, not when they have written their last token", async () => {
  await useEveryLane();
  const ended: string[] = [];
  const { done } = await twoWriters(ended);
  await engine.generate(letters("who begins before they end", 4)).then(() => ended.push("short"));
  const tokens = await engine.tokenize({ model: "tiny", text: "abc" });
  const asked = { model: "tiny", messages: [{ role: "user" as const, content: "scored" }], tokens };
  await engine.score(asked).then(() => ended.push("scored"));
  await done;
  expect(ended.slice(0, 2)).toEqual(["short", "scored"]);
}, 120_000);

test("many who come and go beside two that write are each answered, and nothing of them is left in the lanes", async () => {
  await useEveryLane();
  const alone = await engine.generate(letters("left", 700));
  const ended: string[] = [];
  const { done } = await twoWriters(ended);
  let answered = 0;
  for (let turn = 0; turn < 12 && ended.length === 0; turn += 1) {
    const pair = [`this ${turn}`, `that ${turn}`].map((it) => engine.generate(letters(it, 3)));
    for (const { text } of await Promise.all(pair)) expect(text).toMatch(/^[a-z]{3}$/);
    answered += 2;
  }
  await done;
  expect(answered).toBeGreaterThan(4);
  const again = await engine.generate(letters("left", 700));
  expect(again.text).toBe(alone.text);
}, 120_000);
