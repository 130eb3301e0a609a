import { describe, expect, it } from "vitest";
import type { ModelInUse, Submission } from "../../../native/subnets/mechanism.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import type { TextAnswer, TextChallenge } from "../../../native/subnets/text-generation/wire.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";

const model: ModelInUse = { id: "demo", sha256: "ab".repeat(32) };
const signal = new AbortController().signal;

async function bench(quality: number) {
  const engine = createFakeEngine({ quality });
  await engine.load({ id: model.id, path: "/nowhere", sha256: model.sha256 });
  return { engine, model };
}

function challenge(seed: number): TextChallenge {
  return textGeneration.makeChallenge(new Uint8Array(32).fill(seed), [model.sha256]);
}

function answered(
  given: TextChallenge,
  answer: TextAnswer,
  millis = 10,
): Submission<TextChallenge, TextAnswer> {
  return { challenge: given, outcome: { kind: "answered", answer, millis } };
}

async function judge(given: TextChallenge, answer: TextAnswer) {
  const [verdict] = await textGeneration.score([answered(given, answer)], await bench(1), signal);
  if (verdict === undefined) throw new Error("no verdict");
  return verdict;
}

describe("text generation", () => {
  it("ranks a group by how faithfully each miner used the model", async () => {
    const qualities = [1, 0.99, 0.9, 0.5];
    const totals = qualities.map(() => 0);
    for (let round = 1; round <= 12; round += 1) {
      const group = await Promise.all(
        qualities.map(async (quality, index) => {
          const given = challenge(round * 16 + index);
          return answered(given, await textGeneration.answer(given, await bench(quality), signal));
        }),
      );
      const verdicts = await textGeneration.score(group, await bench(1), signal);
      verdicts.forEach((verdict, index) => {
        totals[index] = (totals[index] ?? 0) + verdict.score;
      });
    }
    const [best = 0, near = 0, worse = 0, worst = 0] = totals;
    expect(best).toBeGreaterThanOrEqual(near);
    expect(near).toBeGreaterThan(worse);
    expect(worse).toBeGreaterThan(worst);
    expect(best / 12).toBeGreaterThan(0.98);
  });

  it("pays nothing for invented text with invented log-probabilities", async () => {
    const given = challenge(3);
    const honest = await textGeneration.answer(given, await bench(1), signal);
    const tokens = honest.tokens.map((token, index) => (index % 2 === 0 ? 113 : token));
    const text = String.fromCharCode(...tokens.filter((token) => token !== 0));
    const verdict = await judge(given, {
      ...honest,
      tokens,
      text,
      logprobs: tokens.map(() => -0.01),
    });
    expect(verdict).toMatchObject({ score: 0, reason: "false-logprobs" });
  });

  it("pays nothing for another model's text with true log-probabilities", async () => {
    const given = challenge(4);
    const foreign = await textGeneration.answer(given, await bench(0.5), signal);
    const truth = (await bench(1)).engine;
    const scored = await truth.score({
      model: model.id,
      messages: [{ role: "user", content: given.prompt }],
      tokens: foreign.tokens,
    });
    const verdict = await judge(given, { ...foreign, logprobs: scored.map((one) => one.logprob) });
    expect(verdict).toMatchObject({ score: 0, reason: "not-this-model" });
  });

  it("sees through every way to stop early", async () => {
    const given = [...Array(40).keys()].map(challenge);
    const answers = await Promise.all(
      given.map(async (one) => textGeneration.answer(one, await bench(1), signal)),
    );
    const index = answers.findIndex((one) => one.tokens.length > 9);
    const asked = given[index];
    const whole = answers[index];
    if (asked === undefined || whole === undefined) throw new Error("no long answer");
    const full = await judge(asked, whole);
    const third = Math.ceil(whole.tokens.length / 3);
    const cut = {
      ...whole,
      tokens: whole.tokens.slice(0, third),
      logprobs: whole.logprobs.slice(0, third),
      text: whole.text.slice(0, third),
    };
    const claimsStop = await judge(asked, { ...cut, finish: "stop" });
    const claimsLength = await judge(asked, { ...cut, finish: "length" });
    const endsItself = await judge(asked, {
      ...cut,
      tokens: [...cut.tokens, 0],
      logprobs: [...cut.logprobs, -3.5],
      finish: "stop",
    });
    for (const verdict of [claimsStop, claimsLength, endsItself]) {
      expect(verdict.reason).toBe("cut-short");
      expect(verdict.score).toBeLessThan(full.score / 3);
    }
  });

  it.each([
    ["wrong-nonce", { nonce: "00".repeat(16) }],
    ["model-not-allowed", { model: "cd".repeat(32) }],
    ["lengths-differ", { logprobs: [-0.05] }],
    ["text-differs", { text: "something else" }],
  ] as const)("refuses an answer with %s", async (reason, change) => {
    const given = challenge(9);
    const honest = await textGeneration.answer(given, await bench(1), signal);
    const logprobs = "logprobs" in change ? [...change.logprobs] : honest.logprobs;
    expect(await judge(given, { ...honest, ...change, logprobs })).toMatchObject({
      score: 0,
      reason,
    });
  });

  it("breaks ties by speed, and by no more than that", async () => {
    const given = challenge(11);
    const honest = await textGeneration.answer(given, await bench(1), signal);
    const group = [30, 10, 20, 10].map((millis) => answered(given, honest, millis));
    const scores = (await textGeneration.score(group, await bench(1), signal)).map((v) => v.score);
    expect(scores[1]).toBe(scores[3]);
    expect(scores[1]).toBeGreaterThan(scores[2] ?? 1);
    expect(scores[2]).toBeGreaterThan(scores[0] ?? 1);
    expect((scores[1] ?? 0) - (scores[0] ?? 0)).toBeLessThan(0.011);
  });

  it("gives every seed its own prompt and nonce, and the same seed the same", () => {
    const made = [...Array(50).keys()].map(challenge);
    expect(new Set(made.map((one) => one.nonce)).size).toBe(50);
    expect(new Set(made.map((one) => one.prompt)).size).toBeGreaterThan(40);
    expect(challenge(7)).toEqual(challenge(7));
  });

  it("does not answer with a model that the challenge excludes", async () => {
    const given = textGeneration.makeChallenge(new Uint8Array(32), ["ef".repeat(32)]);
    await expect(textGeneration.answer(given, await bench(1), signal)).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  });
});
