import { HearthError } from "../../api/errors.ts";
import type { Supervised } from "../../processes/supervisor.ts";
import type { Released } from "../llama/model/model-room.ts";
import { isModelLoss } from "../model-loss.ts";
import type { EngineLife } from "./engine-life.ts";
import type { EngineLoads } from "./engine-loads.ts";
import type { HeldModels } from "./held-models.ts";
import type { PauseGate } from "./pause-gate.ts";

/** An unload within a pause that takes longer than this is ended with the process. */
const LET_GO_MILLIS = 1500;

/** Taking an engine's models out of memory, and back. */
export interface EnginePause {
  suspend(options: { readonly graceMillis: number; readonly reason?: string }): Promise<void>;
  resume(): Promise<void>;
}

/** What pausing works with. */
export interface EnginePauseOptions {
  readonly gate: PauseGate;
  readonly supervised: Pick<Supervised<EngineLife>, "status" | "whenReady">;
  readonly models: Pick<HeldModels, "lost">;
  readonly loads: Pick<EngineLoads, "stop" | "reload" | "settled">;
  /** The share of the time that the engine works, 0..1. */
  readonly pace: () => number;
  readonly onReleased: (released: Released) => void;
}

/** Pauses and their ends, one after the other; a pause ends at once what a resume before it still loads. */
export function createEnginePause(options: EnginePauseOptions): EnginePause {
  const { gate, supervised, models, loads } = options;
  /** Aborts when a pause is asked for: what an earlier resume still does is wanted no longer. */
  let pausing = new AbortController();
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <R>(work: () => Promise<R>): Promise<R> => {
    const next = turn.then(work);
    turn = next.catch(() => {});
    return next;
  };
  const letGo = async (): Promise<void> => {
    loads.stop();
    models.lost();
    if (supervised.status().state !== "running") return;
    const life = await supervised.whenReady();
    const late = setTimeout(() => void life.kill(), LET_GO_MILLIS);
    // A pass that rests in the engine would hold its model.
    life.client.setPace(1).catch(() => {});
    // A process that ends meanwhile has let go as well.
    const released = await life.client.clear().catch(() => []);
    clearTimeout(late);
    for (const one of released) options.onReleased(one);
  };

  return {
    suspend: ({ graceMillis, reason = "paused" }) => {
      // At once, so that a second call can shorten the grace of the first.
      const empty = gate.shut(reason, graceMillis);
      // A load must not go on filling memory until its turn to be let go comes.
      pausing.abort();
      pausing = new AbortController();
      loads.stop();
      return inTurn(async () => {
        await empty;
        // A resume that was waiting for its turn may have opened it again.
        await gate.shut(reason, graceMillis);
        await letGo();
      });
    },
    resume: () => {
      const { signal } = pausing;
      return inTurn(async () => {
        if (gate.reason() === undefined) return;
        try {
          const life = await supervised.whenReady(signal);
          await life.client.setPace(options.pace(), { signal });
          signal.throwIfAborted();
          loads.reload();
          gate.open();
          // One model that cannot come back keeps no other out: it is told as lost.
          for (const outcome of await loads.settled()) {
            if (outcome.status === "rejected" && !isModelLoss(outcome.reason)) throw outcome.reason;
          }
        } catch (error) {
          throw signal.aborted
            ? new HearthError("PAUSED", { reason: gate.reason() ?? "paused" })
            : error;
        } finally {
          if (!signal.aborted) gate.open();
        }
      });
    },
  };
}
