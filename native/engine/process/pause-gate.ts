import { HearthError, toHearthError } from "../../api/errors.ts";

/** Lets work in, or turns it away with PAUSED; what is inside may be asked to leave. */
export interface PauseGate {
  /** Why it is shut; undefined while it is open. */
  reason(): string | undefined;
  /** Runs a task with a signal that aborts with the caller's or when its grace is over. Rejects with PAUSED while shut, or when cut short by the gate. */
  pass<R>(task: (signal: AbortSignal) => Promise<R>, signal?: AbortSignal): Promise<R>;
  /**
   * Shuts it. Resolves when nothing is inside any more: what runs may finish for `graceMillis`, then it is aborted. Shutting what is
   * shut only ever brings the end of the grace nearer, and gives the newer reason.
   */
  shut(reason: string, graceMillis: number): Promise<void>;
  open(): void;
}

interface Shut {
  readonly reason: string;
  readonly cutting: AbortController;
}

/** An open gate. */
export function createPauseGate(): PauseGate {
  const inside = new Set<Promise<unknown>>();
  let shut: Shut | undefined;
  /** Aborts what came in since the gate was last opened. */
  let cutting = new AbortController();
  const paused = (reason: string): HearthError => new HearthError("PAUSED", { reason });

  return {
    reason: () => shut?.reason,
    pass: async (task, signal) => {
      if (shut !== undefined) throw paused(shut.reason);
      const cut = cutting.signal;
      const running = task(signal === undefined ? cut : AbortSignal.any([signal, cut]));
      inside.add(running);
      try {
        return await running;
      } catch (error) {
        const ours = cut.aborted && signal?.aborted !== true;
        // An engine that did not let go in time was ended.
        const { code } = toHearthError(error);
        if (ours && (code === "CANCELLED" || code === "ENGINE_DOWN"))
          throw paused(String(cut.reason));
        throw error;
      } finally {
        inside.delete(running);
      }
    },
    shut: async (reason, graceMillis) => {
      // Who is refused from now on is told the newest reason.
      shut = { reason, cutting: shut?.cutting ?? cutting };
      const { cutting: over } = shut;
      const timer = setTimeout(() => over.abort(reason), graceMillis);
      if (graceMillis <= 0) over.abort(reason);
      while (inside.size > 0) await Promise.allSettled(inside);
      clearTimeout(timer);
    },
    open: () => {
      if (shut === undefined) return;
      shut = undefined;
      cutting = new AbortController();
    },
  };
}
