import { HearthError } from "../../../api/errors.ts";
import type { EngineBackend, LoadedModel, LoadOptions, ModelFile } from "../../engine-port.ts";
import { readGgufHeader } from "../../gguf/gguf-header.ts";
import { heldForm, heldId, modelIdentity } from "../../identity.ts";
import type { Pacer } from "../queue/pacer.ts";
import type { LlamaRuntime } from "../runtime/llama-runtime.ts";
import { type HeldShape, heldShape } from "./held-shape.ts";
import { type LoadedLlama, loadLlama } from "./loaded-model.ts";
import { type SharedLoad, shareLoad } from "./shared-load.ts";

/** What came back when a model left memory: the difference of two probes, in bytes, so it can be negative where others took more meanwhile. */
export interface Released {
  readonly id: string;
  readonly ram: number;
  readonly vram: number;
  readonly millis: number;
}

/** The models in memory. */
export interface ModelRoom {
  /**
   * Loads one after the other, so that each sees what the one before it left free. Who leaves by the signal takes the load from nobody
   * else who waits for it. A model that is held in a smaller shape than is asked for is taken out and in again, or MODEL_IN_USE while
   * requests work with it; where that fails it comes back as it was.
   */
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
  /** Why it did not get the shape that was asked for, and is there as it was before. */
  readonly refused?: unknown;
}

/** An empty room. */
export function createModelRoom({
  runtime,
  freeMemory,
  pacer,
  verify,
}: ModelRoomOptions): ModelRoom {
  const { llama } = runtime;
  const entries = new Map<string, SharedLoad<Entry>>();
  const backend: EngineBackend = llama.gpu === false ? "cpu" : llama.gpu;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <R>(work: () => Promise<R>): Promise<R> => {
    const next = turn.then(work);
    turn = next.catch(() => {});
    return next;
  };
  const settled = async (): Promise<readonly Entry[]> =>
    (await Promise.allSettled([...entries.values()].map(({ result }) => result))).flatMap(
      (entry) => (entry.status === "fulfilled" ? [entry.value] : []),
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
        .map(([, { result }]) => result.catch(() => undefined)),
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
    entry?.stop();
    const known = await entry?.result.catch(() => undefined);
    if (known === undefined) return undefined;
    const before = await probe(runtime);
    const started = performance.now();
    await known.loaded.close();
    const millis = performance.now() - started;
    const after = await probe(runtime);
    return { id, ram: before.ram - after.ram, vram: before.vram - after.vram, millis };
  };

  /** The same model in another shape, in the place of the one that is held. */
  const reopen = async (old: Entry, options: LoadOptions, signal: AbortSignal): Promise<Entry> => {
    const { id, file, contextSize, sequences, cacheType, flashAttention } = old.answer;
    if (signal.aborted) return { ...old, refused: new HearthError("CANCELLED") };
    await old.loaded.close();
    try {
      return await open(id, file, options, signal);
    } catch (refused) {
      const before = { contextSize, sequences, cacheType, flashAttention };
      return { ...(await open(id, file, before)), refused };
    }
  };
  const begin = async (
    id: string,
    work: (signal: AbortSignal) => Promise<Entry>,
    signal: AbortSignal | undefined,
  ): Promise<LoadedModel> => {
    const load = shareLoad((stop) => inTurn(() => work(stop)));
    entries.set(id, load);
    load.result.catch(() => {
      if (entries.get(id) === load) entries.delete(id);
    });
    const { answer, refused } = await load.wait(signal);
    if (refused !== undefined) throw refused;
    return answer;
  };

  const load: ModelRoom["load"] = async (file, options, signal) => {
    const id = heldId(file.id, heldForm(options));
    const known = entries.get(id);
    if (known === undefined) return begin(id, (stop) => open(id, file, options, stop), signal);
    if (known.stopped()) {
      // Its last waiter left, so that it is on its way out, unless it was done in that very moment.
      const done = await known.result.catch(() => undefined);
      if (done === undefined) return load(file, options, signal);
    }
    const entry = await known.wait(signal);
    const { loaded, answer } = entry;
    if (loaded.file.sha256 !== file.sha256) {
      throw new HearthError("BAD_INPUT", { reason: `another file is loaded as ${id}` });
    }
    if (!(await isSmaller(answer, file, options))) return answer;
    if (entries.get(id) !== known) return load(file, options, signal);
    const { queue } = loaded.writer ?? loaded.embedder ?? {};
    const { running, waiting } = queue?.load() ?? { running: 0, waiting: 0 };
    if (running + waiting > 0) throw new HearthError("MODEL_IN_USE", { id, user: "A request" });
    return begin(id, (stop) => reopen(entry, options, stop), signal);
  };

  return {
    load,
    find: async (id) => {
      const entry = entries.get(id);
      if (entry === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
      return (await entry.result).loaded;
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

/** Whether a held model has less than is asked for expressly, as far as this file can have it: what is left open is answered by anything. */
async function isSmaller(held: LoadedModel, file: ModelFile, wish: LoadOptions): Promise<boolean> {
  const { contextSize = wish.leastContext ?? 0, sequences = 1 } = wish;
  if (held.contextSize >= contextSize && held.sequences >= sequences) return false;
  const shape = heldShape(await readGgufHeader(file.path), wish);
  return (
    held.contextSize < Math.min(contextSize, shape.contextSize) ||
    held.sequences < Math.min(sequences, shape.sequences)
  );
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
