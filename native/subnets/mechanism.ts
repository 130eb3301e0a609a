import type * as z from "zod";
import type { EnginePort } from "../engine/engine-port.ts";

/** A model that an engine has loaded: its id there, and the sha256 of its file (lower-case hex), which is its identity on the wire. */
export interface ModelInUse {
  readonly id: string;
  readonly sha256: string;
}

/** What a mechanism needs to work: an engine and the model in it. A miner answers with its own, a validator judges with the reference. */
export interface Workbench {
  readonly engine: EnginePort;
  readonly model: ModelInUse;
}

/** What a mechanism says about itself, for people and for the peers' limits. */
export interface MechanismDescription {
  /** Folder name, also used in logs. */
  readonly id: string;
  /** The subnet's name on chain that this mechanism serves. */
  readonly subnetName: string;
  /** Tokens that a challenge and its answer can take together: a miner's context is never shorter. */
  readonly contextTokens: number;
  /** Tokens that an answer has at most. */
  readonly answerTokens: number;
  /** Largest request body a miner accepts, in bytes. */
  readonly maximumChallengeBytes: number;
  /** Largest reveal body a validator accepts, in bytes. */
  readonly maximumAnswerBytes: number;
  /** A commitment later than this counts as no answer, in milliseconds. */
  readonly answerMillis: number;
  /** A reveal later than this counts as no answer, in milliseconds. */
  readonly revealMillis: number;
}

/** What became of one challenge: an answer that matched its commitment, after so many milliseconds; or why there is none. */
export type Outcome<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer; readonly millis: number }
  | { readonly kind: "failed"; readonly reason: string };

/** One miner's part of a group. */
export interface Submission<Challenge, Answer> {
  readonly challenge: Challenge;
  readonly outcome: Outcome<Answer>;
}

/** The judgement of one submission. `score` is 0..1, comparable only inside its group; `reason` is a short code; `figures` are its grounds. */
export interface Verdict {
  readonly score: number;
  readonly reason: string;
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * A kind of work on a subnet. A mechanism is a folder that implements this; adding one touches no other folder.
 * Miners and validators know nothing else about the work they carry.
 */
export interface Mechanism<Challenge, Answer> {
  readonly description: MechanismDescription;
  /** Checks what arrives at a miner. */
  readonly challengeSchema: z.ZodType<Challenge>;
  /** Checks what a miner reveals. */
  readonly answerSchema: z.ZodType<Answer>;
  /** The challenge of one miner in one round. Pure in `seed` (32 secret random bytes), so that nobody can foresee or share it. */
  makeChallenge(seed: Uint8Array, allowedModels: readonly string[]): Challenge;
  /** The short name of a challenge: unique per seed, lower-case hex. A reveal asks for it. */
  challengeId(challenge: Challenge): string;
  /** Answers with the miner's own model. Throws HearthError where the engine fails and the signal's reason when aborted. */
  answer(challenge: Challenge, bench: Workbench, signal: AbortSignal): Promise<Answer>;
  /** Judges a whole group relative to each other, in the same order. Throws only where the validator's own engine fails. */
  score(
    group: readonly Submission<Challenge, Answer>[],
    bench: Workbench,
    signal: AbortSignal,
  ): Promise<readonly Verdict[]>;
}
