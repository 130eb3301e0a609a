/** Work that goes on with one thing, for those who must not change it meanwhile. */
export interface Uses {
  run<R>(work: () => Promise<R>): Promise<R>;
  /** Resolves when no work goes on, or when the signal aborts. */
  over(signal?: AbortSignal): Promise<void>;
}

/** Nothing goes on. */
export function createUses(): Uses {
  const running = new Set<Promise<unknown>>();
  return {
    run: async (work) => {
      const one = work();
      running.add(one);
      try {
        return await one;
      } finally {
        running.delete(one);
      }
    },
    over: async (signal) => {
      const left = Promise.withResolvers<void>();
      const leave = (): void => left.resolve();
      signal?.addEventListener("abort", leave, { once: true });
      while (running.size > 0 && signal?.aborted !== true) {
        await Promise.race([Promise.allSettled(running), left.promise]);
      }
      signal?.removeEventListener("abort", leave);
    },
  };
}
