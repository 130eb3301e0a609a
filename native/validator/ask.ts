import { committed, opens, revealed } from "../subnets/commitment.ts";
import type { Mechanism, Outcome, Submission } from "../subnets/mechanism.ts";
import type { Peer, PeerClient } from "./peer-client.ts";

/** Bodies of commitments and refusals are tiny. */
const MAXIMUM_COMMITMENT_BYTES = 1_024;

/** A challenge on its way to one peer. */
export interface Question<Challenge> {
  readonly peer: Peer;
  readonly challenge: Challenge;
}

type Promised =
  | { readonly kind: "promised"; readonly commitment: string; readonly millis: number }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Asks a group: first every peer commits to an answer, and only when all have (or are too late) does anyone reveal. Returns one
 * submission per question, in order; a failed outcome's reason is a short code. Throws only when aborted.
 */
export async function askGroup<Challenge, Answer>(
  mechanism: Mechanism<Challenge, Answer>,
  client: PeerClient,
  questions: readonly Question<Challenge>[],
  signal: AbortSignal,
): Promise<Submission<Challenge, Answer>[]> {
  const promises = await Promise.all(
    questions.map((question) => askToCommit(mechanism, client, question, signal)),
  );
  return Promise.all(
    questions.map(async (question, index) => {
      const promised = promises[index] ?? { kind: "failed", reason: "no-answer" };
      const outcome: Outcome<Answer> =
        promised.kind === "failed"
          ? promised
          : await askToReveal(mechanism, client, question, promised, signal);
      return { challenge: question.challenge, outcome };
    }),
  );
}

async function askToCommit<Challenge, Answer>(
  { description }: Mechanism<Challenge, Answer>,
  client: PeerClient,
  { peer, challenge }: Question<Challenge>,
  signal: AbortSignal,
): Promise<Promised> {
  const limits = {
    timeoutMillis: description.answerMillis,
    maximumBytes: MAXIMUM_COMMITMENT_BYTES,
  };
  const reply = await client.post(peer, "/challenge", challenge, limits, signal);
  if (reply.kind === "failed") return { kind: "failed", reason: reply.reason };
  if (reply.status !== 200) return { kind: "failed", reason: `status-${reply.status}` };
  const parsed = committed.safeParse(reply.body);
  return parsed.success
    ? { kind: "promised", commitment: parsed.data.commitment, millis: reply.millis }
    : { kind: "failed", reason: "malformed-commitment" };
}

async function askToReveal<Challenge, Answer>(
  mechanism: Mechanism<Challenge, Answer>,
  client: PeerClient,
  { peer, challenge }: Question<Challenge>,
  promised: Extract<Promised, { kind: "promised" }>,
  signal: AbortSignal,
): Promise<Outcome<Answer>> {
  const { revealMillis, maximumAnswerBytes } = mechanism.description;
  const reply = await client.post(
    peer,
    "/reveal",
    { challenge: mechanism.challengeId(challenge) },
    { timeoutMillis: revealMillis, maximumBytes: maximumAnswerBytes },
    signal,
  );
  if (reply.kind === "failed") return { kind: "failed", reason: reply.reason };
  if (reply.status !== 200) return { kind: "failed", reason: `reveal-status-${reply.status}` };
  const opening = revealed.safeParse(reply.body);
  if (!opening.success) return { kind: "failed", reason: "malformed-reveal" };
  if (!opens(promised.commitment, opening.data)) {
    return { kind: "failed", reason: "commitment-broken" };
  }
  const answer = mechanism.answerSchema.safeParse(parseJson(opening.data.answer));
  return answer.success
    ? { kind: "answered", answer: answer.data, millis: promised.millis }
    : { kind: "failed", reason: "malformed-answer" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
