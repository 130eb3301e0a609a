import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HearthError } from "../../../native/api/errors.ts";
import type { ChatMessage, GenerateRequest } from "../../../native/engine/engine-port.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import manifest from "../../../resources/demo-model/manifest.json" with { type: "json" };
import { writeTinyEmbedding } from "../../fakes/tiny-embedding.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-over-"));
const demoFolder = new URL("../../../resources/demo-model/", import.meta.url);
const chat: readonly ChatMessage[] = [{ role: "user", content: "Write a short story." }];
let engine: EngineService;

beforeAll(async () => {
  engine = startEngine({ launcher: nodeLauncher(), onChange: () => {} });
  await engine.load(writeTinyModel(folder), { contextSize: 512, sequences: 1 });
  const [file] = manifest.models;
  if (file === undefined) throw new Error("no demo model is shipped");
  const path = fileURLToPath(new URL(file.file, demoFolder));
  await engine.load({ id: "demo", path, sha256: file.sha256 });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** Waits until the tiny model has so much to do. */
async function tinyHas(load: { active: number; waiting: number }): Promise<void> {
  await expect
    .poll(async () => (await engine.figures()).find(({ id }) => id === "tiny"))
    .toMatchObject(load);
}

const wish: GenerateRequest = { model: "demo", messages: chat, maxTokens: 40, temperature: 0 };

test("the demo model's answer scores as its own choice, at asked positions, with the likeliest beside it", async () => {
  const answer = await engine.generate(wish);
  const { tokens } = answer;
  const positions = [0, tokens.length - 1];
  const scored = await engine.score({ model: "demo", messages: chat, tokens, positions, topK: 3 });
  expect(scored).toHaveLength(2);
  for (const [index, position] of positions.entries()) {
    expect(scored[index]).toMatchObject({ argmax: tokens[position] });
    expect(scored[index]?.gap).toBeLessThan(1e-3);
    expect(scored[index]?.logprob).toBeCloseTo(answer.logprobs[position] ?? 0, 2);
    expect(scored[index]?.top?.map(({ token }) => token)).toContain(tokens[position]);
  }
  const { tokens: promptTokens } = await engine.template("demo", chat);
  const raw = await engine.score({ model: "demo", promptTokens, tokens, positions, topK: 3 });
  expect(raw).toEqual(scored);
});

test("a drawn answer streams in batches that join to it, with the claims of one that is not streamed", async () => {
  const drawn = { ...wish, temperature: 0.9, seed: 21, requester: "a", priority: "interactive" };
  const seen: number[] = [];
  let text = "";
  const streamed = await engine.generate(drawn as GenerateRequest, undefined, (token, piece) => {
    seen.push(token);
    text += piece;
  });
  const { millis: _, ...whole } = await engine.generate(drawn as GenerateRequest);
  expect(streamed).toMatchObject(whole);
  expect(seen).toEqual(streamed.tokens);
  expect(text).toBe(streamed.text);
});

test("text, tokens and templates cross the process; so do formats", async () => {
  const tokens = await engine.tokenize({ model: "demo", text: "the weather" });
  expect(await engine.detokenize("demo", tokens)).toBe("the weather");
  expect((await engine.template("demo", chat)).text).toContain("Write a short story.");
  const answer = await engine.generate({
    ...wish,
    format: { schema: { type: "object", properties: { sunny: { type: "boolean" } } } },
  });
  expect(JSON.parse(answer.text)).toEqual({ sunny: expect.any(Boolean) });
});

test.each<[string, object]>([
  ["an unknown priority", { priority: "urgent" }],
  ["two formats that are none", { format: {} }],
  ["a seed of more than 32 bits", { seed: 2 ** 32 }],
])("%s is bad input before it reaches llama.cpp", async (_, wrong) => {
  await expect(engine.generate({ ...wish, ...wrong })).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("a person's request overtakes the audits that wait, and a full queue says how long it would be", async () => {
  const order: string[] = [];
  const format = { grammar: "root ::= [a-z]{400}" };
  const long = { ...wish, model: "tiny", temperature: 1.8, seed: 5, maxTokens: 300, format };
  // Nothing goes on until all have come, however slow this computer is.
  engine.setPace(0);
  const first = engine.generate({ ...long, maxTokens: 2 });
  await tinyHas({ active: 1, waiting: 0 });
  const audits = Array.from({ length: 3 }, (_, n) =>
    engine
      .score({ model: "tiny", messages: chat, tokens: [70, 71], requester: `validator ${n}` })
      .then(() => order.push("audit")),
  );
  const person = { ...long, requester: "person", priority: "interactive" } as const;
  const overtaking = engine.generate(person, undefined, () => order.push("person"));
  await tinyHas({ active: 1, waiting: 4 });
  // So slow that the person's first word is heard long before the last: answers that are near each other may arrive in another order.
  engine.setPace(0.02);
  await expect.poll(() => order[0]).toBe("person");
  engine.setPace(1);
  await Promise.all([first, ...audits, overtaking]);
  engine.setPace(0);
  const refused: HearthError[] = [];
  const flood = Array.from({ length: 60 }, () =>
    engine
      .generate({ ...long, maxTokens: 20, priority: "background" })
      .catch((error: HearthError) => refused.push(error)),
  );
  await expect.poll(() => refused.length).toBe(60 - 1 - 32);
  engine.setPace(1);
  await Promise.all(flood);
  expect(refused).toHaveLength(60 - 1 - 32);
  expect(refused[0]).toMatchObject({
    code: "QUEUE_FULL",
    detail: { waiting: 32, limit: 32, estimatedMillis: expect.any(Number) },
  });
  expect(refused[0]?.detail.estimatedMillis).toBeGreaterThan(0);
});

test("an abort in the middle of a long score frees the sequence for the next call", async () => {
  const controller = new AbortController();
  const promptTokens = Array.from({ length: 400 }, (_, n) => 40 + (n % 60));
  engine.setPace(0);
  const call = engine.score(
    { model: "tiny", promptTokens, tokens: promptTokens.slice(0, 100) },
    controller.signal,
  );
  await tinyHas({ active: 1, waiting: 0 });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  engine.setPace(1);
  expect(await engine.score({ model: "tiny", promptTokens, tokens: [70] })).toHaveLength(1);
});

// defect: a background request of thousands of texts kept a person's one waiting to its end
test("a person's text has its turn between the pieces of many, and many come back in their order", async () => {
  const vectors = writeTinyEmbedding(folder);
  await engine.load(vectors);
  const order: string[] = [];
  const many = Array.from({ length: 5000 }, (_, n) => (n % 2 === 0 ? "a cat" : "the dog"));
  const first = engine.embed({ model: vectors.id, texts: many }).then((found) => {
    order.push("many");
    return found;
  });
  const second = engine
    .embed({ model: vectors.id, texts: ["a cat", "the dog"], priority: "interactive" })
    .then((found) => {
      order.push("person");
      return found;
    });
  const [all, [cat, dog]] = await Promise.all([first, second]);
  expect(order).toEqual(["person", "many"]);
  expect(all).toHaveLength(5000);
  expect([all[0], all[1], all[4998], all[4999]]).toEqual([cat, dog, cat, dog]);
  await engine.unload(vectors.id);
});
