import type { Finding } from "../api/doctor.ts";
import { HearthError, toHearthError } from "../api/errors.ts";
import type { Check, Judgement } from "./check.ts";
import { fixSentence, sentenceOf } from "./sentences.ts";

/** A check that is asked again and again and never has two questions open. */
export interface Examiner {
  readonly check: Check;
  /**
   * Looks once. Never rejects and never takes longer than the check's timeout: a probe that hangs is `unknown`, and while it hangs no
   * second one is started. With `fresh`, a look that had begun before is not taken for this one.
   */
  look(options?: { readonly fresh?: boolean }): Promise<Finding>;
}

/** `monotonic` in milliseconds; `closing` ends every probe. */
export function createExaminer(
  check: Check,
  monotonic: () => number,
  closing: AbortSignal,
): Examiner {
  let open: Promise<Judgement> | undefined;

  const ask = (): Promise<Judgement> => {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(check.timeout)]);
    const asked = (async () => check.look(signal))()
      .catch((error: unknown) => failed(error))
      .finally(() => {
        if (open === asked) open = undefined;
      });
    open = asked;
    return asked;
  };

  return {
    check,
    look: async ({ fresh = false } = {}) => {
      const started = monotonic();
      const late = lateAfter(check.timeout);
      const judged = fresh && open ? open.then(ask) : (open ?? ask());
      const judgement = await Promise.race([judged, late.promise]).finally(late.clear);
      const millis = Math.max(0, Math.round(monotonic() - started));
      return toFinding(check, judgement, millis);
    },
  };
}

function toFinding(check: Check, judgement: Judgement, millis: number): Finding {
  const { state, message, evidence, fix } = judgement;
  const said = sentenceOf(check.id, judgement);
  const found = { id: check.id, group: check.group, state, message, said, evidence, millis };
  return fix ? { ...found, fix: { ...fix, said: fixSentence(fix.key) } } : found;
}

function lateAfter(millis: number): { readonly promise: Promise<Judgement>; clear(): void } {
  const { promise, resolve } = Promise.withResolvers<Judgement>();
  const seconds = millis / 1000;
  // A probe that heeds its signal answers at this very moment, and better.
  const timer = setTimeout(
    () => resolve({ state: "unknown", message: "timeout", evidence: { limit: `${seconds} s` } }),
    millis + 50,
  );
  return { promise, clear: () => clearTimeout(timer) };
}

function failed(error: unknown): Judgement {
  if ((error as { name?: unknown } | null)?.name === "TimeoutError")
    return { state: "unknown", message: "timeout", evidence: {} };
  const { code, message, detail } = toHearthError(error);
  const reason = error instanceof HearthError ? message : String(detail.reason ?? message);
  return { state: "unknown", message: "failed", evidence: { reason, code } };
}
