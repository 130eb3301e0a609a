import type { Revealed } from "../../subnets/commitment.ts";

/** One answer that was promised to a caller and not yet forgotten. */
export interface KeptPromise {
  readonly caller: string;
  readonly opening: Revealed;
  readonly madeAt: number;
  readonly millis: number;
}

/** Promised answers by challenge id, kept for a while so that their askers can open them. Bounded in number and age. */
export interface PromiseBook {
  /** True where this challenge was promised before. */
  has(challenge: string): boolean;
  keep(challenge: string, promise: KeptPromise): void;
  /** The promise made to this caller, or undefined where there is none, another asked, or it is too old. */
  find(challenge: string, caller: string, now: number): KeptPromise | undefined;
}

/** Makes a book that forgets after `ageMillis` and holds at most `capacity` promises; the oldest go first. */
export function promiseBook(ageMillis: number, capacity: number): PromiseBook {
  const book = new Map<string, KeptPromise>();

  function forget(now: number): void {
    for (const [challenge, promise] of book) {
      if (book.size < capacity && now - promise.madeAt <= ageMillis) return;
      book.delete(challenge);
    }
  }

  return {
    has: (challenge) => book.has(challenge),
    keep(challenge, promise) {
      forget(promise.madeAt);
      book.set(challenge, promise);
    },
    find(challenge, caller, now) {
      forget(now);
      const promise = book.get(challenge);
      return promise !== undefined && promise.caller === caller ? promise : undefined;
    },
  };
}
