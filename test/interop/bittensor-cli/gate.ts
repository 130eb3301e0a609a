/** Lets many pass at once, or one alone. */
export interface Gate {
  /** Runs together with others of its kind, never beside one that is alone. */
  together<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until nobody is inside, and lets nobody in until it is done. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** An open gate. */
export function openGate(): Gate {
  const inside = new Set<Promise<unknown>>();
  let barrier: Promise<unknown> = Promise.resolve();
  return {
    async together(work) {
      let seen: Promise<unknown> | undefined;
      while (seen !== barrier) {
        seen = barrier;
        await seen;
      }
      const running = work();
      const settled = running.then(
        () => undefined,
        () => undefined,
      );
      inside.add(settled);
      void settled.then(() => inside.delete(settled));
      return running;
    },
    alone(work) {
      const before = barrier;
      const running = before.then(async () => {
        await Promise.all(inside);
        return work();
      });
      barrier = running.catch(() => undefined);
      return running;
    },
  };
}
