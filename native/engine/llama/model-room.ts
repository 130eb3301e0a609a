import { HearthError } from "../../api/errors.ts";
import type { EngineBackend, LoadedModel, LoadOptions, ModelFile } from "../engine-port.ts";
import { readGgufHeader } from "../gguf/gguf-header.ts";
import { heldForm, heldId, modelIdentity } from "../identity.ts";
import { type HeldShape, heldShape } from "./held-shape.ts";
import type { LlamaRuntime } from "./llama-runtime.ts";
import { type LoadedLlama, loadLlama } from "./loaded-model.ts";
import type { Pacer } from "./pacer.ts";

/** What came back when a model left memory: the difference of two probes, in bytes, so it can be negative where others took more meanwhile. */
export interface Released {
  readonly id: string;
  readonly ram: number;
  readonly vram: number;
  readonly millis: number;
}

/** The models in memory. */
export interface ModelRoom {
  /** Loads one after the other, so that each sees what the one before it left free. */
  load(model: ModelFile, options: LoadOptions, signal?: AbortSignal): Promise<LoadedModel>;
  /** A model in memory, or on its way there. Throws MODEL_NOT_FOUND. */
  find(id: string): Promise<LoadedLlama>;
  /** Frees a model; undefined where there is none. */
  release(id: string): Promise<Released | undefined>;
  /** Those in memory now. */
  held(): Promise<readonly LoadedModel[]>;
  close(): Promise<void>;
}

/** What a room works with. `freeMemory` is what the system says is free, in bytes; `verify` makes sure of a file's bytes. */
export interface ModelRoomOptions {
  readonly runtime: LlamaRuntime;
  readonly freeMemory: () => number;
  readonly pacer: Pacer;
  readonly verify: (model: ModelFile, signal?: AbortSignal) => Promise<void>;
}

interface Entry {
  readonly loaded: LoadedLlama;
  readonly answer: LoadedModel;
}

/** An empty room. */
export function createModelRoom({
  runtime,
  freeMemory,
  pacer,
  verify,
}: ModelRoomOptions): ModelRoom {
  const { llama } = runtime;
  const entries = new Map<string, Promise<Entry>>();
  const backend: EngineBackend = llama.gpu === false ? "cpu" : llama.gpu;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <R>(work: () => Promise<R>): Promise<R> => {
    const next = turn.then(work);
    turn = next.catch(() => {});
    return next;
  };
  const settled = async (): Promise<readonly Entry[]> =>
    (await Promise.allSettled(entries.values())).flatMap((entry) =>
      entry.status === "fulfilled" ? [entry.value] : [],
    );

  const open = async (
    id: string,
    file: ModelFile,
    options: LoadOptions,
    signal?: AbortSignal,
  ): Promise<Entry> => {
    const started = performance.now();
    await verify(file, signal);
    const verifyMillis = performance.now() - started;
    const shape = heldShape(await readGgufHeader(file.path), options);
    const others = await Promise.all(
      [...entries]
        .filter(([other]) => other !== id)
        .map(([, entry]) => entry.catch(() => undefined)),
    );
    const beside = others.flatMap((entry) => (entry === undefined ? [] : [entry]));
    const loaded = await loadLlama(
      runtime,
      file,
      shape,
      () => Math.max(0, freeMemory() - mappedBytes(beside)),
      pacer,
      signal,
    ).catch((error: unknown) => {
      throw withOthers(error, shape, beside);
    });
    const { weights, context } = loaded.memory;
    const { contextSize, sequences, cacheType, flashAttention } = shape;
    const answer: LoadedModel = {
      ...{ id, file, identity: modelIdentity(file.sha256, shape), backend },
      bytes: weights.ram + weights.vram + context.ram + context.vram,
      ...{ weights, context, estimated: loaded.estimated },
      ...{ millis: performance.now() - started, verifyMillis },
      ...{ contextSize, sequences, cacheType, flashAttention },
      gpuLayers: loaded.model.gpuLayers,
      concessions: [],
    };
    return { loaded, answer };
  };

  const release = async (id: string): Promise<Released | undefined> => {
    const entry = entries.get(id);
    entries.delete(id);
    const known = await entry?.catch(() => undefined);
    if (known === undefined) return undefined;
    const before = await probe(runtime);
    const started = performance.now();
    await known.loaded.close();
    const millis = performance.now() - started;
    const after = await probe(runtime);
    return { id, ram: before.ram - after.ram, vram: before.vram - after.vram, millis };
  };

  return {
    load: async (file, options, signal) => {
      const id = heldId(file.id, heldForm(options));
      const known = entries.get(id);
      if (known !== undefined) {
        const { loaded, answer } = await known;
        if (loaded.file.sha256 === file.sha256) return answer;
        throw new HearthError("BAD_INPUT", { reason: `another file is loaded as ${id}` });
      }
      const entry = inTurn(() => open(id, file, options, signal));
      entries.set(id, entry);
      return entry.then(
        ({ answer }) => answer,
        (error: unknown) => {
          if (entries.get(id) === entry) entries.delete(id);
          throw error;
        },
      );
    },
    find: async (id) => {
      const entry = entries.get(id);
      if (entry === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
      return (await entry).loaded;
    },
    release,
    held: async () => (await settled()).map(({ answer }) => answer),
    close: async () => {
      await Promise.all([...entries.keys()].map(release));
    },
  };
}

/**
 * Linux counts a mapped file's pages as available, although another model works with them; elsewhere they are counted as taken
 * already.
 */
function mappedBytes(beside: readonly Entry[]): number {
  if (process.platform !== "linux") return 0;
  return beside.reduce((sum, { loaded }) => sum + loaded.mappedBytes, 0);
}

/** A refusal for want of memory says what stood in the way: the models beside it, with their bytes. */
function withOthers(error: unknown, shape: HeldShape, beside: readonly Entry[]): unknown {
  if (!(error instanceof HearthError) || error.code !== "MODEL_TOO_LARGE") return error;
  const detail: Record<string, string | number | boolean> = { ...error.detail };
  detail.contextSize = shape.contextSize;
  if (beside.length > 0) {
    detail.held = beside.reduce((sum, { answer }) => sum + answer.bytes, 0);
    detail.beside = beside.map(({ answer }) => answer.id).join(", ");
  }
  return new HearthError("MODEL_TOO_LARGE", detail, { cause: error });
}

/** What this process holds of main memory, and what is taken of all GPUs' memory. */
async function probe({ llama }: LlamaRuntime): Promise<{ ram: number; vram: number }> {
  const vram = llama.gpu === false ? 0 : (await llama.getVramState()).used;
  return { ram: process.memoryUsage.rss(), vram };
}
