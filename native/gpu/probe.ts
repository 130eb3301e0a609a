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
  readonly now: () => number;
}

/** A probe that never rejects, never has two questions open, and gives its last answer where a new one does not come. */
export function createProbe<T>(options: ProbeOptions<T>): Probe<T> {
  let last: { readonly value: T; readonly at: number } | undefined;
  let open: Promise<ProbeResult<T>> | undefined;

  const ask = async (): Promise<ProbeResult<T>> => {
    try {
      const value = await options.ask();
      last = { value, at: options.now() };
      return { kind: "fresh", value };
    } catch (error) {
      return without(error instanceof Error ? error.message : String(error));
    } finally {
      open = undefined;
    }
  };
  const without = (reason: string): ProbeResult<T> =>
    last === undefined ? { kind: "failed", reason } : { kind: "stale", value: last.value, reason };

  return {
    read: async () => {
      if (last !== undefined && options.now() - last.at < options.freshFor(last.value)) {
        return { kind: "fresh", value: last.value };
      }
      open ??= ask();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<ProbeResult<T>>((resolve) => {
        timer = setTimeout(() => resolve(without("it did not answer in time")), options.timeout);
      });
      const result = await Promise.race([open, late]);
      clearTimeout(timer);
      return result;
    },
  };
}
