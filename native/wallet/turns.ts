import { HearthError } from "../api/errors.ts";

/** Runs one piece of work after the other, first come first served; who aborts while waiting leaves at once with CANCELLED. */
export type InTurn = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** A queue of its own. A piece of work that fails does not hold up the next. */
export function turns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return async (work, signal) => {
    const before = last;
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    last = before.then(() => over);
    try {
      await untilAborted(before, signal);
      return await work();
    } finally {
      end();
    }
  };
}

function untilAborted(wait: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new HearthError("CANCELLED"));
    if (signal?.aborted) return onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    void wait.then(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
  });
}
