import { HearthError, toHearthError } from "../api/errors.ts";
import type { EnginePort, LoadedModel, LoadOptions, ModelFile } from "./engine-port.ts";
import { startWayBack, type WayBack } from "./way-back.ts";

/** An exchange of models in work; milliseconds since 1970. */
export interface Swapping {
  readonly from: string;
  readonly to: string;
  readonly startedAt: number;
}

/** The one model that somebody serves with, exchanged while requests come in. */
export interface ServedModel {
  current(): LoadedModel;
  /** The options that the current model was loaded with. */
  options(): LoadOptions;
  swapping(): Swapping | undefined;
  /**
   * Runs work with the model that serves when its turn comes: at once, or when a swap that has no model in memory is over. The work
   * keeps that model to its end. Where the engine dies while a swap goes on, which the new model may have caused, the work is done
   * once more: it must be such that this does no harm. Rejects with CANCELLED when the signal aborts while it waits.
   */
  use<R>(work: (model: LoadedModel) => Promise<R>, signal: AbortSignal): Promise<R>;
  /**
   * Exchanges the model. Where both fit, the new one is loaded beside the old one and takes what begins from then on; where they do
   * not, work waits while one leaves and the other comes. Work that began ends on its model. A failure leaves the old model serving;
   * where that cannot come back, work waits on while it is tried again and again, up to another swap or the end. NOT_READY while
   * another swap goes on.
   */
  swap(file: ModelFile, options: LoadOptions, signal: AbortSignal): Promise<LoadedModel>;
  /** Resolves when no swap goes on. */
  settled(): Promise<void>;
  /** What the engine holds after it was started again; another file than before where it had to take a smaller one. */
  reloaded(loaded: LoadedModel): void;
  /** Nobody serves any more; the model stays in memory. */
  close(): void;
}

/** What serving works with. */
export interface ServedModelOptions {
  readonly engine: Pick<EnginePort, "load" | "unload">;
  readonly loaded: LoadedModel;
  readonly options: LoadOptions;
  /** Told which models must not be taken away, until the returned function is called. */
  readonly onUse?: (id: string) => () => void;
  readonly onSwapped?: (from: LoadedModel, to: LoadedModel) => void;
  /** Whether others work with a model: then it stays in memory after the swap. */
  readonly usedByOthers?: (id: string) => boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Between two tries to bring a model back; real time with longer and longer waits unless told. */
  readonly wait?: (millis: number, signal: AbortSignal) => Promise<void>;
}

/** Serves with a model that is loaded already. */
export function serveModel(options: ServedModelOptions): ServedModel {
  const { engine, onUse = () => () => {}, now = Date.now } = options;
  let current = options.loaded;
  let held = options.options;
  let release = onUse(current.id);
  let swapping: Swapping | undefined;
  let swapped: Promise<unknown> = Promise.resolve();
  let swaps = 0;
  /** Pending while no model is in memory. */
  let gap: Promise<void> = Promise.resolve();
  /** Ends the gap that was left open by a model that could not come back. */
  let fill: (() => void) | undefined;
  let wayBack: WayBack | undefined;
  let closed = false;
  const inWork = new Map<string, Set<Promise<unknown>>>();

  const finished = async (id: string): Promise<void> => {
    for (let work = inWork.get(id); work !== undefined && work.size > 0; work = inWork.get(id)) {
      await Promise.allSettled(work);
    }
  };
  const take = (loaded: LoadedModel, wish: LoadOptions): LoadedModel => {
    const before = current;
    const releaseBefore = release;
    release = onUse(loaded.id);
    current = loaded;
    held = wish;
    releaseBefore();
    fill?.();
    fill = undefined;
    if (before.id !== loaded.id) options.onSwapped?.(before, loaded);
    return loaded;
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
      ...(options.wait === undefined ? {} : { wait: options.wait }),
    });
  };

  const begin = async <R>(
    work: (model: LoadedModel) => Promise<R>,
    signal: AbortSignal,
  ): Promise<R> => {
    for (let waited: Promise<void> | undefined; waited !== gap; ) {
      waited = gap;
      await orAborted(waited, signal);
    }
    const model = current;
    const running = work(model);
    const set = inWork.get(model.id) ?? new Set();
    inWork.set(model.id, set.add(running));
    try {
      return await running;
    } finally {
      set.delete(running);
      if (set.size === 0 && inWork.get(model.id) === set) inWork.delete(model.id);
    }
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
    const over = Promise.withResolvers<void>();
    gap = over.promise;
    await finished(old.loaded.id);
    try {
      await engine.unload(old.loaded.id);
      take(await engine.load(file, wish, signal), wish);
    } catch (error) {
      const back = await engine.load(old.loaded.file, old.options).catch(() => undefined);
      // Work would only fail until it is there again.
      const earlier = fill;
      fill = () => {
        earlier?.();
        over.resolve();
      };
      if (back !== undefined) take(back, old.options);
      throw error;
    }
    over.resolve();
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
    use: async (work, signal) => {
      const [before, quiet] = [swaps, swapping === undefined];
      try {
        return await begin(work, signal);
      } catch (error) {
        const between = quiet && swaps === before;
        if (between || signal.aborted || toHearthError(error).code !== "ENGINE_DOWN") throw error;
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
      if (loaded.id === before) current = loaded;
      else {
        take(loaded, held);
        void retire(before);
      }
    },
    close: () => {
      closed = true;
      void wayBack?.stop();
      release();
    },
  };
}

async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new HearthError("CANCELLED");
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new HearthError("CANCELLED"));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
