import { HearthError } from "../api/errors.ts";

/** Calls `listener` with CANCELLED once the signal aborts (at once if it has); the returned function stops listening. */
export function cancelled(
  signal: AbortSignal | undefined,
  listener: (error: HearthError) => void,
): () => void {
  const tell = (): void => listener(new HearthError("CANCELLED"));
  if (signal?.aborted) {
    queueMicrotask(tell);
    return () => undefined;
  }
  signal?.addEventListener("abort", tell, { once: true });
  return () => signal?.removeEventListener("abort", tell);
}
