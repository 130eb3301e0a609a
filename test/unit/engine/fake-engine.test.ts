import { expect, test } from "vitest";
import { createFakeEngine } from "../../fakes/fake-engine.ts";

const file = { id: "m", path: "/m.gguf", sha256: "a".repeat(64) };
const messages = [{ role: "user" as const, content: "Hello?" }];

async function loaded() {
  const engine = createFakeEngine();
  await engine.load(file);
  return engine;
}

test("the fake scores asked positions as it scores all, with the likeliest in falling order", async () => {
  const engine = await loaded();
  const wish = { model: "m", messages, maxTokens: 12, temperature: 0 };
  const { tokens } = await engine.generate(wish);
  const all = await engine.score({ model: "m", messages, tokens });
  const some = await engine.score({ model: "m", messages, tokens, positions: [3, 0] });
  expect(some).toEqual([all[3], all[0]]);
  const [one] = await engine.score({ model: "m", messages, tokens, positions: [2], topK: 4 });
  expect(one?.top?.[0]).toEqual({ token: one?.argmax, logprob: all[2]?.logprob });
  const logprobs = one?.top?.map(({ logprob }) => logprob) ?? [];
  expect(logprobs).toEqual(logprobs.toSorted((a, b) => b - a));
  await expect(
    engine.score({ model: "m", messages, tokens, positions: [tokens.length] }),
  ).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("the fake's vectors have length one, and texts that share words are nearer than others", async () => {
  const engine = await loaded();
  const [one, near, far] = await engine.embed({
    model: "m",
    texts: ["the cat sat on a mat", "a cat on the mat", "stocks fell sharply yesterday"],
  });
  const cosine = (a: Float32Array = new Float32Array(), b: Float32Array = a): number =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? Number.NaN), 0);
  expect(cosine(one)).toBeCloseTo(1, 5);
  expect(cosine(one, near)).toBeGreaterThan(cosine(one, far));
});

test("the fake's tokens and templates belong together", async () => {
  const engine = await loaded();
  const { text, tokens } = await engine.template("m", messages);
  expect(await engine.tokenize({ model: "m", text })).toEqual(tokens);
  expect(await engine.detokenize("m", tokens)).toBe(text);
  await expect(engine.embed({ model: "none", texts: [] })).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
  });
});
