import type { LlamaContext, LlamaEmbeddingContext, LlamaModel } from "node-llama-cpp";
import type { MemoryBytes } from "../../engine-port.ts";
import { addonContext, embeddingMemory } from "../passes/addon.ts";
import type { Crowd } from "../passes/crowd.ts";
import type { Lane } from "../passes/lane.ts";
import type { ReadingRoom } from "../passes/readings.ts";
import { createSamplers } from "../passes/samplers.ts";
import { createFairQueue, type FairQueue } from "../queue/fair-queue.ts";
import { tunedPasses } from "../threads/tuned-passes.ts";
import type { HeldShape } from "./held-shape.ts";
import { cacheTypes } from "./memory-plan.ts";

/** Requests that may wait for one model. */
const QUEUE_CAPACITY = 64;
/** Readings that run side by side: as many as libuv has threads for them. */
const READINGS = Number(process.env.UV_THREADPOOL_SIZE ?? 4);

/** The context of a model that writes: its sequences are the lanes of its queue. */
export interface Writer {
  readonly queue: FairQueue<Lane>;
  /** How many sequences the context has. */
  readonly lanes: number;
  readonly crowd: Crowd;
  readonly readings: ReadingRoom;
  /** Most tokens of one pass. */
  readonly batchSize: number;
}

/** The context of a model that was made for vectors; it takes one text at a time, of fewer tokens than its size. */
export interface Embedder {
  readonly queue: FairQueue<LlamaEmbeddingContext>;
  readonly contextSize: number;
}

/** Where requests to a model run: exactly one of both. */
export interface ModelContexts {
  readonly writer?: Writer;
  readonly embedder?: Embedder;
  readonly memory: MemoryBytes;
  /** Cancels what waits and ends after what runs; the model's own end frees the contexts. */
  close(): Promise<void>;
}

/** How contexts are made. `batchSize` is the most tokens of a pass of a model that writes. */
export interface ContextShape extends HeldShape {
  readonly batchSize: number;
  /** Of a pass, at most. */
  readonly threads: number;
  /** True where passes run on the processor, so that their number of threads is worth finding out, and changes no digit. */
  readonly tuned: boolean;
}

/** Opens the context that a model is for. Throws the library's errors. */
export async function openContexts(
  model: LlamaModel,
  shape: ContextShape,
  signal?: AbortSignal,
): Promise<ModelContexts> {
  const { contextSize, sequences, batchSize, threads, flashAttention } = shape;
  const createSignal = signal === undefined ? {} : { createSignal: signal };
  if (shape.embedding) {
    // A text is looked at as a whole, so it has to fit one pass; and places beyond the trained ones do not exist.
    const length = Math.min(contextSize, model.trainContextSize);
    const size = { contextSize: length, batchSize: length };
    const context = await model.createEmbeddingContext({ ...size, threads, ...createSignal });
    const queue = createFairQueue([context], QUEUE_CAPACITY);
    const memory = embeddingMemory(context);
    return { embedder: { queue, contextSize: length }, memory, close: queue.close };
  }
  let made: LlamaContext | undefined;
  const passes = tunedPasses(threads, () => (shape.tuned ? made : undefined));
  const context = await model.createContext({
    ...{ contextSize, sequences, flashAttention, batchSize, threads },
    batching: { itemPrioritizationStrategy: passes.order },
    experimentalKvCacheKeyType: cacheTypes[shape.cacheType],
    experimentalKvCacheValueType: cacheTypes[shape.cacheType],
    ...createSignal,
  });
  made = context;
  const lanes = Array.from(
    { length: sequences },
    (_, number): Lane => ({ sequence: context.getSequence(), number, exact: 0 }),
  );
  const [first] = lanes;
  if (first === undefined) throw new Error("a model needs one sequence at least");
  const queue = createFairQueue(lanes, QUEUE_CAPACITY);
  const samplers = createSamplers(model, READINGS);
  const readings = { context: addonContext(first.sequence), samplers };
  const crowd: Crowd = { running: 0, joined: 0, computed: passes.computed };
  return {
    writer: { queue, lanes: sequences, crowd, readings, batchSize },
    memory: { ...context.memoryUsage },
    close: async () => {
      await queue.close();
      samplers.close();
    },
  };
}
