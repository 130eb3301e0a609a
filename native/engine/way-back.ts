import { setTimeout as delay } from "node:timers/promises";

/** Waits between two tries: the first, and the longest after doubling. Milliseconds. */
const FIRST = 500;
const LONGEST = 30_000;

/** Tries on their way. */
export interface WayBack {
  /** Ends them; resolves when none is at work any more. What a last one brought is told before. */
  stop(): Promise<void>;
}

/**
 * Tries something again and again until it succeeds, which is told once; each failure is told as it comes. `wait` is asked between two
 * tries and rejects when the signal aborts.
 */
export function startWayBack<T>(options: {
  readonly attempt: (signal: AbortSignal) => Promise<T>;
  readonly onBack: (value: T) => void;
  readonly onFailure?: (error: unknown) => void;
  readonly wait?: (millis: number, signal: AbortSignal) => Promise<void>;
}): WayBack {
  const { attempt, onBack, wait = pause } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const tries = async (): Promise<void> => {
    for (let millis = FIRST; ; millis = Math.min(LONGEST, millis * 2)) {
      await wait(millis, signal);
      const back = await attempt(signal).then(
        (value) => ({ value }),
        (error: unknown) => {
          if (!signal.aborted) options.onFailure?.(error);
          return undefined;
        },
      );
      if (back !== undefined) return onBack(back.value);
    }
  };
  // It ends with the wait that was cut short.
  const over = tries().catch(() => {});
  return {
    stop: () => {
      stopping.abort();
      return over;
    },
  };
}

async function pause(millis: number, signal: AbortSignal): Promise<void> {
  await delay(millis, undefined, { signal });
}
