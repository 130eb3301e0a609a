import type { HearthError } from "../../api/errors.ts";
import type { Concession, LoadedModel, ModelFile } from "../engine-port.ts";
import type { Released } from "../llama/model/model-room.ts";

/** What became of models: for the timeline, for those who show the engine, and for those who learn from each load. */
export type EngineEvent =
  | { readonly kind: "loaded"; readonly loaded: LoadedModel; readonly devices: readonly string[] }
  | { readonly kind: "conceded"; readonly file: ModelFile; readonly concession: Concession }
  /** The process is started without CUDA, or without any GPU: the start before died on it, or it is remembered to be dead. */
  | { readonly kind: "avoided"; readonly without: "cuda" | "gpu"; readonly remembered: boolean }
  | { readonly kind: "released"; readonly released: Released }
  /** The file of a model in memory is not what it was: read as a whole while the engine was idle. */
  | { readonly kind: "damaged"; readonly file: ModelFile; readonly error: HearthError }
  /** A model that was there before a crash, a pause or a change of its shape could not be loaded again. `id` is what requests name. */
  | {
      readonly kind: "lost";
      readonly id: string;
      readonly file: ModelFile;
      readonly error: HearthError;
    };
