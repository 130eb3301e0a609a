import { orAborted } from "./or-aborted.ts";

/** A stretch of time in which nothing can be served. */
export interface Gap {
  /** From now on those who come wait, until the returned function is called; of several, until the last was. */
  shut(): () => void;
  /** Resolves at once where nothing is shut. Rejects with CANCELLED when the signal aborts while it waits. */
  wait(signal: AbortSignal): Promise<void> | undefined;
}

/** Nothing is shut. */
export function createGap(): Gap {
  const reasons = new Set<Promise<void>>();
  const waitFor = async (signal: AbortSignal): Promise<void> => {
    for (let [first] = reasons; first !== undefined; [first] = reasons) {
      await orAborted(first, signal);
    }
  };
  return {
    shut: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      reasons.add(promise);
      return () => {
        reasons.delete(promise);
        resolve();
      };
    },
    // Work begins at once where it can: what comes after it must not overtake it.
    wait: (signal) => (reasons.size === 0 ? undefined : waitFor(signal)),
  };
}
