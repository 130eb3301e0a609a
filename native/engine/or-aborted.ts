import { HearthError } from "../api/errors.ts";
import { createWaiters } from "../processes/waiters.ts";

/** Waits for a promise until the signal aborts; then CANCELLED. What is waited for goes on. */
export async function orAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = createWaiters<never>();
  const waiting = aborted.wait(signal);
  await Promise.race([promise, waiting]).finally(() => {
    waiting.catch(() => {});
    aborted.reject(new HearthError("CANCELLED"));
  });
}
