import { HearthError } from "../api/errors.ts";

/** Callers that wait for a value which may come, go and come again. */
export interface Waiters<T> {
  /** Resolves with the next value, rejects with the next failure or CANCELLED when the signal aborts. */
  wait(signal?: AbortSignal): Promise<T>;
  resolve(value: T): void;
  reject(error: HearthError): void;
}

/** A set of waiting callers; `resolve` and `reject` serve all that wait now. */
export function createWaiters<T>(): Waiters<T> {
  const waiting = new Set<{ resolve: (value: T) => void; reject: (error: HearthError) => void }>();
  const take = () => {
    const all = [...waiting];
    waiting.clear();
    return all;
  };
  return {
    wait: (signal) =>
      new Promise<T>((resolve, reject) => {
        if (signal?.aborted === true) return reject(new HearthError("CANCELLED"));
        const onAbort = (): void => {
          waiting.delete(waiter);
          reject(new HearthError("CANCELLED"));
        };
        const done = () => signal?.removeEventListener("abort", onAbort);
        const waiter = {
          resolve: (value: T) => {
            done();
            resolve(value);
          },
          reject: (error: HearthError) => {
            done();
            reject(error);
          },
        };
        waiting.add(waiter);
        signal?.addEventListener("abort", onAbort, { once: true });
      }),
    resolve: (value) => {
      for (const waiter of take()) waiter.resolve(value);
    },
    reject: (error) => {
      for (const waiter of take()) waiter.reject(error);
    },
  };
}
