import type { ScoredToken } from "../../engine/engine-port.ts";
import type { Verdict } from "../mechanism.ts";
import {
  END_GAP,
  GATE_CLAIM_ERROR,
  GATE_MEAN_GAP,
  HALVING_CLAIM_ERROR,
  HALVING_GAP,
  LATENCY_SHARE,
  MAXIMUM_CLAIM_ERROR,
  MAXIMUM_GAP,
  TIE_GAP,
  UNFINISHED_SHARE,
} from "./thresholds.ts";
import type { TextAnswer, TextChallenge } from "./wire.ts";

/** A zero with its reason. */
export function rejected(reason: string, figures: Verdict["figures"] = {}): Verdict {
  return { score: 0, reason, figures };
}

/** Why an answer is not worth a prefill: it contradicts itself or its challenge. Undefined where it is well formed. */
export function malformation(challenge: TextChallenge, answer: TextAnswer): string | undefined {
  if (answer.nonce !== challenge.nonce) return "wrong-nonce";
  if (!challenge.models.includes(answer.model)) return "model-not-allowed";
  if (answer.tokens.length !== answer.logprobs.length) return "lengths-differ";
  const limit = challenge.maxTokens + (answer.finish === "stop" ? 1 : 0);
  return answer.tokens.length > limit ? "too-long" : undefined;
}

/**
 * Judges one well-formed answer by the reference model's prefill: `scored` holds one entry for each token of the answer.
 * Greedy decoding by the same file has no gaps, so every gap is a token that another model (or sampler) chose; claims that differ
 * from the verified log-probabilities are another model's claims. Both are needed: a cheap writer can prefill with the real file
 * to make true claims, but then the gaps show it. The score lies in 0..1, before the group is compared.
 */
export function judgeAnswer(
  challenge: TextChallenge,
  answer: TextAnswer,
  scored: readonly ScoredToken[],
): Verdict {
  if (scored.length !== answer.tokens.length) return rejected("lengths-differ");
  if (scored.slice(0, -1).some((token) => token.ends)) return rejected("talks-past-the-end");
  const finished = isFinished(challenge, answer, scored);
  // The end token of an answer cut short says nothing about who wrote the words before it.
  const written = finished || answer.finish === "length" ? scored : scored.slice(0, -1);
  if (written.length === 0) return rejected("cut-short");
  const meanGap = mean(written.map((token) => Math.min(token.gap, MAXIMUM_GAP)));
  const claimError = mean(
    written.map((token, index) =>
      Math.min(Math.abs(token.logprob - (answer.logprobs[index] ?? 0)), MAXIMUM_CLAIM_ERROR),
    ),
  );
  const topOne = mean(written.map((token) => (token.gap <= TIE_GAP ? 1 : 0)));
  const fidelity = 1 / (1 + meanGap / HALVING_GAP) / (1 + claimError / HALVING_CLAIM_ERROR);
  const figures = { meanGap, claimError, topOne, fidelity, tokens: answer.tokens.length };
  if (claimError > GATE_CLAIM_ERROR) return rejected("false-logprobs", figures);
  if (meanGap > GATE_MEAN_GAP) return rejected("not-this-model", figures);
  if (!finished) return { score: fidelity * UNFINISHED_SHARE, reason: "cut-short", figures };
  return { score: fidelity, reason: meanGap > HALVING_GAP ? "not-greedy" : "good", figures };
}

/** An answer is finished when it filled the limit, or when it ends with the end token where the reference would (nearly) have ended. */
function isFinished(
  challenge: TextChallenge,
  answer: TextAnswer,
  scored: readonly ScoredToken[],
): boolean {
  if (answer.finish === "length") return answer.tokens.length === challenge.maxTokens;
  const end = scored.at(-1);
  return end?.ends === true && end.gap <= END_GAP;
}

/**
 * Breaks ties inside a group by speed: the fastest keeps its score, the slowest loses LATENCY_SHARE of it, others in
 * proportion to their place; equal times share a place. Entries without a score do not count.
 */
export function rankByLatency(
  group: readonly { readonly verdict: Verdict; readonly millis: number }[],
): Verdict[] {
  const times = group
    .filter((entry) => entry.verdict.score > 0)
    .map((entry) => entry.millis)
    .sort((left, right) => left - right);
  return group.map(({ verdict, millis }) => {
    if (verdict.score <= 0 || times.length < 2) return verdict;
    const place = times.indexOf(millis) / (times.length - 1);
    const figures = { ...verdict.figures, millis };
    return { ...verdict, score: verdict.score * (1 - LATENCY_SHARE * place), figures };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
