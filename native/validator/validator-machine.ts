import type { ErrorCode, ErrorDetail } from "../api/errors.ts";
import type { ValidatorStatus } from "../api/validator.ts";
import type { LoopEvent, Shares } from "./loop-events.ts";
import type { ScoreBook } from "./score-book.ts";

/** Why validating failed, or what troubles it while it goes on. */
export interface Trouble {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
}

/** What is known of one switch-on. */
export interface ValidatorSession {
  readonly wallet: string;
  readonly hotkey: string;
  readonly netuid: number;
  readonly hotkeyAddress?: string;
  readonly step: ValidatorStatus["step"];
  readonly uid?: number;
  readonly permit: boolean;
  readonly stake?: bigint;
  readonly trust?: number;
  readonly rounds: number;
  readonly lastRoundAt?: number;
  readonly weightsSetBlock?: number;
  readonly nextWeightsBlock?: number;
  readonly book: ScoreBook;
  readonly shares: Shares;
  readonly trouble?: Trouble;
}

/** Where validating stands. */
export type ValidatorState =
  | { readonly kind: "off" }
  | { readonly kind: "starting" | "waiting-permit" | "running"; readonly session: ValidatorSession }
  | { readonly kind: "stopping"; readonly session: ValidatorSession }
  | { readonly kind: "failed"; readonly session: ValidatorSession; readonly error: Trouble };

/** What can happen; `at` is milliseconds since 1970. */
export type ValidatorEvent = { readonly at: number } & (
  | {
      readonly kind: "start";
      readonly wallet: string;
      readonly hotkey: string;
      readonly netuid: number;
    }
  | { readonly kind: "identified"; readonly address: string }
  | { readonly kind: "step"; readonly step: "register" | "stake" | "model" | "permit" }
  | { readonly kind: "registered"; readonly uid: number; readonly paid: bigint }
  | { readonly kind: "staked"; readonly amount: bigint }
  | { readonly kind: "loop"; readonly event: LoopEvent }
  | { readonly kind: "failed"; readonly error: Trouble }
  | { readonly kind: "stop" }
  | { readonly kind: "stopped" }
);

/** Nothing runs. */
export const validatorOff: ValidatorState = { kind: "off" };

/** The state after an event. Total: late events leave a state as it is. */
export function advance(state: ValidatorState, event: ValidatorEvent): ValidatorState {
  if (event.kind === "stopped") return validatorOff;
  switch (state.kind) {
    case "off":
    case "failed": {
      if (event.kind === "stop") return validatorOff;
      if (event.kind !== "start") return state;
      const { wallet, hotkey, netuid } = event;
      const empty = { permit: false, rounds: 0, book: new Map(), shares: new Map() };
      return { kind: "starting", session: { wallet, hotkey, netuid, step: "none", ...empty } };
    }
    case "stopping":
      return state;
    case "starting":
    case "waiting-permit":
    case "running":
      return work(state, event);
    default:
      return state satisfies never;
  }
}

type Live = Extract<ValidatorState, { kind: "starting" | "waiting-permit" | "running" }>;

function work(state: Live, event: Exclude<ValidatorEvent, { kind: "stopped" }>): ValidatorState {
  const { session } = state;
  switch (event.kind) {
    case "start":
      return state;
    case "stop":
      return { kind: "stopping", session };
    case "failed":
      return { kind: "failed", session, error: event.error };
    case "identified":
      return { ...state, session: { ...session, hotkeyAddress: event.address } };
    case "step":
      return { kind: "starting", session: { ...session, step: event.step } };
    case "registered":
      return { ...state, session: { ...session, uid: event.uid } };
    case "staked":
      // A new state though nothing in it is new: the diary writes a line for each.
      return { ...state };
    case "loop":
      return looped(state, event.event, event.at);
    default:
      return event satisfies never;
  }
}

function looped(state: Live, event: LoopEvent, at: number): ValidatorState {
  const { trouble: _trouble, ...calm } = state.session;
  switch (event.kind) {
    case "waiting":
      return { kind: "waiting-permit", session: { ...calm, step: "permit", permit: false } };
    case "standing": {
      const { uid, permit, stake, trust } = event;
      return { ...state, session: { ...state.session, uid, permit, stake, trust } };
    }
    case "round": {
      const { book } = event;
      const rounds = calm.rounds + 1;
      return {
        kind: "running",
        session: { ...calm, step: "query", book, rounds, lastRoundAt: at },
      };
    }
    case "weights": {
      const { block, nextBlock, shares } = event;
      const weights = { weightsSetBlock: block, nextWeightsBlock: nextBlock, shares };
      return { ...state, session: { ...calm, ...weights } };
    }
    case "paused":
    case "trouble": {
      const { code, detail } = event.error;
      return { ...state, session: { ...state.session, trouble: { code, detail } } };
    }
    default:
      return event satisfies never;
  }
}

/** The state as a client sees it. */
export function validatorStatusOf(state: ValidatorState): ValidatorStatus {
  if (state.kind === "off") {
    return { state: "off", step: "none", permit: false, rounds: 0, scores: [] };
  }
  const { book, shares, stake, trouble, ...session } = state.session;
  const error = state.kind === "failed" ? state.error : trouble;
  return {
    ...session,
    state: state.kind,
    ...(stake === undefined ? {} : { stake: stake.toString() }),
    scores: [...book.values()]
      .sort((left, right) => left.uid - right.uid)
      .map(({ uid, hotkey, score, average, answered, reason }) => {
        return { uid, hotkey, score, average, answered, reason, weight: shares.get(uid) ?? 0 };
      }),
    ...(error === undefined ? {} : { error }),
  };
}
