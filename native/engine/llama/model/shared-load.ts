import { HearthError } from "../../../api/errors.ts";

/** One piece of work that several wait for. */
export interface SharedLoad<T> {
  /** What comes of it, for those who do not count as waiting. */
  readonly result: Promise<T>;
  /** What came of it, once it is there; undefined before that, and where it failed. */
  value(): T | undefined;
  /** Waits for the result, or until the signal aborts: then CANCELLED, and where nobody else waits the work is ended. */
  wait(signal?: AbortSignal): Promise<T>;
  /** Ends the work for all. */
  stop(): void;
  /** True once it was ended before its result was there: its failure is nobody else's. */
  stopped(): boolean;
}

/** Begins work at once. `work` is told by its signal that nobody wants the result any more. */
export function shareLoad<T>(work: (signal: AbortSignal) => Promise<T>): SharedLoad<T> {
  const stopping = new AbortController();
  const result = work(stopping.signal).catch((error: unknown) => {
    throw stopping.signal.aborted ? new HearthError("CANCELLED", {}, { cause: error }) : error;
  });
  let waiting = 0;
  let settled = false;
  let value: T | undefined;
  result.then(
    (found) => {
      settled = true;
      value = found;
    },
    () => {
      settled = true;
    },
  );
  const stop = (): void => {
    if (!settled) stopping.abort();
  };
  return {
    result,
    value: () => value,
    stop,
    stopped: () => stopping.signal.aborted,
    wait: async (signal) => {
      const left = Promise.withResolvers<never>();
      let inside = true;
      waiting += 1;
      const out = (): void => {
        if (!inside) return;
        inside = false;
        waiting -= 1;
        if (waiting === 0) stop();
      };
      const leave = (): void => {
        out();
        left.reject(new HearthError("CANCELLED"));
      };
      if (signal?.aborted === true) leave();
      else signal?.addEventListener("abort", leave, { once: true });
      try {
        return await Promise.race([left.promise, result]);
      } finally {
        signal?.removeEventListener("abort", leave);
        out();
      }
    },
  };
}
