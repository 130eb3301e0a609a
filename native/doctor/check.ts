import type { Finding } from "../api/doctor.ts";

/** What facts mean: a state, the sentence that says it, what it stands on, and what to do. */
export type Judgement = Pick<Finding, "state" | "message" | "evidence"> & {
  readonly fix?: WayOut | undefined;
};
/** What to do about it, by its key, and who does it. */
export type WayOut = Omit<NonNullable<Finding["fix"]>, "said">;
/** What was measured or read, units in the text; never a secret. */
export type Evidence = Finding["evidence"];
/** What the node does about a finding; harmless or reversible. Throws what it fails with. */
export type Repair = (signal: AbortSignal) => Promise<void>;

/** One thing that is looked at. */
export interface Check {
  readonly id: string;
  readonly group: Finding["group"];
  /** Nobody waits longer for it, in milliseconds. */
  readonly timeout: number;
  /** Looks and judges. What it throws becomes a finding of state `unknown`. */
  look(signal: AbortSignal): Promise<Judgement>;
  /** By the key of the fix. */
  readonly repairs: Readonly<Record<string, Repair>>;
}

/** What a check is made of: a probe that brings facts and a pure judgement of them. */
export interface CheckParts<Facts> {
  readonly id: string;
  readonly group: Finding["group"];
  readonly timeout?: number;
  readonly probe: (signal: AbortSignal) => Facts | Promise<Facts>;
  readonly judge: (facts: Facts) => Judgement;
  readonly repairs?: Readonly<Record<string, Repair>>;
}

const USUAL_MILLIS = 5_000;

/** Joins a probe and a judgement. */
export function check<Facts>(parts: CheckParts<Facts>): Check {
  return {
    id: parts.id,
    group: parts.group,
    timeout: parts.timeout ?? USUAL_MILLIS,
    repairs: parts.repairs ?? {},
    look: async (signal) => parts.judge(await parts.probe(signal)),
  };
}

/** All is as it should be. */
export function good(evidence: Evidence = {}, message = "good"): Judgement {
  return { state: "good", message, evidence };
}

/** It works, and something about it may soon not. */
export function warning(message: string, evidence: Evidence, fix?: WayOut): Judgement {
  return { state: "warning", message, evidence, ...(fix ? { fix } : {}) };
}

/** It does not work. */
export function bad(message: string, evidence: Evidence, fix?: WayOut): Judgement {
  return { state: "bad", message, evidence, ...(fix ? { fix } : {}) };
}

/** It could not be looked at; the evidence or the message says why. */
export function unknown(message: string, evidence: Evidence = {}): Judgement {
  return { state: "unknown", message, evidence };
}

/** It does not apply here. */
export function skipped(message: string, evidence: Evidence = {}): Judgement {
  return { state: "skipped", message, evidence };
}

/** A fix that `doctor.fix` does. */
export const byNode = (key: string): WayOut => ({ key, byNode: true });
/** A fix that only the person can do. */
export const byPerson = (key: string): WayOut => ({ key, byNode: false });
