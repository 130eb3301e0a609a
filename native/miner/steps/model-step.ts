import { type HearthError, toHearthError } from "../../api/errors.ts";
import type { LoadedModel } from "../../engine/engine-port.ts";
import type { SupervisedStatus } from "../../processes/supervised-status.ts";

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
  readonly onEngine: (listener: (status: SupervisedStatus) => void) => () => void;
  /** Loads the model again; what the engine has loaded again by itself answers at once. */
  readonly load: () => Promise<LoadedModel>;
  readonly onDown: (status: SupervisedStatus) => void;
  readonly onUp: (loaded: LoadedModel) => void;
  readonly onLost: (error: HearthError) => void;
  readonly signal: AbortSignal;
}): ModelKeeper {
  const { signal } = options;
  let down = false;
  const unsubscribe = options.onEngine((status) => {
    if (signal.aborted) return;
    if (status.state === "running") {
      if (!down) return;
      down = false;
      options.load().then(options.onUp, (error) => {
        if (!signal.aborted) options.onLost(toHearthError(error));
      });
    } else {
      down = true;
      options.onDown(status);
    }
  });
  return { close: unsubscribe };
}
