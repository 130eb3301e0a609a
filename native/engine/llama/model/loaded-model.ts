import { closeSync, openSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import type { ChatWrapper, LlamaModel } from "node-llama-cpp";
import { HearthError } from "../../../api/errors.ts";
import type { MemoryBytes, ModelFile } from "../../engine-port.ts";
import { unreadModel } from "../../file-digest.ts";
import type { Pacer } from "../queue/pacer.ts";
import type { LlamaRuntime } from "../runtime/llama-runtime.ts";
import { type Embedder, openContexts, type Writer } from "./contexts.ts";
import type { HeldShape } from "./held-shape.ts";
import { planMemory } from "./memory-plan.ts";

/** At most so many tokens in one pass: it moves log-probabilities slightly, so it is the same everywhere. */
const BATCH_SIZE = 512;

/** A model in memory with its one context. */
export interface LoadedLlama {
  readonly file: ModelFile;
  readonly model: LlamaModel;
  readonly wrapper: ChatWrapper;
  /** Tokens of one sequence. */
  readonly contextSize: number;
  readonly vocabularySize: number;
  readonly memory: { readonly weights: MemoryBytes; readonly context: MemoryBytes };
  /** What the formula had said before it was loaded. */
  readonly estimated: MemoryBytes;
  /** Bytes of main memory that are the file itself, mapped: systems count them as free. */
  readonly mappedBytes: number;
  /** Exactly one of both: what the model was made for. */
  readonly writer?: Writer;
  readonly embedder?: Embedder;
  /** Every pass over the model goes through it, so that the engine can be slowed down as a whole. */
  readonly pacer: Pacer;
  close(): Promise<void>;
}

/** A model that writes. */
export type WritingModel = LoadedLlama & { readonly writer: Writer };

/** Loads a verified file. Throws MODEL_TOO_LARGE when memory does not suffice, NOT_READY when it cannot be read now, MODEL_DAMAGED when it is no model. */
export async function loadLlama(
  runtime: LlamaRuntime,
  file: ModelFile,
  shape: HeldShape,
  freeMemory: () => number,
  pacer: Pacer,
  signal?: AbortSignal,
): Promise<LoadedLlama> {
  const { library, llama } = runtime;
  const { contextSize } = shape;
  // A text for a vector is looked at as a whole, so it has to fit one pass.
  const batchSize = shape.embedding ? contextSize : Math.min(BATCH_SIZE, contextSize);
  const plan = await planMemory(runtime, file.path, { ...shape, batchSize }, signal).catch(
    (error: unknown) => {
      throw loadError(error, file, "MODEL_DAMAGED", freeMemory, signal);
    },
  );
  // llama.cpp takes address space without asking whether there is memory behind it, and dies when it touches it.
  const needed = plan.weights.ram + plan.context.ram;
  const available = freeMemory();
  if (needed > available) throw new HearthError("MODEL_TOO_LARGE", { needed, available });
  const model = await llama
    .loadModel({
      modelPath: file.path,
      gpuLayers: plan.gpuLayers,
      useMmap: plan.useMmap,
      ...(signal === undefined ? {} : { loadSignal: signal }),
    })
    .catch((error: unknown) => {
      throw loadError(error, file, "MODEL_DAMAGED", freeMemory, signal);
    });
  try {
    const threads = threadsFor(model.size, Math.min(llama.cpuMathCores, availableParallelism()));
    // Flash attention sums in as many parts as there are threads, and whole on a GPU a model hardly uses them.
    const tuned = !shape.flashAttention && model.gpuLayers < model.fileInsights.totalLayers;
    const contexts = await openContexts(model, { ...shape, batchSize, threads, tuned }, signal);
    return {
      file,
      model,
      wrapper: library.resolveChatWrapper(model),
      contextSize,
      vocabularySize: [...model.iterateAllTokens()].length,
      memory: { weights: { ...model.memoryUsage }, context: contexts.memory },
      estimated: {
        ram: plan.weights.ram + plan.context.ram,
        vram: plan.weights.vram + plan.context.vram,
      },
      mappedBytes: plan.useMmap ? model.memoryUsage.ram : 0,
      ...(contexts.writer === undefined ? {} : { writer: contexts.writer }),
      ...(contexts.embedder === undefined ? {} : { embedder: contexts.embedder }),
      pacer,
      close: async () => {
        await contexts.close();
        await model.dispose();
      },
    };
  } catch (error) {
    await model.dispose();
    throw loadError(error, file, "MODEL_TOO_LARGE", freeMemory, signal);
  }
}

/**
 * Threads for one pass. The layers of a small model take less time than threads need to meet after each of them, and
 * llama.cpp's threads spin while they wait, which steals the core from everyone else.
 */
export function threadsFor(modelBytes: number, cores: number): number {
  return modelBytes < 32 * 2 ** 20 ? 1 : Math.max(1, cores);
}

/** What went wrong while weights were read ("damaged") or while memory was set aside for their use ("too large"). */
function loadError(
  error: unknown,
  file: ModelFile,
  otherwise: "MODEL_DAMAGED" | "MODEL_TOO_LARGE",
  freeMemory: () => number,
  signal?: AbortSignal,
): unknown {
  if (signal?.aborted === true) return new HearthError("CANCELLED", {}, { cause: error });
  if (error instanceof HearthError) return error;
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof ReferenceError) {
    return error;
  }
  const reason = error.message;
  const noMemory = error.constructor.name === "InsufficientMemoryError";
  if (noMemory || otherwise === "MODEL_TOO_LARGE") {
    const facts = { needed: statSync(file.path).size, available: freeMemory(), reason };
    return new HearthError("MODEL_TOO_LARGE", facts, { cause: error });
  }
  const trouble = "errno" in error ? error : notOpened(file.path);
  if (trouble !== undefined) return unreadModel(trouble, file);
  return new HearthError("MODEL_DAMAGED", { file: basename(file.path), reason }, { cause: error });
}

/** Why the system does not open a file just now: llama.cpp says of any file that it does not load only that it did not. */
function notOpened(path: string): unknown {
  try {
    closeSync(openSync(path, "r"));
    return undefined;
  } catch (error) {
    return error;
  }
}
