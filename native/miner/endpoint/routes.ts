import { toHearthError } from "../../api/errors.ts";
import { commitTo, revealRequest } from "../../subnets/commitment.ts";
import type { Mechanism } from "../../subnets/mechanism.ts";
import type { EndpointEvent } from "./endpoint-events.ts";
import type { FairQueue } from "./fair-queue.ts";
import type { PromiseBook } from "./promises-kept.ts";

/** A reply's status and JSON body. */
export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request that passed the gate. */
export interface Asked {
  readonly caller: string;
  readonly body: Uint8Array;
  /** Aborts when the caller leaves or the endpoint closes. */
  readonly signal: AbortSignal;
}

/** What the two paid routes work with. */
export interface RouteContext<Challenge, Answer> {
  readonly mechanism: Mechanism<Challenge, Answer>;
  readonly answer: (challenge: Challenge, signal: AbortSignal) => Promise<Answer>;
  readonly queue: FairQueue;
  readonly promises: PromiseBook;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onEvent: (event: EndpointEvent) => void;
}

/** POST /challenge: answers, keeps the answer, and replies with its commitment only. */
export async function takeChallenge<Challenge, Answer>(
  context: RouteContext<Challenge, Answer>,
  { caller, body, signal }: Asked,
): Promise<Reply> {
  const parsed = context.mechanism.challengeSchema.safeParse(parseJson(body));
  if (!parsed.success) return refuse(context, 400, "malformed-challenge", caller);
  const challenge = context.mechanism.challengeId(parsed.data);
  if (context.promises.has(challenge)) return refuse(context, 409, "challenge-known", caller);
  const started = context.now();
  const work = async (): Promise<Answer> => {
    // A free lane starts work before the queue has said that it takes it; "received" is told first.
    await undefined;
    context.onEvent({ kind: "started", caller, challenge });
    return context.answer(parsed.data, signal);
  };
  const place = context.queue.run(caller, work, signal);
  if (place.kind === "refused") {
    const status = place.reason === "full" ? 503 : 429;
    return refuse(context, status, `queue-${place.reason}`, caller);
  }
  context.onEvent({ kind: "received", caller, challenge });
  try {
    const answer = await place.result;
    const { commitment, opening } = commitTo(answer);
    const madeAt = context.now();
    context.onEvent({ kind: "committed", caller, challenge, ...tokensOf(answer) });
    context.promises.keep(challenge, { caller, opening, madeAt, millis: madeAt - started });
    return { status: 200, body: { commitment } };
  } catch (error) {
    const code = signal.aborted ? "CANCELLED" : toHearthError(error).code;
    context.onEvent({ kind: "failed", caller, challenge, code });
    return code === "BAD_INPUT" || code === "PROMPT_TOO_LONG"
      ? { status: 400, body: { error: code } }
      : { status: 503, body: { error: code } };
  }
}

/** POST /reveal: opens a promise to the caller that it was made to. */
export function reveal<Challenge, Answer>(
  context: RouteContext<Challenge, Answer>,
  { caller, body }: Asked,
): Reply {
  const parsed = revealRequest.safeParse(parseJson(body));
  if (!parsed.success) return refuse(context, 400, "malformed-reveal", caller);
  const { challenge } = parsed.data;
  const promise = context.promises.find(challenge, caller, context.now());
  if (promise === undefined) return refuse(context, 404, "challenge-unknown", caller);
  context.onEvent({ kind: "answered", caller, challenge, millis: promise.millis });
  return { status: 200, body: { ...promise.opening } };
}

function refuse<Challenge, Answer>(
  context: RouteContext<Challenge, Answer>,
  status: number,
  reason: string,
  caller: string,
): Reply {
  context.onEvent({ kind: "refused", status, reason, caller });
  return { status, body: { error: reason } };
}

/** How many tokens an answer has, where answers of its mechanism are made of tokens. */
function tokensOf(answer: unknown): { readonly tokens?: number } {
  if (typeof answer !== "object" || answer === null || !("tokens" in answer)) return {};
  return Array.isArray(answer.tokens) ? { tokens: answer.tokens.length } : {};
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
