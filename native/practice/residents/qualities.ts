import { createHash } from "node:crypto";
import type { Workbench } from "../../subnets/mechanism.ts";
import { textGeneration } from "../../subnets/text-generation/mechanism.ts";
import type { TextAnswer, TextChallenge } from "../../subnets/text-generation/wire.ts";

/** How a house miner works. All but "faker" use the real engine with a real model file. */
export type Quality = "f16" | "q8_0" | "q4_0" | "hot" | "cut-short" | "faker";

/** The six house miners' ways, in the order of their keys: what they deserve falls from first to last. */
export const houseQualities: readonly Quality[] = [
  "f16",
  "q8_0",
  "q4_0",
  "hot",
  "cut-short",
  "faker",
];

/** Sampling temperature of the hot miner: its texts are livelier than the model's own choice, and it shows. */
const HOT_TEMPERATURE = 1.6;
/** The hasty miner gives a third of what was asked for and calls it finished. */
const CUT_PARTS = 3;
const FAKE_WORDS = ["the", "fox", "went", "home", "and", "was", "happy", "again"];

/** The model file of a quality, by its quantisation in the manifest; undefined where it uses none. */
export function quantisationOf(quality: Quality): "f16" | "q8_0" | "q4_0" | undefined {
  switch (quality) {
    case "f16":
    case "q8_0":
    case "q4_0":
      return quality;
    case "hot":
    case "cut-short":
      return "f16";
    case "faker":
      return undefined;
    default:
      return quality satisfies never;
  }
}

/** Answers a challenge in the way of a quality. `bench` holds its model; the faker says it used that one. */
export async function answerAs(
  quality: Quality,
  challenge: TextChallenge,
  bench: Workbench,
  signal: AbortSignal,
): Promise<TextAnswer> {
  switch (quality) {
    case "f16":
    case "q8_0":
    case "q4_0":
      return textGeneration.answer(challenge, bench, signal);
    case "hot":
      return answerHot(challenge, bench, signal);
    case "cut-short": {
      const maxTokens = Math.ceil(challenge.maxTokens / CUT_PARTS);
      const part = await textGeneration.answer({ ...challenge, maxTokens }, bench, signal);
      return { ...part, finish: "stop" };
    }
    case "faker":
      return fake(challenge, bench);
    default:
      return quality satisfies never;
  }
}

async function answerHot(
  challenge: TextChallenge,
  { engine, model }: Workbench,
  signal: AbortSignal,
): Promise<TextAnswer> {
  const { tokens, logprobs, text, finish } = await engine.generate(
    {
      model: model.id,
      messages: [{ role: "user", content: challenge.prompt }],
      maxTokens: challenge.maxTokens,
      temperature: HOT_TEMPERATURE,
    },
    signal,
  );
  return {
    nonce: challenge.nonce,
    model: model.sha256,
    tokens: [...tokens],
    logprobs: [...logprobs],
    text,
    finish,
  };
}

/** Tokens and log-probabilities out of thin air, in the right shape. */
function fake(challenge: TextChallenge, { model }: Workbench): TextAnswer {
  const digest = createHash("sha512").update(challenge.nonce).digest();
  const tokens = [...digest].slice(0, Math.min(48, challenge.maxTokens)).map((byte) => 32 + byte);
  return {
    nonce: challenge.nonce,
    model: model.sha256,
    tokens,
    logprobs: tokens.map((token) => -(token % 7) / 20),
    text: tokens.map((token) => FAKE_WORDS[token % FAKE_WORDS.length] ?? "").join(" "),
    finish: "stop",
  };
}
