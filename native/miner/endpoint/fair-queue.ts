/** Why a queue takes no more: from this caller, or from anybody. */
export type QueueRefusal = "caller-full" | "full";

/** Limits of a queue. `lanes` jobs run at once, asked whenever one begins; each caller may have `perCaller` waiting, all together `total`. */
export interface QueueLimits {
  readonly lanes: number | (() => number);
  readonly perCaller: number;
  readonly total: number;
}

interface Waiting {
  readonly start: () => void;
}

/** A queue that serves callers in turn, so that a busy one cannot starve the others. */
export interface FairQueue {
  /** Runs `job` when its turn comes. Returns at once with the reason where the queue is full. An abort while waiting takes it out. */
  run<T>(
    caller: string,
    job: () => Promise<T>,
    signal: AbortSignal,
  ):
    | { readonly kind: "accepted"; readonly result: Promise<T> }
    | { readonly kind: "refused"; readonly reason: QueueRefusal };
  /** Jobs that wait for a lane. */
  waiting(): number;
}

/** Makes a fair queue: round robin over callers, first come first served inside each. */
export function fairQueue(limits: QueueLimits): FairQueue {
  // A Map keeps insertion order: the first key is the caller whose turn it is.
  const lines = new Map<string, Waiting[]>();
  const { lanes } = limits;
  let running = 0;
  let waiting = 0;
  const hasLane = (): boolean => running < (typeof lanes === "number" ? lanes : lanes());

  function next(): void {
    while (hasLane()) {
      const turn = lines.entries().next().value;
      if (turn === undefined) return;
      const [caller, line] = turn;
      lines.delete(caller);
      const job = line.shift();
      if (line.length > 0) lines.set(caller, line);
      if (job === undefined) continue;
      waiting -= 1;
      running += 1;
      job.start();
    }
  }

  function leave(caller: string, entry: Waiting): void {
    const line = lines.get(caller);
    const index = line?.indexOf(entry) ?? -1;
    if (line === undefined || index < 0) return;
    line.splice(index, 1);
    if (line.length === 0) lines.delete(caller);
    waiting -= 1;
  }

  return {
    waiting: () => waiting,
    run<T>(caller: string, job: () => Promise<T>, signal: AbortSignal) {
      const busy = !hasLane();
      if (busy && waiting >= limits.total) return { kind: "refused", reason: "full" } as const;
      if (busy && (lines.get(caller)?.length ?? 0) >= limits.perCaller) {
        return { kind: "refused", reason: "caller-full" } as const;
      }
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const entry: Waiting = {
        start: () => {
          signal.removeEventListener("abort", onAbort);
          const ended = (): void => {
            running -= 1;
            next();
          };
          job().then(resolve, reject).finally(ended);
        },
      };
      const onAbort = (): void => {
        leave(caller, entry);
        reject(signal.reason);
      };
      if (signal.aborted) reject(signal.reason);
      else {
        signal.addEventListener("abort", onAbort, { once: true });
        const line = lines.get(caller);
        if (line === undefined) lines.set(caller, [entry]);
        else line.push(entry);
        waiting += 1;
        next();
      }
      return { kind: "accepted", result: promise } as const;
    },
  };
}
