import { type PageError, toPageError } from "./page-error.ts";
import { backOffMillis } from "./transport/back-off.ts";

/** One noun that is read once and then streamed. */
export interface Feed<T> {
  /** What is true now. */
  readonly first: () => Promise<T>;
  /** The changes from now on. */
  readonly stream: () => Promise<AsyncIterable<T>>;
  readonly take: (value: T) => void;
  readonly fail: (error: PageError) => void;
  readonly signal: AbortSignal;
}

/**
 * Follows one feed until its signal aborts. The stream is opened before the first read, so that nothing falls between the
 * two. A stream that ends or fails is opened again with back-off. Never throws.
 */
export async function follow<T>(feed: Feed<T>): Promise<void> {
  let attempt = 0;
  while (!feed.signal.aborted) {
    try {
      const stream = await feed.stream();
      feed.take(await feed.first());
      attempt = 0;
      for await (const value of stream) feed.take(value);
    } catch (error) {
      // A lost connection breaks the stream an instant before it ends the feed; that is no failure of the noun.
      await pause(0, feed.signal);
      if (feed.signal.aborted) return;
      feed.fail(toPageError(error));
    }
    attempt += 1;
    await pause(backOffMillis(attempt, Math.random()), feed.signal);
  }
}

/** Reads one value into a store; a failure is put there too. Never throws. */
export async function read<T>(
  ask: () => Promise<T>,
  into: { readonly take: (value: T) => void; readonly fail: (error: PageError) => void },
): Promise<void> {
  try {
    into.take(await ask());
  } catch (error) {
    into.fail(toPageError(error));
  }
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    signal.addEventListener("abort", done, { once: true });
  });
}
