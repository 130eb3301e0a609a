import { HearthError } from "../../../api/errors.ts";
import type { EngineBackend, LoadedModel, LoadOptions, ModelFile } from "../../engine-port.ts";
import { unreadModel } from "../../file-digest.ts";
import { type GgufHeader, readGgufHeader } from "../../gguf/gguf-header.ts";
import { heldForm, heldId, modelIdentity } from "../../identity.ts";
import { createUses, type Uses } from "../../uses.ts";
import type { Pacer } from "../queue/pacer.ts";
import type { LlamaRuntime } from "../runtime/llama-runtime.ts";
import { mappedBytes, withOthers } from "./beside.ts";
import { heldShape } from "./held-shape.ts";
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
   * else who waits for it. A model that is held in a smaller shape than is asked for is taken out and in again once the work with it is
   * over, and work that comes meanwhile waits; where that fails it comes back as it was. MODEL_IN_USE instead where the options name
   * somebody who works with it.
   */
  load(model: ModelFile, options: LoadOptions, signal?: AbortSignal): Promise<LoadedModel>;
  /** Runs work with a model in memory, or on its way there: until it is over the model keeps its shape. Throws MODEL_NOT_FOUND. */
  use<R>(id: string, work: (loaded: LoadedLlama) => Promise<R>): Promise<R>;
  /** Frees a model; undefined where there is none. */
  release(id: string): Promise<Released | undefined>;
  /** Frees all of them, ends what is on its way, and waits for what is on its way out. */
  clear(): Promise<readonly Released[]>;
  /** Those in memory now; what is on its way keeps nobody waiting. */
  held(): readonly HeldLlama[];
}

/** A model in memory, with what those who asked for it were told. */
export interface HeldLlama {
  readonly loaded: LoadedLlama;
  readonly answer: LoadedModel;
}

/** What a room works with. `freeMemory` is what the system says is free, in bytes; `verify` makes sure of a file's bytes. */
export interface ModelRoomOptions {
  readonly runtime: LlamaRuntime;
  readonly freeMemory: () => number;
  readonly pacer: Pacer;
  readonly verify: (model: ModelFile, signal?: AbortSignal) => Promise<void>;
}

interface Entry extends HeldLlama {
  readonly uses: Uses;
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
  const leaving = new Set<Promise<unknown>>();
  /** Never those on their way: a load that waits for its turn would be waited for by the one that has it. */
  const present = (): readonly (readonly [string, Entry])[] =>
    [...entries].flatMap(([id, load]) => {
      const entry = load.value();
      return entry === undefined ? [] : [[id, entry] as const];
    });

  const open = async (
    id: string,
    file: ModelFile,
    options: LoadOptions,
    signal?: AbortSignal,
    kept = 0,
  ): Promise<Entry> => {
    const started = performance.now();
    await verify(file, signal);
    const verifyMillis = performance.now() - started;
    const asked = heldShape(await headOf(file), options);
    const contextSize = options.contextSize ?? Math.max(asked.contextSize, kept);
    const shape = { ...asked, contextSize };
    const beside = present().flatMap(([other, entry]) => (other === id ? [] : [entry]));
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
    if (signal?.aborted === true) {
      // llama.cpp looks for an abort between its steps only: nobody waits for this model any more.
      await loaded.close();
      throw new HearthError("CANCELLED");
    }
    const { weights, context } = loaded.memory;
    const { sequences, cacheType, flashAttention } = shape;
    const answer: LoadedModel = {
      ...{ id, file, identity: modelIdentity(file.sha256, shape), backend },
      bytes: weights.ram + weights.vram + context.ram + context.vram,
      ...{ weights, context, estimated: loaded.estimated },
      ...{ millis: performance.now() - started, verifyMillis },
      ...{ contextSize, sequences, cacheType, flashAttention },
      gpuLayers: loaded.model.gpuLayers,
      concessions: [],
    };
    return { loaded, answer, uses: createUses() };
  };

  const free = async (id: string, load: SharedLoad<Entry>): Promise<Released | undefined> => {
    load.stop();
    const known = await load.result.catch(() => undefined);
    if (known === undefined) return undefined;
    const before = await probe(runtime);
    const started = performance.now();
    await known.loaded.close();
    const millis = performance.now() - started;
    const after = await probe(runtime);
    return { id, ram: before.ram - after.ram, vram: before.vram - after.vram, millis };
  };
  const release = async (id: string): Promise<Released | undefined> => {
    const load = entries.get(id);
    entries.delete(id);
    if (load === undefined) return undefined;
    const freed = free(id, load);
    leaving.add(freed);
    return freed.finally(() => leaving.delete(freed));
  };

  /** The same model in another shape, in the place of the one that is held. */
  const reopen = async (old: Entry, options: LoadOptions, signal: AbortSignal): Promise<Entry> => {
    const { id, file, contextSize, sequences, cacheType, flashAttention } = old.answer;
    if (signal.aborted) return { ...old, refused: new HearthError("CANCELLED") };
    await old.loaded.close();
    try {
      // Who asks for more sequences and no size takes nothing from those who have the longer context now.
      return await open(id, file, options, signal, contextSize);
    } catch (refused) {
      // Released meanwhile: nobody wants it back.
      if (!entries.has(id)) throw refused;
      const before = { contextSize, sequences, cacheType, flashAttention };
      return { ...(await open(id, file, before)), refused };
    }
  };
  const begin = async (
    id: string,
    work: (signal: AbortSignal) => Promise<Entry>,
    signal: AbortSignal | undefined,
    before: () => Entry | undefined = () => undefined,
  ): Promise<LoadedModel> => {
    const shared = shareLoad(work);
    const load = { ...shared, value: () => shared.value() ?? before() };
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
    if (known === undefined) {
      return begin(id, (stop) => inTurn(() => open(id, file, options, stop)), signal);
    }
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
    if (options.usedBy !== undefined) {
      throw new HearthError("MODEL_IN_USE", { id, user: options.usedBy });
    }
    let standing: Entry | undefined = entry;
    const grow = async (stop: AbortSignal): Promise<Entry> => {
      // From here on who asks for the model waits for its new shape.
      await entry.uses.over(stop);
      return inTurn(() => {
        standing = undefined;
        return reopen(entry, options, stop);
      });
    };
    return begin(id, grow, signal, () => standing);
  };

  return {
    load,
    use: async (id, work) => {
      for (;;) {
        const shared = entries.get(id);
        if (shared === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
        const { loaded, uses } = await shared.result;
        // It may have been taken out, or into another shape, by the time that this is heard.
        if (entries.get(id) === shared) return uses.run(() => work(loaded));
      }
    },
    release,
    clear: async () => {
      const released = await Promise.allSettled([...entries.keys()].map(release));
      await Promise.allSettled(leaving);
      return released.flatMap((one) =>
        one.status === "fulfilled" && one.value !== undefined ? [one.value] : [],
      );
    },
    held: () => present().map(([, entry]) => entry),
  };
}

/** Whether a held model has less than is asked for expressly, as far as this file can have it: what is left open is answered by anything. */
async function isSmaller(held: LoadedModel, file: ModelFile, wish: LoadOptions): Promise<boolean> {
  const { contextSize = wish.leastContext ?? 0, sequences = 1 } = wish;
  if (held.contextSize >= contextSize && held.sequences >= sequences) return false;
  const shape = heldShape(await headOf(file), wish);
  return (
    held.contextSize < Math.min(contextSize, shape.contextSize) ||
    held.sequences < Math.min(sequences, shape.sequences)
  );
}

function headOf(file: ModelFile): Promise<GgufHeader> {
  return readGgufHeader(file.path).catch((error: unknown) => {
    throw unreadModel(error, file);
  });
}

/** What this process holds of main memory, and what is taken of all GPUs' memory. */
async function probe({ llama }: LlamaRuntime): Promise<{ ram: number; vram: number }> {
  const vram = llama.gpu === false ? 0 : (await llama.getVramState()).used;
  return { ram: process.memoryUsage.rss(), vram };
}
