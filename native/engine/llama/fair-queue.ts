import { HearthError } from "../../api/errors.ts";

interface Job<Lane> {
  readonly start: (lane: Lane) => void;
  readonly cancel: () => void;
}

/** Work that takes turns on a few lanes. */
export interface FairQueue<Lane> {
  /** Runs a task on the next free lane. Rejects with QUEUE_FULL at once, with CANCELLED when aborted or closed while it waits. */
  run<R>(requester: string, task: (lane: Lane) => Promise<R>, signal?: AbortSignal): Promise<R>;
  /** Cancels what waits and resolves when nothing runs any more. */
  close(): Promise<void>;
}

/**
 * A queue over `lanes` that can each do one task at a time. Requesters take turns whatever the number of tasks each has
 * waiting; one requester's own tasks keep their order. At most `capacity` tasks wait.
 */
export function createFairQueue<Lane>(lanes: readonly Lane[], capacity: number): FairQueue<Lane> {
  const free = [...lanes];
  const waiting = new Map<string, Job<Lane>[]>();
  const running = new Set<Promise<unknown>>();
  let count = 0;
  let closed = false;

  const next = (): void => {
    const turn = waiting.entries().next().value;
    if (turn === undefined || free.length === 0) return;
    const [requester, jobs] = turn;
    const job = jobs.shift();
    // Taken out and put back at the end: its next task waits until every other requester had a turn.
    waiting.delete(requester);
    if (jobs.length > 0) waiting.set(requester, jobs);
    count -= 1;
    job?.start(free.shift() as Lane);
    next();
  };

  const remove = (requester: string, job: Job<Lane>): void => {
    const jobs = waiting.get(requester)?.filter((other) => other !== job) ?? [];
    if (jobs.length > 0) waiting.set(requester, jobs);
    else waiting.delete(requester);
    count -= 1;
  };

  return {
    run: (requester, task, signal) =>
      new Promise((resolve, reject) => {
        if (closed || signal?.aborted === true) return reject(new HearthError("CANCELLED"));
        if (free.length === 0 && count >= capacity) {
          return reject(new HearthError("QUEUE_FULL", { waiting: count }));
        }
        const onAbort = (): void => {
          remove(requester, job);
          reject(new HearthError("CANCELLED"));
        };
        const job: Job<Lane> = {
          cancel: () => {
            signal?.removeEventListener("abort", onAbort);
            reject(new HearthError("CANCELLED"));
          },
          start: (lane) => {
            signal?.removeEventListener("abort", onAbort);
            const run = task(lane).then(resolve, reject);
            running.add(run);
            void run.then(() => {
              running.delete(run);
              free.push(lane);
              next();
            });
          },
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        waiting.set(requester, [...(waiting.get(requester) ?? []), job]);
        count += 1;
        next();
      }),
    close: async () => {
      closed = true;
      const cancelled = [...waiting.values()].flat();
      waiting.clear();
      count = 0;
      for (const job of cancelled) job.cancel();
      while (running.size > 0) await Promise.all(running);
    },
  };
}
