import { HearthError } from "../api/errors.ts";
import type { EnginePort, LoadedModel, LoadOptions, ModelFile } from "../engine/engine-port.ts";
import { type WorkPause, whenRunning } from "./work-pause.ts";

/** Loads a model as soon as nothing is paused, and again where a pause came in between. Otherwise as `EnginePort.load`. */
export async function loadWhenRunning(
  engine: Pick<EnginePort, "load">,
  pause: WorkPause,
  model: ModelFile,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LoadedModel> {
  for (;;) {
    await whenRunning(pause, signal);
    // A pause may be over by the time in which the load that it cut is heard to fail.
    let paused = false;
    const look = (): void => {
      paused ||= pause.reason() !== undefined;
    };
    const stop = pause.onChange(look);
    look();
    try {
      return await engine.load(model, options, signal);
    } catch (error) {
      const cut = error instanceof HearthError && error.code === "PAUSED";
      // An engine that somebody else paused says so until it is told to go on: that is not ours to wait for.
      if (!cut || !paused) throw error;
    } finally {
      stop();
    }
  }
}
