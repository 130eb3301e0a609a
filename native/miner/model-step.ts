import { type HearthError, toHearthError } from "../api/errors.ts";
import type { EnginePort, LoadedModel, ModelFile } from "../engine/engine-port.ts";
import { loadWhenRunning } from "../governor/load-when-running.ts";
import type { WorkPause } from "../governor/work-pause.ts";
import type { SupervisedStatus } from "../processes/supervised-status.ts";

/** Requests that the engine works on at once for the miner: as many as it keeps sequences for. */
export const MINER_LANES = 4;

/** Keeps one model in the engine. */
export interface ModelKeeper {
  /** Ends the watch; the model stays loaded, others may use it. */
  close(): void;
}

/**
 * Watches the engine's process: `onDown` as soon as it is gone (with the reason, also where it will not come back), `onUp` when it
 * runs again with the model in it.
 */
export function keepModel(options: {
  readonly engine: EnginePort;
  readonly onEngine: (listener: (status: SupervisedStatus) => void) => () => void;
  readonly pause: WorkPause;
  readonly model: ModelFile;
  readonly onDown: (status: SupervisedStatus) => void;
  readonly onUp: (loaded: LoadedModel) => void;
  readonly onLost: (error: HearthError) => void;
  readonly signal: AbortSignal;
}): ModelKeeper {
  const { engine, model, signal } = options;
  let down = false;
  const unsubscribe = options.onEngine((status) => {
    if (signal.aborted) return;
    if (status.state === "running") {
      if (!down) return;
      down = false;
      // Loading what the engine has loaded again by itself answers at once.
      loadWhenRunning(engine, options.pause, model, { sequences: MINER_LANES }, signal).then(
        options.onUp,
        (error) => {
          if (!signal.aborted) options.onLost(toHearthError(error));
        },
      );
    } else {
      down = true;
      options.onDown(status);
    }
  });
  return { close: unsubscribe };
}
