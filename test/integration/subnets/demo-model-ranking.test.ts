import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLlamaEngine } from "../../../native/engine/llama/llama-engine.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import type { ModelInUse, Submission } from "../../../native/subnets/mechanism.ts";
import { rewardShares } from "../../../native/subnets/rewards.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import type { TextAnswer, TextChallenge } from "../../../native/subnets/text-generation/wire.ts";

const folder = new URL("../../../resources/demo-model/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", folder), "utf8")) as {
  readonly models: readonly { id: string; file: string; sha256: string; quantisation: string }[];
};
const calm = new AbortController().signal;
const CHALLENGES = 24;

type Writer = (challenge: TextChallenge) => Promise<TextAnswer>;

describe("the shipped demo model", () => {
  let engine: ReturnType<typeof createLlamaEngine>;
  const model = (quantisation: string): ModelInUse => {
    const found = manifest.models.find((one) => one.quantisation === quantisation);
    if (found === undefined) throw new Error(`no ${quantisation}`);
    return found;
  };

  beforeAll(async () => {
    engine = createLlamaEngine(await startLlama("cpu"));
    for (const { id, file, sha256 } of manifest.models) {
      const path = new URL(file, folder).pathname;
      expect(existsSync(path)).toBe(true);
      await engine.load({ id, path, sha256 });
    }
  });
  afterAll(() => engine.close());

  const honest =
    (quantisation: string): Writer =>
    (challenge) =>
      textGeneration.answer(challenge, { engine, model: model(quantisation) }, calm);

  const hot: Writer = async (challenge) => {
    const messages = [{ role: "user" as const, content: challenge.prompt }];
    const { id, sha256 } = model("f16");
    const made = await engine.generate({
      model: id,
      messages,
      maxTokens: challenge.maxTokens,
      temperature: 1.6,
      seed: Number.parseInt(challenge.nonce.slice(0, 6), 16),
    });
    const { tokens, logprobs, text, finish } = made;
    return {
      nonce: challenge.nonce,
      model: sha256,
      tokens: [...tokens],
      logprobs: [...logprobs],
      text,
      finish,
    };
  };

  const cut: Writer = async (challenge) => {
    const whole = await honest("f16")(challenge);
    const tokens = whole.tokens.slice(0, Math.ceil(whole.tokens.length / 3));
    const text = await engine.detokenize(model("f16").id, tokens);
    const logprobs = whole.logprobs.slice(0, tokens.length);
    return { ...whole, tokens, logprobs, text, finish: "stop" };
  };

  const faker: Writer = async (challenge) => {
    const tokens = [...challenge.nonce].map((digit, index) => 40 + index + digit.charCodeAt(0));
    const text = await engine.detokenize(model("f16").id, tokens);
    const logprobs = tokens.map(() => -0.02);
    return {
      nonce: challenge.nonce,
      model: model("f16").sha256,
      tokens,
      logprobs,
      text,
      finish: "stop",
    };
  };

  async function averageOf(writer: Writer) {
    const group: Submission<TextChallenge, TextAnswer>[] = [];
    for (let seed = 0; seed < CHALLENGES; seed += 1) {
      const allowed = manifest.models.map((one) => one.sha256);
      const bytes = new Uint8Array(32).fill(seed + 1);
      const challenge = textGeneration.makeChallenge(bytes, allowed);
      // The same time for all, so that only the work counts.
      const outcome = { kind: "answered", answer: await writer(challenge), millis: 1 } as const;
      group.push({ challenge, outcome });
    }
    const verdicts = await textGeneration.score(group, { engine, model: model("f16") }, calm);
    const mean = (pick: (index: number) => number) =>
      verdicts.reduce((sum, _verdict, index) => sum + pick(index), 0) / verdicts.length;
    return {
      score: mean((index) => verdicts[index]?.score ?? 0),
      gap: mean((index) => verdicts[index]?.figures.meanGap ?? 0),
      claim: mean((index) => verdicts[index]?.figures.claimError ?? 0),
    };
  }

  it("ranks f16, Q8_0, Q4_0, hot, cut short and invented answers as they deserve, by measured figures", async () => {
    const f16 = await averageOf(honest("f16"));
    const q8 = await averageOf(honest("q8_0"));
    const q4 = await averageOf(honest("q4_0"));
    const warm = await averageOf(hot);
    const short = await averageOf(cut);
    const fake = await averageOf(faker);

    expect(f16.score).toBeGreaterThan(0.99);
    expect(f16.gap).toBeLessThan(1e-4);
    expect(f16.claim).toBeLessThan(1e-4);
    expect(f16.score).toBeGreaterThanOrEqual(q8.score);
    expect(q8.score).toBeGreaterThan(0.93);
    expect(q8.claim).toBeGreaterThan(f16.claim * 10);
    expect(q4.score).toBeLessThan(q8.score - 0.1);
    expect(warm.score).toBeLessThan(q4.score - 0.1);
    expect(short.score).toBeLessThan(q4.score - 0.1);
    expect(short.score).toBeGreaterThan(0);
    expect(fake.score).toBe(0);

    const shares = rewardShares(
      [f16, q8, q4, warm, short, fake].map(({ score }) => ({ average: score })),
    );
    const [best = 0, next = 0, third = 0, fourth = 0, fifth = 0, none = 1] = shares;
    expect(best).toBeGreaterThanOrEqual(next);
    expect(next).toBeGreaterThan(third);
    expect(third).toBeGreaterThan(Math.max(fourth, fifth));
    expect(none).toBe(0);
  });
});
