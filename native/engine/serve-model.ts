import { HearthError, toHearthError } from "../api/errors.ts";
import type { LoadedModel, LoadOptions, ModelFile } from "./engine-port.ts";
import { createGap } from "./gap.ts";
import { isModelLoss } from "./model-loss.ts";
import type { Missing, ServedModel, ServedModelOptions, Swapping } from "./served-model.ts";
import { createUses, type Uses } from "./uses.ts";
import { startWayBack, type WayBack } from "./way-back.ts";

/** Serves with a model that is loaded already. */
export function serveModel(options: ServedModelOptions): ServedModel {
  const { engine, onUse = () => () => {}, now = Date.now } = options;
  let current = options.loaded;
  let held = options.options;
  let release = onUse(current.id);
  let swapping: Swapping | undefined;
  let swapped: Promise<unknown> = Promise.resolve();
  let swaps = 0;
  /** Shut while no model is in memory. */
  const gap = createGap();
  /** Ends the gap that was left open by a model that could not come back. */
  let fill: (() => void) | undefined;
  let missing: Missing | undefined;
  let losses = 0;
  let wayBack: WayBack | undefined;
  let closed = false;
  const inWork = new Map<string, Uses>();
  const usesOf = (id: string): Uses => {
    const uses = inWork.get(id) ?? createUses();
    inWork.set(id, uses);
    return uses;
  };
  const finished = (id: string): Promise<void> => usesOf(id).over();
  const take = (loaded: LoadedModel, wish: LoadOptions): LoadedModel => {
    const before = current;
    const releaseBefore = release;
    release = onUse(loaded.id);
    current = loaded;
    held = wish;
    releaseBefore();
    fill?.();
    fill = undefined;
    if (missing !== undefined) options.onMissing?.(undefined);
    missing = undefined;
    if (before.id !== loaded.id) options.onSwapped?.(before, loaded);
    return loaded;
  };
  /** The model that should serve is not there: whoever waits does so until `take`. */
  const miss = (end: () => void, error: unknown): void => {
    const earlier = fill;
    fill = () => {
      earlier?.();
      end();
    };
    const begun = missing === undefined;
    losses += 1;
    missing = { id: current.id, since: now(), tries: 0, ...missing, error: toHearthError(error) };
    if (begun) options.onMissing?.(missing);
  };
  /** Takes a model out of memory once its work is done, unless somebody else needs it. An engine that cannot has lost it anyway. */
  const retire = async (id: string): Promise<void> => {
    await finished(id);
    if (options.usedByOthers?.(id) !== true) await engine.unload(id).catch(() => {});
  };
  /** Brings back the model that should serve, for as long as it is not there. */
  const comeBack = (): void => {
    if (fill === undefined || closed) return;
    const [{ file }, wish] = [current, held];
    wayBack = startWayBack({
      attempt: (signal) => engine.load(file, wish, signal),
      onBack: (loaded) => {
        if (!closed) take(loaded, wish);
      },
      onFailure: (error) => {
        if (missing === undefined) return;
        missing = { ...missing, tries: missing.tries + 1, error: toHearthError(error) };
      },
      ...(options.wait === undefined ? {} : { wait: options.wait }),
    });
  };

  const begin = async <R>(
    work: (model: LoadedModel) => Promise<R>,
    signal: AbortSignal,
  ): Promise<R> => {
    // Looked at again: whoever waited with it may have shut it once more.
    for (let gone = gap.wait(signal); gone !== undefined; gone = gap.wait(signal)) await gone;
    const model = current;
    return usesOf(model.id).run(() => work(model));
  };

  const beside = async (
    file: ModelFile,
    wish: LoadOptions,
    signal: AbortSignal,
  ): Promise<LoadedModel> => {
    // Not at any price: on half the layers it would serve slower for ever, and a crash would take the old one along.
    const { placement = "fitting", concede = "backend" } = wish;
    const afterwards = { placement, concede };
    const whole = { ...wish, placement: "whole", concede: "nothing", afterwards } as const;
    const loaded = await engine.load(file, whole, signal);
    const old = current;
    take(loaded, wish);
    await retire(old.id);
    return loaded;
  };
  const inPlace = async (
    file: ModelFile,
    wish: LoadOptions,
    signal: AbortSignal,
  ): Promise<LoadedModel> => {
    const old = { loaded: current, options: held };
    if (options.usedByOthers?.(old.loaded.id) === true) {
      throw new HearthError("MODEL_IN_USE", { id: old.loaded.id, user: "Something else" });
    }
    const end = gap.shut();
    await finished(old.loaded.id);
    if (signal.aborted) {
      // Who asked has left while the last work went on: nothing need leave memory for it.
      end();
      throw new HearthError("CANCELLED");
    }
    try {
      await engine.unload(old.loaded.id);
      take(await engine.load(file, wish, signal), wish);
    } catch (error) {
      let unable: unknown;
      const back = await engine.load(old.loaded.file, old.options).catch((why: unknown) => {
        unable = why;
      });
      if (back !== undefined) {
        take(back, old.options);
        end();
      } else {
        // Work would only fail until it is there again.
        miss(end, unable);
      }
      throw error;
    }
    end();
    return current;
  };

  const exchange = async (
    file: ModelFile,
    wish: LoadOptions,
    signal: AbortSignal,
  ): Promise<LoadedModel> => {
    // The same file in another shape goes by the same name and cannot stand beside itself.
    if (file.id === current.file.id) return inPlace(file, wish, signal);
    try {
      return await beside(file, wish, signal);
    } catch (error) {
      if (toHearthError(error).code !== "MODEL_TOO_LARGE") throw error;
      // What others work with cannot make room.
      if (options.usedByOthers?.(current.id) === true) throw error;
      return inPlace(file, wish, signal);
    }
  };

  return {
    current: () => current,
    options: () => held,
    swapping: () => swapping,
    missing: () => missing,
    use: async (work, signal) => {
      const [before, quiet, known] = [swaps, swapping === undefined, losses];
      try {
        return await begin(work, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        // The news that the model is lost travels beside the failure of whom it was lost to.
        const loss = isModelLoss(error);
        if (loss) await new Promise((resolve) => setImmediate(resolve));
        const lost = loss && (missing !== undefined || losses > known);
        const amid = toHearthError(error).code === "ENGINE_DOWN" && !(quiet && swaps === before);
        if (!lost && !amid) throw error;
        return begin(work, signal);
      }
    },
    swap: async (file, wish, signal) => {
      if (swapping !== undefined) {
        throw new HearthError("NOT_READY", {
          what: "The swap",
          reason: `${swapping.from} is being exchanged for ${swapping.to} already.`,
        });
      }
      swaps += 1;
      swapping = { from: current.id, to: file.id, startedAt: now() };
      const tries = wayBack?.stop() ?? Promise.resolve();
      const swap = tries
        .then(() => exchange(file, wish, signal))
        .finally(() => {
          swapping = undefined;
          comeBack();
        });
      swapped = swap.catch(() => {});
      return swap;
    },
    settled: async () => {
      await swapped;
    },
    reloaded: (loaded) => {
      if (swapping !== undefined) return;
      const before = current.id;
      const absent = fill !== undefined;
      // It came by another way than the tries.
      if (absent) void wayBack?.stop();
      if (loaded.id === before && !absent) current = loaded;
      else {
        take(loaded, held);
        if (loaded.id !== before && !absent) void retire(before);
      }
    },
    lost: (id, error) => {
      if (id !== current.id || fill !== undefined || closed) return;
      miss(gap.shut(), error);
      // A swap in work may bring another, and else begins the tries when it is over.
      if (swapping === undefined) comeBack();
    },
    close: () => {
      closed = true;
      void wayBack?.stop();
      release();
    },
  };
}
