import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { writeTinyEmbedding } from "../../fakes/tiny-embedding.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-embed-"));
const model = "tiny-embedding";
let engine: EngineService;

beforeAll(async () => {
  engine = startEngine({ launcher: nodeLauncher(), onChange: () => {} });
  await engine.load(writeTinyEmbedding(folder));
  await engine.load(writeTinyModel(folder), { contextSize: 256, sequences: 1 });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? Number.NaN), 0);

test("vectors come one a text, in their order, of length one, and repeat to the last digit", async () => {
  const texts = ["a cat sat", "the dog ran", "a cat sat"];
  const vectors = await engine.embed({ model, texts });
  expect(vectors).toHaveLength(3);
  for (const vector of vectors) {
    expect(vector).toBeInstanceOf(Float32Array);
    expect(vector).toHaveLength(32);
    expect(cosine(vector, vector)).toBeCloseTo(1, 6);
  }
  expect(vectors[2]).toEqual(vectors[0]);
  expect(vectors[1]).not.toEqual(vectors[0]);
  expect(await engine.embed({ model, texts: ["the dog ran"] })).toEqual([vectors[1]]);
  expect(await engine.embed({ model, texts: [] })).toEqual([]);
});

test("texts with the same letters are nearer than those with none in common", async () => {
  const [one, near, far] = await engine.embed({ model, texts: ["aaab", "aaba", "xyzq"] });
  if (one === undefined || near === undefined || far === undefined) throw new Error("no vectors");
  expect(cosine(one, near)).toBeGreaterThan(cosine(one, far));
});

test("many calls at once each get their own vectors", async () => {
  const texts = Array.from({ length: 12 }, (_, n) => "abcdefghijkl".slice(n));
  const alone = await engine.embed({ model, texts });
  const calls = texts.map((text) => engine.embed({ model, texts: [text] }));
  expect((await Promise.all(calls)).flat()).toEqual(alone);
});

test("a text longer than the model was made for is refused, and one of its length is not", async () => {
  await expect(engine.embed({ model, texts: ["a".repeat(100)] })).rejects.toMatchObject({
    code: "PROMPT_TOO_LONG",
    detail: { limit: 63 },
  });
  await expect(engine.embed({ model, texts: ["a ".repeat(2 ** 22)] })).rejects.toMatchObject({
    code: "PROMPT_TOO_LONG",
  });
  expect(await engine.embed({ model, texts: ["a".repeat(61)] })).toHaveLength(1);
});

test("a model for vectors writes and scores nothing, and one for text makes no vectors", async () => {
  const messages = [{ role: "user" as const, content: "a" }];
  const refused = { code: "BAD_INPUT" };
  const request = { model, messages, maxTokens: 4, temperature: 0 };
  await expect(engine.generate(request)).rejects.toMatchObject(refused);
  await expect(engine.score({ model, messages, tokens: [5] })).rejects.toMatchObject(refused);
  await expect(engine.template(model, messages)).rejects.toMatchObject(refused);
  await expect(engine.embed({ model: "tiny", texts: ["a"] })).rejects.toMatchObject(refused);
  await expect(engine.embed({ model: "none", texts: ["a"] })).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
  });
});

test.each([1, 3])(
  "a model that reads from left to right makes vectors, too, by pooling %i",
  async (pooling) => {
    const name = `llama-${pooling}`;
    await engine.load(writeTinyModel(folder, { name, pooling }));
    const [one, two] = await engine.embed({ model: name, texts: ["a cat sat", "the dog ran"] });
    expect(one).toHaveLength(32);
    expect(one).not.toEqual(two);
    expect(await engine.embed({ model: name, texts: ["a cat sat"] })).toEqual([one]);
    await engine.unload(name);
  },
);

test("an aborted call is cancelled before its next text", async () => {
  const controller = new AbortController();
  engine.setPace(0);
  const call = engine.embed({ model, texts: ["a", "b"] }, controller.signal);
  await expect
    .poll(async () => (await engine.figures()).find(({ id }) => id === model))
    .toMatchObject({ active: 1 });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  engine.setPace(1);
  expect(await engine.embed({ model, texts: ["a"] })).toHaveLength(1);
});
