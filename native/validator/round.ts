import { randomBytes } from "node:crypto";
import type { Mechanism, Workbench } from "../subnets/mechanism.ts";
import { askGroup, type Question } from "./ask.ts";
import type { PeerClient } from "./peer-client.ts";
import { type Candidate, chooseMiners } from "./sampling.ts";
import { bookKey, type RoundScore, type ScoreBook } from "./score-book.ts";

/** What one round works with. */
export interface RoundOptions<Challenge, Answer> {
  readonly mechanism: Mechanism<Challenge, Answer>;
  readonly client: PeerClient;
  readonly bench: Workbench;
  /** sha256 of the model files that miners may use. */
  readonly allowedModels: readonly string[];
  readonly own: string;
  readonly candidates: readonly Candidate[];
  readonly book: ScoreBook;
  /** Where to dial an announced address; undefined where this network forbids it. */
  readonly dial: (ip: string) => string | undefined;
  readonly limit: number;
}

/**
 * One round: choose miners, ask each its own fresh challenge, judge the group. Known miners that no longer serve, and those whose
 * address may not be dialled, score zero. Returns one score per miner concerned. Throws when aborted or when the own engine fails.
 */
export async function runRound<Challenge, Answer>(
  options: RoundOptions<Challenge, Answer>,
  signal: AbortSignal,
): Promise<RoundScore[]> {
  const { mechanism, candidates, book } = options;
  const isKnown = (candidate: Candidate): boolean => book.has(bookKey(candidate));
  const chosen = chooseMiners({
    candidates,
    own: options.own,
    isKnown,
    limit: options.limit,
    random: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  });
  const asked: Candidate[] = [];
  const questions: Question<Challenge>[] = [];
  const scores: RoundScore[] = candidates
    .filter((candidate) => candidate.axon === undefined && isKnown(candidate))
    .map((candidate) => zero(candidate, "not-serving"));
  for (const candidate of chosen) {
    const host = candidate.axon === undefined ? undefined : options.dial(candidate.axon.ip);
    if (candidate.axon === undefined || host === undefined) {
      scores.push(zero(candidate, "address-forbidden"));
      continue;
    }
    asked.push(candidate);
    questions.push({
      peer: { hotkey: candidate.hotkey, host, port: candidate.axon.port },
      challenge: mechanism.makeChallenge(randomBytes(32), options.allowedModels),
    });
  }
  const group = await askGroup(mechanism, options.client, questions, signal);
  const verdicts = await mechanism.score(group, options.bench, signal);
  asked.forEach((candidate, index) => {
    const verdict = verdicts[index];
    if (verdict === undefined) return;
    scores.push({
      uid: candidate.uid,
      hotkey: candidate.hotkey,
      registeredAt: candidate.registeredAt,
      score: verdict.score,
      answered: group[index]?.outcome.kind === "answered",
      reason: verdict.reason,
    });
  });
  return scores;
}

function zero(candidate: Candidate, reason: string): RoundScore {
  const { uid, hotkey, registeredAt } = candidate;
  return { uid, hotkey, registeredAt, score: 0, answered: false, reason };
}
