import { createHash } from "node:crypto";
import { type ErrorCode, HearthError, toHearthError } from "../../api/errors.ts";
import type { Mechanism, Submission, Verdict, Workbench } from "../mechanism.ts";
import { judgeAnswer, malformation, rankByLatency, rejected } from "./judge.ts";
import { makePrompt } from "./prompts.ts";
import { type TextAnswer, type TextChallenge, textAnswer, textChallenge } from "./wire.ts";

/** Tokens a challenge asks for: most answers of the practice grammar end before it, and prompt and answer fit the demo model (256). */
export const CHALLENGE_TOKENS = 128;

/** What the demo model was trained for: the longest prompt of the grammar and its answer. */
const CHALLENGE_CONTEXT = 256;

/** What one answer may fail with without it being the validator's own fault. */
const ANSWERS_FAULT: readonly ErrorCode[] = ["BAD_INPUT", "PROMPT_TOO_LONG"];

/**
 * Text generation: every miner gets a prompt of its own and continues it greedily; the validator runs ONE prefill of prompt and
 * answer with the reference file and compares. No text is ever judged by taste.
 */
export const textGeneration: Mechanism<TextChallenge, TextAnswer> = {
  description: {
    id: "text-generation",
    subnetName: "Text generation",
    contextTokens: CHALLENGE_CONTEXT,
    answerTokens: CHALLENGE_TOKENS,
    maximumChallengeBytes: 16 * 1024,
    maximumAnswerBytes: 64 * 1024,
    answerMillis: 10_000,
    revealMillis: 5_000,
  },
  challengeSchema: textChallenge,
  answerSchema: textAnswer,
  makeChallenge,
  challengeId: (challenge) => challenge.nonce,
  answer,
  score,
};

function makeChallenge(seed: Uint8Array, allowedModels: readonly string[]): TextChallenge {
  const digest = createHash("sha256").update("hearth/text-generation/1").update(seed).digest();
  // 48 bits: a safe integer, and far more prompts than the grammar has.
  const promptSeed = digest.readUIntBE(16, 6);
  return {
    nonce: digest.subarray(0, 16).toString("hex"),
    prompt: makePrompt(promptSeed).user,
    maxTokens: CHALLENGE_TOKENS,
    models: [...allowedModels],
  };
}

async function answer(
  challenge: TextChallenge,
  bench: Workbench,
  signal: AbortSignal,
): Promise<TextAnswer> {
  if (!challenge.models.includes(bench.model.sha256)) {
    throw new HearthError("BAD_INPUT", { reason: "the challenge does not allow this model" });
  }
  const generation = await bench.engine.generate(
    {
      model: bench.model.id,
      messages: [{ role: "user", content: challenge.prompt }],
      maxTokens: challenge.maxTokens,
      temperature: 0,
    },
    signal,
  );
  return {
    nonce: challenge.nonce,
    model: bench.model.sha256,
    tokens: [...generation.tokens],
    text: generation.text,
    logprobs: [...generation.logprobs],
    finish: generation.finish,
  };
}

async function score(
  group: readonly Submission<TextChallenge, TextAnswer>[],
  bench: Workbench,
  signal: AbortSignal,
): Promise<readonly Verdict[]> {
  const judged: { verdict: Verdict; millis: number }[] = [];
  for (const { challenge, outcome } of group) {
    signal.throwIfAborted();
    judged.push(
      outcome.kind === "failed"
        ? { verdict: rejected(outcome.reason), millis: 0 }
        : {
            verdict: await judge(challenge, outcome.answer, bench, signal),
            millis: outcome.millis,
          },
    );
  }
  return rankByLatency(judged);
}

async function judge(
  challenge: TextChallenge,
  given: TextAnswer,
  bench: Workbench,
  signal: AbortSignal,
): Promise<Verdict> {
  const fault = malformation(challenge, given);
  if (fault !== undefined) return rejected(fault);
  try {
    const scored = await bench.engine.score(
      {
        model: bench.model.id,
        messages: [{ role: "user", content: challenge.prompt }],
        tokens: given.tokens,
      },
      signal,
    );
    const verdict = judgeAnswer(challenge, given, scored);
    if (verdict.score === 0) return verdict;
    const text = await bench.engine.detokenize(bench.model.id, given.tokens);
    return text === given.text ? verdict : rejected("text-differs", verdict.figures);
  } catch (error) {
    // A token that the vocabulary lacks is the miner's doing; a dead engine is ours and ends the round.
    if (ANSWERS_FAULT.includes(toHearthError(error).code)) return rejected("unreadable-tokens");
    throw error;
  }
}
