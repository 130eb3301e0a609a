import type { Row } from "../suite.ts";

/** One documented command of a tool: what the table calls it, and the doing of it with the look at what came of it. */
export interface Step {
  readonly command: string;
  readonly run: () => Promise<void>;
}

/** Longer than any of them takes on a busy machine. */
const LONGEST_MILLIS = 120_000;

/** Does steps in their order, a row each. What a step throws is its failure. Ends early when the run is stopped. */
export async function* rowsOf(
  tool: string,
  steps: readonly Step[],
  signal: AbortSignal,
): AsyncGenerator<Row> {
  for (const { command, run } of steps) {
    if (signal.aborted) return;
    let outcome: Row["outcome"] = "works";
    try {
      await inTime(run(), signal);
    } catch (error) {
      outcome = { failed: error instanceof Error ? error.message : String(error) };
    }
    yield { tool, command, outcome };
  }
}

async function inTime(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const late = Promise.withResolvers<never>();
  const stop = (): void => late.reject(new Error("stopped"));
  const timer = setTimeout(
    () => late.reject(new Error(`nothing for ${LONGEST_MILLIS / 1000} s`)),
    LONGEST_MILLIS,
  );
  signal.addEventListener("abort", stop, { once: true });
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** Resolves with the first `count` things that `subscribe` hands over; ends the subscription then. */
export async function first<T>(
  count: number,
  subscribe: (hear: (value: T) => void) => Promise<() => void> | (() => void),
): Promise<T[]> {
  const heard: T[] = [];
  const done = Promise.withResolvers<void>();
  const end = await subscribe((value) => {
    if (heard.length < count) heard.push(value);
    if (heard.length >= count) done.resolve();
  });
  await done.promise;
  end();
  return heard;
}
