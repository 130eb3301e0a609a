/** One value after another from one publisher to any number of followers. */
export interface Channel<T> {
  publish(value: T): void;
  /** Values from now on, until `signal` aborts or the loop is left. A slow follower gets the newest 1,000 it missed. */
  follow(signal?: AbortSignal): AsyncGenerator<T, void, void>;
  /** What `current` says now, then every value from then on: none between the two is lost, however slowly it is read. */
  followFrom(current: () => T, signal?: AbortSignal): AsyncGenerator<T, void, void>;
  /** Calls `listener` for each value until the returned disposer is called. */
  listen(listener: (value: T) => void): () => void;
}

/** Values kept for a follower that does not keep up; the oldest are dropped, so memory stays bounded. */
const BACKLOG = 1_000;

/** An in-process channel. */
export function createChannel<T>(): Channel<T> {
  const listeners = new Set<(value: T) => void>();
  const listen = (listener: (value: T) => void): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return {
    listen,
    publish: (value) => {
      for (const listener of [...listeners]) listener(value);
    },
    follow: (signal) => follow(listen, signal),
    followFrom: (current, signal) => follow(listen, signal, current),
  };
}

async function* follow<T>(
  listen: (listener: (value: T) => void) => () => void,
  signal: AbortSignal | undefined,
  current?: () => T,
): AsyncGenerator<T, void, void> {
  const backlog: T[] = [];
  let wake: () => void = () => {};
  const stop = listen((value) => {
    backlog.push(value);
    if (backlog.length > BACKLOG) backlog.shift();
    wake();
  });
  const onAbort = (): void => wake();
  signal?.addEventListener("abort", onAbort);
  try {
    if (current && !signal?.aborted) yield current();
    while (!signal?.aborted) {
      if (backlog.length > 0) {
        yield backlog.shift() as T;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        // A value or an abort may have come while the last one was being read.
        if (backlog.length > 0 || signal?.aborted) resolve();
      });
    }
  } finally {
    stop();
    signal?.removeEventListener("abort", onAbort);
  }
}
