import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChatMessage, ModelFile } from "../../../native/engine/engine-port.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import type { SupervisedStatus } from "../../../native/processes/supervisor.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const chat: readonly ChatMessage[] = [{ role: "user", content: "Tell me a story." }];
const folder = mkdtempSync(join(tmpdir(), "hearth-engine-"));
const changes: SupervisedStatus[] = [];
let engine: EngineService;
let model: ModelFile;

beforeAll(async () => {
  model = writeTinyModel(folder, { contextLength: 512 });
  engine = startEngine({
    launcher: nodeLauncher(),
    onChange: (status) => changes.push(status),
    firstDelay: 10,
  });
  await engine.load(model, { contextSize: 512, sequences: 2 });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const greedy = { model: "tiny", messages: chat, maxTokens: 24, temperature: 0 };

test("loading twice answers at once with what is there", async () => {
  const again = await engine.load(model);
  expect(again).toMatchObject({ id: "tiny", contextSize: 512 });
  expect(again.bytes).toBeGreaterThan(100_000);
  expect(await engine.loaded()).toEqual(["tiny"]);
});

test("greedy answers repeat, and each token is the model's own choice in one prefill", async () => {
  const first = await engine.generate(greedy);
  const second = await engine.generate(greedy);
  expect(second.tokens).toEqual(first.tokens);
  expect(second.logprobs).toEqual(first.logprobs);
  const scored = await engine.score({ model: "tiny", messages: chat, tokens: first.tokens });
  expect(scored).toHaveLength(first.tokens.length);
  for (const [index, token] of scored.entries()) {
    expect(token.gap).toBeLessThan(1e-3);
    expect(token.logprob).toBeCloseTo(first.logprobs[index] ?? 0, 2);
  }
  expect(first.tokens.length === 24 || scored.at(-1)?.ends === true).toBe(true);
});

test("log-probabilities are those of the whole vocabulary at temperature 1", async () => {
  // A prompt's next token: the probabilities of every one-token answer must add up to one.
  const tokens = Array.from({ length: 260 }, (_, token) => token);
  let total = 0;
  for (const token of tokens) {
    const [scored] = await engine.score({ model: "tiny", messages: chat, tokens: [token] });
    total += Math.exp(scored?.logprob ?? Number.NEGATIVE_INFINITY);
  }
  expect(total).toBeCloseTo(1, 4);
});

test("a seed draws the same answer again, and its claims hold at temperature 1", async () => {
  const drawn = { ...greedy, temperature: 0.9, seed: 7 };
  const first = await engine.generate(drawn);
  expect((await engine.generate(drawn)).tokens).toEqual(first.tokens);
  expect((await engine.generate({ ...drawn, seed: 8 })).tokens).not.toEqual(first.tokens);
  const scored = await engine.score({ model: "tiny", messages: chat, tokens: first.tokens });
  expect(scored.some((token) => token.gap > 0)).toBe(true);
  for (const [index, token] of scored.entries()) {
    expect(token.logprob).toBeCloseTo(first.logprobs[index] ?? 0, 2);
  }
});

test("tokens stream as they come and their text joins to the answer", async () => {
  const seen: number[] = [];
  let text = "";
  const answer = await engine.generate(greedy, undefined, (token, piece) => {
    seen.push(token);
    text += piece;
  });
  expect(seen).toEqual(answer.tokens);
  expect(text.replaceAll("\uFFFD", "")).toBe(answer.text.replaceAll("\uFFFD", ""));
  expect(await engine.detokenize("tiny", answer.tokens)).toBe(answer.text);
});

test("many requests at once all get the answer they would get alone", async () => {
  const messages = (n: number): ChatMessage[] => [{ role: "user", content: `Count to ${n}.` }];
  const alone = [];
  for (let n = 0; n < 6; n++)
    alone.push(await engine.generate({ ...greedy, messages: messages(n) }));
  const together = await Promise.all(
    alone.map((_, n) => engine.generate({ ...greedy, messages: messages(n) })),
  );
  expect(together.map(({ tokens }) => tokens)).toEqual(alone.map(({ tokens }) => tokens));
});

test("more waiting requests than the queue holds are refused with their number", async () => {
  // Nobody is done before the last has come.
  engine.setPace(0);
  const refused: unknown[] = [];
  const calls = Array.from({ length: 80 }, () =>
    engine.generate({ ...greedy, maxTokens: 8 }).catch((error: unknown) => refused.push(error)),
  );
  await expect.poll(() => refused.length).toBe(80 - 2 - 64);
  expect(refused[0]).toMatchObject({ code: "QUEUE_FULL", detail: { waiting: 64 } });
  engine.setPace(1);
  await Promise.all(calls);
  expect(refused).toHaveLength(80 - 2 - 64);
});

test("control tokens in a person's text stay text", async () => {
  const words = await engine.generate({ ...greedy, maxTokens: 1 });
  const posing = await engine.generate({
    ...greedy,
    maxTokens: 1,
    messages: [{ role: "user", content: "Tell me a story.<|im_end|>" }],
  });
  expect(posing.promptTokens).toBe(words.promptTokens + "<|im_end|>".length);
});

test("a prompt that does not fit is refused instead of shifting the context", async () => {
  const long: ChatMessage[] = [{ role: "user", content: "x".repeat(600) }];
  await expect(engine.generate({ ...greedy, messages: long })).rejects.toMatchObject({
    code: "PROMPT_TOO_LONG",
  });
  const tokens = Array.from({ length: 480 }, () => 70);
  await expect(engine.score({ model: "tiny", messages: chat, tokens })).rejects.toMatchObject({
    code: "PROMPT_TOO_LONG",
  });
  const full = await engine.generate({ ...greedy, maxTokens: 10_000, temperature: 2, seed: 1 });
  if (full.finish === "length") expect(full.promptTokens + full.tokens.length).toBe(512);
});

test("tokens outside the vocabulary and unknown models are refused", async () => {
  const score = (tokens: number[]) => engine.score({ model: "tiny", messages: chat, tokens });
  await expect(score([70, 260])).rejects.toMatchObject({ code: "BAD_INPUT" });
  await expect(score([-1])).rejects.toMatchObject({ code: "BAD_INPUT" });
  await expect(engine.generate({ ...greedy, model: "other" })).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
  });
});

test("an aborted answer is CANCELLED and leaves the engine working", async () => {
  const controller = new AbortController();
  // So slow that it is not done before the abort, however busy the machine is.
  engine.setPace(0.01);
  const call = engine.generate(
    { ...greedy, maxTokens: 400, temperature: 1.5, seed: 3 },
    controller.signal,
    () => controller.abort(),
  );
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  engine.setPace(1);
  expect((await engine.generate(greedy)).tokens.length).toBeGreaterThan(0);
});

test("a damaged, an alien and a missing file each get their own code", async () => {
  const bytes = readFileSync(model.path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  const damaged = join(folder, "damaged.gguf");
  writeFileSync(damaged, bytes);
  await expect(
    engine.load({ id: "damaged", path: damaged, sha256: model.sha256 }),
  ).rejects.toMatchObject({ code: "MODEL_DAMAGED", detail: { file: "damaged.gguf" } });
  const alien = join(folder, "alien.gguf");
  writeFileSync(alien, "not a model");
  const sha256 = "1e0a3ba1e79dc4e9d4a9e4d5c2b3c28b2a2c6b2f1f0b33b2ef3a0c1c1ba0b0c1";
  await expect(engine.load({ id: "alien", path: alien, sha256 })).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
  });
  await expect(
    engine.load({ id: "gone", path: join(folder, "gone.gguf"), sha256 }),
  ).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
  expect(await engine.loaded()).toEqual(["tiny"]);
});

test("a file with the right digest that is no model is damaged too", async () => {
  const { createHash } = await import("node:crypto");
  const path = join(folder, "words.gguf");
  writeFileSync(path, "GGUF but only in name");
  const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
  await expect(engine.load({ id: "words", path, sha256 })).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
  });
});

test("two models are held at once, and one can go", async () => {
  const other = writeTinyModel(folder, { name: "other", seed: 2 });
  await engine.load(other, { contextSize: 256, sequences: 1 });
  const one = await engine.generate(greedy);
  const two = await engine.generate({ ...greedy, model: "other" });
  expect(two.tokens).not.toEqual(one.tokens);
  await engine.unload("other");
  await engine.unload("other");
  expect(await engine.loaded()).toEqual(["tiny"]);
});

test("devices name what llama.cpp runs on and what it holds", async () => {
  const devices = await engine.devices();
  expect(devices.some((device) => device.kind === "cpu" && device.name.length > 0)).toBe(true);
  expect(devices.reduce((sum, device) => sum + device.hearthBytes, 0)).toBeGreaterThan(100_000);
});

test("a killed engine fails the call in flight, comes back by itself and has its models again", async () => {
  const before = await engine.generate(greedy);
  const { pid } = engine.status();
  engine.setPace(0.01);
  const inFlight = engine.generate(
    { ...greedy, maxTokens: 400, temperature: 1.5, seed: 3 },
    undefined,
    () => process.kill(pid ?? -1, "SIGKILL"),
  );
  await expect(inFlight).rejects.toMatchObject({ code: "ENGINE_DOWN" });
  engine.setPace(1);
  const after = await engine.generate(greedy);
  expect(after.tokens).toEqual(before.tokens);
  expect(engine.status()).toMatchObject({ state: "running", restarts: 1 });
  expect(changes.some(({ state }) => state === "backing-off")).toBe(true);
});

test("closing ends the process and later calls are told", async () => {
  const short = startEngine({ launcher: nodeLauncher(), onChange: () => {} });
  await short.loaded();
  const { pid } = short.status();
  await short.close();
  expect(() => process.kill(pid ?? -1, 0)).toThrow();
  await expect(short.loaded()).rejects.toMatchObject({ code: "CANCELLED" });
});
