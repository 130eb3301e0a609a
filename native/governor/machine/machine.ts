import type { GovernorReason } from "../../api/governor.ts";
import type { Finding } from "../rules/finding.ts";
import { findings } from "../rules/findings.ts";
import { look } from "../rules/look.ts";
import type {
  Circumstances,
  GovernorAction,
  GovernorEvent,
  GovernorState,
  HandPause,
  Phase,
} from "./governor-state.ts";

/** The state after an event and what the engine is to be told. */
export interface Step {
  readonly state: GovernorState;
  readonly actions: readonly GovernorAction[];
}

/** What requests in work get before they are cancelled; with what the engine may take to let go, two seconds in all. */
const GRACE_MILLIS = 500;
/** How much of the time is left to work where a rule only says slow. */
const SLOW_SHARE = 0.5;
/** The pace is told in this many steps, so that a budget's small corrections do not reach the engine every second. */
const PACE_STEPS = 20;
/** The wait after a failed order; doubled with each failure in a row up to the longest. */
const RETRY_MILLIS = 5_000;
const LONGEST_RETRY_MILLIS = 60_000;

/** The state after an event. Every event is followed by a look at all rules, so no order of events can leave a pause behind. */
export function advance(
  circumstances: Circumstances,
  state: GovernorState,
  event: GovernorEvent,
): Step {
  const heard = hear(circumstances, state, event);
  const { now } = circumstances;
  const hand = heldByHand(heard.hand, now);
  const found = findings(circumstances, hand, heard.memory, heard.readings);
  const reasons = found.map((finding) => reasonOf(finding, state.reasons, now));
  const step = steer({ ...heard, hand, reasons }, paceOf(found), now);
  const changed = appearance(step.state) !== appearance(state);
  return { ...step, state: { ...step.state, since: changed ? now : state.since } };
}

/** A pause by hand lasts as long as was asked for, even where the clock was set back since. */
function heldByHand(hand: HandPause | undefined, now: number): HandPause | undefined {
  if (hand?.until === undefined) return hand;
  if (now < hand.since) return { since: now, until: now + hand.until - hand.since };
  return hand.until <= now ? undefined : hand;
}

/**
 * Whether a failed order is to be given again; a clock that was set back must not put it off for longer than the longest wait. A hard
 * stop does not wait longer from failure to failure.
 */
function isDue(phase: Phase, now: number, stop: boolean): boolean {
  if (!("retryAt" in phase) || phase.retryAt === undefined) return false;
  const sooner = stop ? retryWait(phase.failures - 1) - RETRY_MILLIS : 0;
  return now >= phase.retryAt - sooner || phase.retryAt - now > LONGEST_RETRY_MILLIS;
}

function retryWait(failures: number): number {
  return Math.min(RETRY_MILLIS * 2 ** failures, LONGEST_RETRY_MILLIS);
}

function hear(
  circumstances: Circumstances,
  state: GovernorState,
  event: GovernorEvent,
): GovernorState {
  const { now } = circumstances;
  switch (event.kind) {
    case "read":
      return {
        ...state,
        readings: event.readings,
        memory: look(circumstances, state.memory, event.readings, state),
      };
    case "settings":
      return { ...state, memory: look(circumstances, state.memory, state.readings, state) };
    case "hand":
      return { ...state, hand: { since: now, until: event.until } };
    case "release":
      return { ...state, hand: undefined };
    case "freed":
      return { ...state, freed: event.freed };
    case "suspended":
    case "resumed":
    case "failed":
      return event.turn === state.turn
        ? { ...state, phase: answered(state.phase, event.kind, now) }
        : state;
    default:
      return event satisfies never;
  }
}

function answered(phase: Phase, kind: "suspended" | "resumed" | "failed", now: number): Phase {
  if (phase.kind !== "pausing" && phase.kind !== "resuming") return phase;
  if (kind === "suspended") return phase.kind === "pausing" ? { kind: "paused" } : phase;
  if (kind === "resumed") return phase.kind === "resuming" ? { kind: "running" } : phase;
  return { ...phase, failures: phase.failures + 1, retryAt: now + retryWait(phase.failures) };
}

/** Brings the engine towards what the reasons ask for. */
function steer(state: GovernorState, pace: number, now: number): Step {
  const { phase } = state;
  const mustPause = state.reasons.some(({ action }) => action === "pause" || action === "stop");
  const hard = state.reasons.some(({ action, kind }) => action === "stop" || kind === "sleep");
  const due = isDue(phase, now, hard);
  switch (phase.kind) {
    case "running": {
      if (mustPause) return suspend(state, hard, 0);
      if (pace === state.pace) return { state, actions: [] };
      return { state: { ...state, pace }, actions: [{ kind: "pace", share: pace }] };
    }
    case "pausing":
      if (due || (hard && !phase.hard)) return suspend(state, hard || due, phase.failures);
      return { state, actions: [] };
    case "paused":
      return mustPause ? { state, actions: [] } : resume(state, 0);
    case "resuming":
      if (mustPause) return suspend(state, hard, 0);
      return due ? resume(state, phase.failures) : { state, actions: [] };
    default:
      return phase satisfies never;
  }
}

function suspend(state: GovernorState, hard: boolean, failures: number): Step {
  const turn = state.turn + 1;
  const graceMillis = hard ? 0 : GRACE_MILLIS;
  return {
    state: { ...state, turn, phase: { kind: "pausing", hard, failures } },
    actions: [{ kind: "suspend", turn, graceMillis }],
  };
}

function resume(state: GovernorState, failures: number): Step {
  const turn = state.turn + 1;
  return {
    state: { ...state, turn, phase: { kind: "resuming", failures } },
    actions: [{ kind: "resume", turn, again: failures > 0 }],
  };
}

function paceOf(found: readonly Finding[]): number {
  const shares = found
    .filter(({ action }) => action === "slow")
    .map(({ share }) => share ?? SLOW_SHARE);
  const least = Math.min(1, ...shares);
  return Math.round(least * PACE_STEPS) / PACE_STEPS;
}

function reasonOf(
  { share: _share, ...finding }: Finding,
  before: readonly GovernorReason[],
  now: number,
): GovernorReason {
  const known = before.find(
    ({ kind, action }) => kind === finding.kind && action === finding.action,
  );
  const told = Object.entries(finding).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(told) as Omit<GovernorReason, "since">),
    since: known?.since ?? now,
  };
}

/** How a state looks from outside: what `since` counts from. */
export function appearance(
  state: GovernorState,
): "running" | "slowed" | "pausing" | "paused" | "stopped" | "resuming" {
  const { phase, pace, reasons } = state;
  switch (phase.kind) {
    case "running":
      return pace < 1 ? "slowed" : "running";
    case "paused":
      return reasons.some(({ action }) => action === "stop") ? "stopped" : "paused";
    case "pausing":
    case "resuming":
      return phase.kind;
    default:
      return phase satisfies never;
  }
}
