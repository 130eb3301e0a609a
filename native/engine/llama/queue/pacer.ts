import { HearthError } from "../../../api/errors.ts";

/** Makes all passes of an engine together take a share of the time, by letting them rest in between. */
export interface Pacer {
  /** 0 (nothing starts) to 1 (no rest). A change holds at once, also for those that rest. */
  setShare(share: number): void;
  /** Runs one pass when its time has come. Rejects with CANCELLED when the signal aborts while it waits. */
  work<R>(pass: () => Promise<R>, signal?: AbortSignal): Promise<R>;
}

/** Rests shorter than this are saved up: a timer for each token would cost more than it rests. Milliseconds. */
const SHORTEST_REST = 25;
/** A stretch of work takes in nobody new after this, so that it comes to an end while there is always one more. Milliseconds. */
const LONGEST_STRETCH = 100;

/** Milliseconds of rest for each millisecond of work, (1 - share) / share; a share of 0 counts as a thousandth here. */
export function restFor(share: number): number {
  return (1 - share) / Math.max(share, 0.001);
}

/**
 * A pacer. Passes that overlap are one stretch of work, so that the batches of several sequences stay together and the share is that
 * of the whole engine. `now` is in milliseconds.
 */
export function createPacer(now: () => number = () => performance.now()): Pacer {
  let share = 1;
  let running = 0;
  let stretchStarted = 0;
  let freeAt = 0;
  let resting = false;
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;

  const wake = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const look of [...waiting]) look();
  };
  /** Milliseconds until a pass may start; undefined where only an event can tell. */
  const wait = (): number | undefined => {
    if (share >= 1) return 0;
    if (share <= 0) return undefined;
    if (running > 0) return now() - stretchStarted < LONGEST_STRETCH ? 0 : undefined;
    const left = freeAt - now();
    resting = left > 0 && (resting || left >= SHORTEST_REST);
    return resting ? left : 0;
  };
  const turn = (signal: AbortSignal | undefined): Promise<void> => {
    if (signal?.aborted === true) return Promise.reject(new HearthError("CANCELLED"));
    if (wait() === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(look);
        signal?.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => {
        leave();
        reject(new HearthError("CANCELLED"));
      };
      const look = (): void => {
        const left = wait();
        if (left === 0) {
          leave();
          resolve();
        } else if (left !== undefined) {
          timer ??= setTimeout(wake, Math.ceil(left));
        }
      };
      waiting.add(look);
      signal?.addEventListener("abort", onAbort, { once: true });
      look();
    });
  };

  return {
    setShare: (wanted) => {
      const left = Math.max(0, freeAt - now());
      const owed = share < 1 ? left / restFor(share) : 0;
      share = Math.min(1, Math.max(0, wanted));
      freeAt = now() + owed * restFor(share);
      wake();
    },
    work: async (pass, signal) => {
      await turn(signal);
      if (running === 0) stretchStarted = now();
      running += 1;
      try {
        return await pass();
      } finally {
        running -= 1;
        if (running === 0) {
          const ended = now();
          freeAt = Math.max(freeAt, ended) + (ended - stretchStarted) * restFor(share);
          wake();
        }
      }
    },
  };
}
