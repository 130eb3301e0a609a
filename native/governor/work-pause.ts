import { HearthError } from "../api/errors.ts";

/** Whether requests are let through, for those whose work the governor may pause. */
export interface WorkPause {
  /** Why nothing runs, in words; undefined while it does. */
  reason(): string | undefined;
  /** Calls `listener` whenever the answer may have changed, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

/** Never pauses: for work that has an engine of its own. */
export const neverPaused: WorkPause = { reason: () => undefined, onChange: () => () => undefined };

/**
 * What `work` settles to; rejects with PAUSED as soon as a pause begins before that, having called `onPause`: by the time in which
 * the rejection is heard the pause may be over, and work may reject with PAUSED for reasons of its own. The work itself goes on.
 */
export function unlessPaused<T>(
  work: Promise<T>,
  pause: WorkPause,
  onPause: () => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const reason = pause.reason();
      if (reason === undefined) return;
      onPause();
      reject(new HearthError("PAUSED", { reason }));
    };
    const stop = pause.onChange(look);
    look();
    work.then(resolve, reject).finally(stop);
  });
}

/** Resolves when nothing is paused. Rejects with CANCELLED when the signal aborts before. */
export function whenRunning(pause: WorkPause, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      if (!signal.aborted && pause.reason() !== undefined) return;
      stop();
      signal.removeEventListener("abort", settle);
      if (signal.aborted) reject(new HearthError("CANCELLED"));
      else resolve();
    };
    const stop = pause.onChange(settle);
    signal.addEventListener("abort", settle);
    settle();
  });
}
