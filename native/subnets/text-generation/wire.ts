import * as z from "zod";
import { hexOf } from "../commitment.ts";

/** Tokens a challenge may ask for at most. */
export const MAXIMUM_TOKENS = 512;
const MAXIMUM_PROMPT_CHARACTERS = 4_096;
const MAXIMUM_TEXT_CHARACTERS = 16_384;
const MAXIMUM_ALLOWED_MODELS = 16;

/** One task: continue this chat greedily (temperature 0) with one of the allowed model files. */
export const textChallenge = z.strictObject({
  /** Unique per miner and round; echoed in the answer. */
  nonce: hexOf(16),
  /** The user's turn. */
  prompt: z.string().min(1).max(MAXIMUM_PROMPT_CHARACTERS),
  maxTokens: z.number().int().min(1).max(MAXIMUM_TOKENS),
  /** sha256 of the model files that count. The file is the identity, not its name. */
  models: z.array(hexOf(32)).min(1).max(MAXIMUM_ALLOWED_MODELS),
});
export type TextChallenge = z.infer<typeof textChallenge>;

/** What a miner says it generated. */
export const textAnswer = z.strictObject({
  nonce: hexOf(16),
  /** sha256 of the model file that the miner says it used. */
  model: hexOf(32),
  /** Token ids in order, with the end token last when `finish` is "stop". */
  tokens: z
    .array(z.number().int().min(0).max(0xffff_ffff))
    .min(1)
    .max(MAXIMUM_TOKENS + 1),
  /** The tokens as text, without the end token. */
  text: z.string().max(MAXIMUM_TEXT_CHARACTERS),
  /** Log-probability of each token under the miner's model at temperature 1, in nats. */
  logprobs: z
    .array(z.number().max(1e-3))
    .min(1)
    .max(MAXIMUM_TOKENS + 1),
  finish: z.enum(["stop", "length"]),
});
export type TextAnswer = z.infer<typeof textAnswer>;
