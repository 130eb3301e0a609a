import type { Examination, Finding } from "../api/doctor.ts";
import { HearthError } from "../api/errors.ts";
import type { Check } from "./check.ts";
import { createExaminer, type Examiner } from "./examine.ts";

/** Looks at everything that can go wrong at home. */
export interface Doctor {
  /** What is looked at, in the order of the findings. */
  checks(): Pick<Finding, "id" | "group">[];
  /** All checks side by side; ends when the slowest is done or out of time. */
  run(): Promise<Examination>;
  /** The same, each finding as soon as it is known; ends with the last one. */
  follow(signal?: AbortSignal): AsyncGenerator<Finding, void, void>;
  /** Does what the finding's fix says and looks again. Throws NOT_FOUND, BAD_INPUT (nothing to do for the node), and what the fix fails with. */
  fix(id: string, signal?: AbortSignal): Promise<Finding>;
  /** Ends all probes and fixes. */
  close(): void;
}

/** A fix may hash a large file. */
const FIX_MILLIS = 600_000;

/** A doctor with these checks. `now` is milliseconds since 1970, `monotonic` never goes back. */
export function createDoctor(options: {
  readonly checks: readonly Check[];
  readonly now: () => number;
  readonly monotonic: () => number;
}): Doctor {
  const closing = new AbortController();
  const examiners = options.checks.map((check) =>
    createExaminer(check, options.monotonic, closing.signal),
  );

  return {
    checks: () => options.checks.map(({ id, group }) => ({ id, group })),
    run: async () => ({
      time: options.now(),
      findings: await Promise.all(examiners.map((examiner) => examiner.look())),
    }),
    follow: (signal) => inOrderOfArrival(examiners, signal),
    fix: async (id, signal) => {
      const examiner = examiners.find(({ check }) => check.id === id);
      if (examiner === undefined) throw new HearthError("NOT_FOUND", { what: `The check ${id}` });
      // What was true when the page was drawn may not be any more.
      const { fix, message } = await examiner.look({ fresh: true });
      const repair = fix?.byNode === true ? examiner.check.repairs[fix.key] : undefined;
      if (repair === undefined) {
        throw new HearthError("BAD_INPUT", { reason: `Nothing to fix for ${id}: ${message}.` });
      }
      const signals = [closing.signal, AbortSignal.timeout(FIX_MILLIS)];
      await repair(AbortSignal.any(signal ? [...signals, signal] : signals));
      return examiner.look({ fresh: true });
    },
    close: () => closing.abort(new HearthError("CANCELLED")),
  };
}

async function* inOrderOfArrival(
  examiners: readonly Examiner[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, void, void> {
  const waiting = new Map(
    examiners.map((examiner) => [
      examiner.check.id,
      examiner.look().then((finding) => ({ id: examiner.check.id, finding })),
    ]),
  );
  while (waiting.size > 0 && !signal?.aborted) {
    const { id, finding } = await Promise.race(waiting.values());
    waiting.delete(id);
    yield finding;
  }
}
