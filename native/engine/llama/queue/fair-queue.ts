import { HearthError } from "../../../api/errors.ts";
import { type CallPriority, callPriorities } from "../../requests.ts";
import { createTurns, type Ticket } from "./queue-turns.ts";

/** Which part of the queue's places those of a priority and all below it may take: nobody's idle work keeps a person out. */
const SHARE: Readonly<Record<CallPriority, number>> = {
  interactive: 1,
  serving: 1,
  auditing: 0.75,
  background: 0.5,
};
/** How much a new duration moves the average of a task. */
const NEWEST = 0.2;

/** Who asks for a task to be run. */
export interface QueueEntry<Lane> {
  readonly requester: string;
  /** "serving" unless told. */
  readonly priority?: CallPriority;
  /** The best of the free lanes for this task, as an index; the one that is free the longest unless told. */
  readonly choose?: (free: readonly Lane[]) => number;
}

/** How full a queue is. */
export interface QueueLoad {
  readonly running: number;
  readonly waiting: number;
}

/** Work that takes turns on a few lanes. */
export interface FairQueue<Lane> {
  /**
   * Runs a task on a free lane when its turn comes. Rejects at once with QUEUE_FULL {waiting, limit, estimatedMillis}, where the last is
   * how long a new task would wait by the average of those that ended (0 before the first did); with CANCELLED when aborted or closed while it waits.
   */
  run<R>(
    entry: QueueEntry<Lane>,
    task: (lane: Lane) => Promise<R>,
    signal?: AbortSignal,
  ): Promise<R>;
  load(): QueueLoad;
  /** Cancels what waits and resolves when nothing runs any more. */
  close(): Promise<void>;
}

interface Job<Lane> {
  readonly start: (lane: Lane) => void;
  readonly cancel: () => void;
  readonly choose: ((free: readonly Lane[]) => number) | undefined;
}

/**
 * A queue over `lanes` that can each do one task at a time. Higher priorities go first; within one, requesters take turns whatever the
 * number of tasks each has waiting; one requester's own tasks of a priority keep their order. Who is passed over rises. At most
 * `capacity` tasks wait. `now` is in milliseconds.
 */
export function createFairQueue<Lane>(
  lanes: readonly Lane[],
  capacity: number,
  now: () => number = () => performance.now(),
): FairQueue<Lane> {
  const free = [...lanes];
  const turns = createTurns<Job<Lane>>();
  const running = new Set<Promise<unknown>>();
  let average: number | undefined;
  let closed = false;

  const next = (): void => {
    while (free.length > 0) {
      const job = turns.take();
      if (job === undefined) return;
      const chosen = job.choose?.(free) ?? 0;
      const [lane] = free.splice(chosen in free ? chosen : 0, 1);
      job.start(lane as Lane);
    }
  };
  const full = (limit: number): HearthError => {
    const waiting = turns.waiting();
    const rounds = (waiting + 1) / Math.max(1, lanes.length);
    const estimatedMillis = Math.round(rounds * (average ?? 0));
    return new HearthError("QUEUE_FULL", { waiting, limit, estimatedMillis });
  };

  return {
    run: (entry, task, signal) =>
      new Promise((resolve, reject) => {
        if (closed || signal?.aborted === true) return reject(new HearthError("CANCELLED"));
        const priority = entry.priority ?? "serving";
        const limit = Math.floor(capacity * SHARE[priority]);
        if (free.length === 0 && turns.waiting() >= limit) return reject(full(limit));
        let ticket: Ticket | undefined;
        const onAbort = (): void => {
          if (ticket !== undefined) turns.leave(ticket);
          reject(new HearthError("CANCELLED"));
        };
        const job: Job<Lane> = {
          choose: entry.choose,
          cancel: () => {
            signal?.removeEventListener("abort", onAbort);
            reject(new HearthError("CANCELLED"));
          },
          start: (lane) => {
            signal?.removeEventListener("abort", onAbort);
            const started = now();
            const run = task(lane).then(resolve, reject);
            running.add(run);
            void run.then(() => {
              const took = now() - started;
              average = average === undefined ? took : average + (took - average) * NEWEST;
              running.delete(run);
              free.push(lane);
              next();
            });
          },
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        ticket = turns.join(entry.requester, callPriorities.indexOf(priority), job);
        next();
      }),
    load: () => ({ running: running.size, waiting: turns.waiting() }),
    close: async () => {
      closed = true;
      for (let job = turns.take(); job !== undefined; job = turns.take()) job.cancel();
      while (running.size > 0) await Promise.all(running);
    },
  };
}
