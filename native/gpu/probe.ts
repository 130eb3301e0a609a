import { reasonOf } from "../api/errors.ts";
import type { ProbeResult } from "./probes.ts";

/** A question to the system that may fail, hang or be slow, asked no more often than its answer changes. */
export interface Probe<T> {
  read(): Promise<ProbeResult<T>>;
}

/** How a probe is asked. Times in milliseconds. */
export interface ProbeOptions<T> {
  readonly ask: () => Promise<T>;
  /** An answer this young is given again. */
  readonly freshFor: (value: T) => number;
  /** Longer than this nobody waits; the question stays open and its answer is taken when it comes. */
  readonly timeout: number;
  /** A question that is open for less than this is slow by nature and no news; 0 unless told. */
  readonly patience?: number;
  /** After so many failures in a row (from 1) it is not asked again for so long; 0 unless told. */
  readonly rest?: (failures: number) => number;
  readonly now: () => number;
}

/**
 * A probe that never rejects, never has two questions open, and gives its last answer where a new one does not come. One
 * open question is waited for once: who asks while it hangs is answered at once.
 */
export function createProbe<T>(options: ProbeOptions<T>): Probe<T> {
  let last: { readonly value: T; readonly at: number } | undefined;
  let failed: { readonly reason: string; readonly at: number; readonly times: number } | undefined;
  let open:
    | { readonly answer: Promise<ProbeResult<T>>; readonly since: number; late: boolean }
    | undefined;

  const ask = async (): Promise<ProbeResult<T>> => {
    try {
      const value = await options.ask();
      last = { value, at: options.now() };
      failed = undefined;
      return { kind: "fresh", value, age: 0 };
    } catch (error) {
      const reason = reasonOf(error);
      failed = { reason, at: options.now(), times: (failed?.times ?? 0) + 1 };
      return without(reason);
    } finally {
      open = undefined;
    }
  };
  const without = (reason: string): ProbeResult<T> =>
    last === undefined
      ? { kind: "failed", reason }
      : { kind: "stale", value: last.value, age: options.now() - last.at, reason };
  const late = (since: number): ProbeResult<T> => {
    if (options.now() - since >= (options.patience ?? 0)) {
      return without("it did not answer in time");
    }
    return last === undefined
      ? { kind: "pending" }
      : { kind: "fresh", value: last.value, age: options.now() - last.at };
  };

  return {
    read: async () => {
      if (open === undefined && failed !== undefined) {
        const rested = options.now() - failed.at;
        const rests = rested >= 0 && rested < (options.rest?.(failed.times) ?? 0);
        if (rests) return without(failed.reason);
      }
      const age = last === undefined ? Number.POSITIVE_INFINITY : options.now() - last.at;
      // A clock that was set back makes every age wrong: then it is asked.
      if (last !== undefined && age >= 0 && age < options.freshFor(last.value)) {
        return { kind: "fresh", value: last.value, age };
      }
      open ??= { answer: ask(), since: options.now(), late: false };
      const question = open;
      if (question.late) return late(question.since);
      let timer: NodeJS.Timeout | undefined;
      const waited = new Promise<ProbeResult<T>>((resolve) => {
        timer = setTimeout(() => {
          question.late = true;
          resolve(late(question.since));
        }, options.timeout);
      });
      const result = await Promise.race([question.answer, waited]);
      clearTimeout(timer);
      return result;
    },
  };
}
