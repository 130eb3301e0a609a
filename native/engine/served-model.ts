import type { HearthError } from "../api/errors.ts";
import type { EnginePort, LoadedModel, LoadOptions, ModelFile } from "./engine-port.ts";

/** An exchange of models in work; milliseconds since 1970. */
export interface Swapping {
  readonly from: string;
  readonly to: string;
  readonly startedAt: number;
}

/** A model that should serve and is not in memory: work waits for it. */
export interface Missing {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** How often it was tried to bring it back. */
  readonly tries: number;
  /** Why it is not there, by the last try. */
  readonly error: HearthError;
}

/** The one model that somebody serves with, exchanged while requests come in. */
export interface ServedModel {
  current(): LoadedModel;
  /** The options that the current model was loaded with. */
  options(): LoadOptions;
  swapping(): Swapping | undefined;
  /** Set while work waits because no model could be loaded. */
  missing(): Missing | undefined;
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
  /**
   * The engine could not load the model again, after a pause or a crash: work waits from now on, and it is tried again and again as it
   * was wished for, which may allow a smaller file. Other models' losses are of no account.
   */
  lost(id: string, error: HearthError): void;
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
  /** Told when work begins to wait for a model that could not be loaded, and with `undefined` when that is over. */
  readonly onMissing?: (missing: Missing | undefined) => void;
  /** Whether others work with a model: then it stays in memory after the swap. */
  readonly usedByOthers?: (id: string) => boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Between two tries to bring a model back; real time with longer and longer waits unless told. */
  readonly wait?: (millis: number, signal: AbortSignal) => Promise<void>;
}
