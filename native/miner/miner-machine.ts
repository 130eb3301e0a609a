import type { ErrorCode, ErrorDetail } from "../api/errors.ts";
import type { MiningStatus, MiningStep, MiningStepName } from "../api/mining.ts";
import { freshMillis, freshSteps, type NetworkPace, setupSteps } from "./steps.ts";

/** Facts of a step, printable. */
export type StepFacts = Readonly<Record<string, string | number>>;
/** Why a step failed or waits. */
export interface StepError {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
}
/** Figures that change while mining; each event may bring some of them. */
export type Figures = Pick<
  MiningStatus,
  "hotkeyAddress" | "uid" | "model" | "atOnce" | "endpoint" | "rank" | "nextEpochBlock"
>;

/** One click's life: what was asked for, how far each step came, what was counted. */
export interface MiningSession {
  readonly wallet: string;
  readonly hotkey: string;
  readonly netuid: number;
  readonly startedAt: number;
  readonly freshForMillis: number;
  readonly steps: Readonly<Record<MiningStepName, MiningStep>>;
  readonly challenges: MiningStatus["challenges"];
  readonly figures: Figures;
  readonly lastChallengeAt?: number;
  readonly lastAnswerAt?: number;
}

/** Where mining stands. Whether it earns is not a state: that follows from the clock (miner-status.ts). */
export type MinerState =
  | { readonly kind: "off" }
  | { readonly kind: "running"; readonly session: MiningSession }
  | { readonly kind: "stopping"; readonly session: MiningSession }
  | { readonly kind: "failed"; readonly session: MiningSession; readonly error: StepError };

/** What can happen; `at` is milliseconds since 1970. */
export type MinerEvent = { readonly at: number } & (
  | {
      readonly kind: "start";
      readonly wallet: string;
      readonly hotkey: string;
      readonly netuid: number;
      readonly pace: NetworkPace;
    }
  /** A step is worked on; with `error` it is worked on again because of it. */
  | { readonly kind: "begun"; readonly step: MiningStepName; readonly error?: StepError }
  /** A step waits, and its facts say for what. */
  | { readonly kind: "facts"; readonly step: MiningStepName; readonly facts: StepFacts }
  | { readonly kind: "done"; readonly step: MiningStepName; readonly facts?: StepFacts }
  | { readonly kind: "failed"; readonly step: MiningStepName; readonly error: StepError }
  | { readonly kind: "figures"; readonly figures: Figures }
  | { readonly kind: "challenge-received"; readonly validator: string }
  | { readonly kind: "challenge-answered"; readonly millis: number }
  | { readonly kind: "challenge-refused" }
  | { readonly kind: "challenge-failed" }
  | { readonly kind: "rewarded"; readonly facts: StepFacts }
  | { readonly kind: "stop" }
  | { readonly kind: "stopped" }
);

/** An event before it has a time. */
export type Happening = MinerEvent extends infer E
  ? E extends MinerEvent
    ? Omit<E, "at">
    : never
  : never;

/** Nothing runs. */
export const minerOff: MinerState = { kind: "off" };

/** The state after an event. Total: events that make no sense in a state (late ones, mostly) leave it as it is. */
export function advance(state: MinerState, event: MinerEvent): MinerState {
  if (event.kind === "stopped") return minerOff;
  switch (state.kind) {
    case "off":
    case "failed":
      if (event.kind === "start") return { kind: "running", session: newSession(event) };
      return event.kind === "stop" ? minerOff : state;
    case "stopping":
      return state;
    case "running":
      if (event.kind === "start") return state;
      if (event.kind === "stop") return { kind: "stopping", session: state.session };
      if (event.kind === "failed") {
        const session = setStep(state.session, event.step, {
          state: "failed",
          endedAt: event.at,
          error: event.error,
        });
        return { kind: "failed", session, error: event.error };
      }
      return { kind: "running", session: work(state.session, event) };
    default:
      return state satisfies never;
  }
}

type Work = Exclude<MinerEvent, { kind: "start" | "stop" | "stopped" | "failed" }>;

function work(session: MiningSession, event: Work): MiningSession {
  switch (event.kind) {
    case "begun":
      return begin(session, event.step, event.at, event.error);
    case "facts":
      return setStep(session, event.step, { facts: event.facts });
    case "done": {
      const next = finish(session, event.step, event.at, event.facts);
      const waits = event.step === "announce" && next.steps.challenge.state === "pending";
      return waits ? begin(next, "challenge", event.at) : next;
    }
    case "figures":
      return { ...session, figures: { ...session.figures, ...event.figures } };
    case "challenge-received": {
      const counted = count({ ...session, lastChallengeAt: event.at }, "received");
      const { validator } = event;
      const asked = first(counted, "challenge", event.at, { validator });
      return asked.steps.answer.state === "pending" ? begin(asked, "answer", event.at) : asked;
    }
    case "challenge-answered": {
      const counted = count({ ...session, lastAnswerAt: event.at }, "answered");
      const told = first(counted, "answer", event.at, { millis: event.millis });
      return told.steps.reward.state === "pending" ? begin(told, "reward", event.at) : told;
    }
    case "challenge-refused":
      return count(session, "refused");
    case "challenge-failed":
      return count(session, "failed");
    case "rewarded":
      // A reward before the first answer was earned by an earlier session.
      return session.lastAnswerAt === undefined
        ? session
        : first(session, "reward", event.at, event.facts);
    default:
      return event satisfies never;
  }
}

function newSession(event: Extract<MinerEvent, { kind: "start" }>): MiningSession {
  return {
    wallet: event.wallet,
    hotkey: event.hotkey,
    netuid: event.netuid,
    startedAt: event.at,
    freshForMillis: freshMillis(event.pace),
    steps: freshSteps(event.pace),
    challenges: { received: 0, answered: 0, refused: 0, failed: 0 },
    figures: {},
  };
}

function setStep(
  session: MiningSession,
  name: MiningStepName,
  change: Partial<MiningStep>,
): MiningSession {
  return {
    ...session,
    steps: { ...session.steps, [name]: { ...session.steps[name], ...change } },
  };
}

function begin(
  session: MiningSession,
  name: MiningStepName,
  at: number,
  error?: StepError,
): MiningSession {
  const { endedAt: _ended, error: _error, ...step } = session.steps[name];
  const begun: MiningStep = { ...step, state: "active", startedAt: at, ...(error && { error }) };
  return { ...session, steps: { ...session.steps, [name]: begun } };
}

/** Finishes a step that is told of the first of its kind: what comes later is no news of it. */
function first(
  session: MiningSession,
  name: MiningStepName,
  at: number,
  facts: StepFacts,
): MiningSession {
  return session.steps[name].state === "done" ? session : finish(session, name, at, facts);
}

function finish(
  session: MiningSession,
  name: MiningStepName,
  at: number,
  facts: StepFacts = {},
): MiningSession {
  const { error: _error, ...step } = session.steps[name];
  const done: MiningStep = {
    ...step,
    state: "done",
    facts: { ...step.facts, ...facts },
    startedAt: step.startedAt ?? at,
    endedAt: step.state === "done" ? (step.endedAt ?? at) : at,
  };
  return { ...session, steps: { ...session.steps, [name]: done } };
}

function count(session: MiningSession, what: keyof MiningStatus["challenges"]): MiningSession {
  const challenges = { ...session.challenges, [what]: session.challenges[what] + 1 };
  return { ...session, challenges };
}

/** True while every step before the first challenge is done. */
export function isServing(session: MiningSession): boolean {
  return setupSteps.every((name) => session.steps[name].state === "done");
}
