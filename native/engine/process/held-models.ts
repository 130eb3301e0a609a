import type { EngineBackend, LoadedModel, LoadOptions, ModelFile } from "../engine-port.ts";

/** A model that the engine shall hold, over crashes and pauses. */
export interface WantedModel {
  readonly file: ModelFile;
  readonly options: LoadOptions;
}

/** A model in memory now. */
export interface HeldModel {
  readonly loaded: LoadedModel;
  /** Milliseconds since 1970. */
  readonly loadedAt: number;
}

/** What the engine shall hold and what it holds. */
export interface HeldModels {
  /** A load succeeded: it is held now and wanted from now on. A layer lost since its last load is added to what was given up. */
  took(loaded: LoadedModel, options: LoadOptions): LoadedModel;
  forget(id: string): void;
  /** The model is not in memory any more, or none is; everything is still wanted. */
  lost(id?: string): void;
  wanted(): readonly WantedModel[];
  isHeld(id: string): boolean;
  held(): readonly HeldModel[];
}

const layers: readonly EngineBackend[] = ["cpu", "vulkan", "cuda"];
const height = (backend: EngineBackend): number =>
  backend === "metal" ? layers.length : layers.indexOf(backend);

/** Nothing wanted, nothing held. */
export function createHeldModels(now: () => number = Date.now): HeldModels {
  const wanted = new Map<string, WantedModel & { readonly last: LoadedModel }>();
  let held = new Map<string, HeldModel>();
  return {
    took: (loaded, options) => {
      const before = wanted.get(loaded.id)?.last;
      const known = held.get(loaded.id);
      // Loading what is loaded answers with what was there, without what it had cost then.
      const same =
        known?.loaded.contextSize === loaded.contextSize &&
        known.loaded.sequences === loaded.sequences;
      if (known !== undefined && same && loaded.concessions.length === 0) return known.loaded;
      const earlier = before?.file.sha256 === loaded.file.sha256 ? before : undefined;
      const moved =
        earlier !== undefined &&
        loaded.concessions.length === 0 &&
        height(loaded.backend) < height(earlier.backend);
      const concessions = [
        // One that was held and has another shape now got what it had given up.
        ...(earlier?.concessions.filter(({ step }) => known === undefined || step !== "context") ??
          []),
        ...loaded.concessions,
        ...(moved
          ? [
              {
                step: "backend" as const,
                from: earlier.backend,
                to: loaded.backend,
                reason: "the engine moved to another compute layer",
              },
            ]
          : []),
      ];
      const full = { ...loaded, concessions };
      const { contextSize } = loaded;
      // Who worked with it then says nothing about later loads.
      const { usedBy: _, ...wish } = options;
      wanted.set(loaded.id, {
        file: loaded.file,
        options: { ...wish, ...wish.afterwards, contextSize },
        last: full,
      });
      held.set(loaded.id, { loaded: full, loadedAt: now() });
      return full;
    },
    forget: (id) => {
      wanted.delete(id);
      held.delete(id);
    },
    lost: (id) => {
      if (id === undefined) held = new Map();
      else held.delete(id);
    },
    wanted: () => [...wanted.values()],
    isHeld: (id) => held.has(id),
    held: () => [...held.values()],
  };
}
