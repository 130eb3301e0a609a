import type { CacheType } from "../../../api/models.ts";
import type { MemoryBytes } from "../../engine-port.ts";
import type { LlamaRuntime } from "../runtime/llama-runtime.ts";
import type { HeldShape } from "./held-shape.ts";

/** The library's names of the cache's types. */
export const cacheTypes = { f16: "F16", q8_0: "Q8_0", q4_0: "Q4_0" } as const satisfies Record<
  CacheType,
  string
>;

/** Where a model's parts would lie, in bytes, before anything of it is in memory. */
export interface MemoryPlan {
  readonly gpuLayers: number;
  /** The weights in main memory are the file itself. */
  readonly useMmap: boolean;
  readonly weights: MemoryBytes;
  readonly context: MemoryBytes;
}

/**
 * Asks llama.cpp's own estimate how many layers the GPU takes beside what it holds now, and what weights and context need then.
 * Throws the library's InsufficientMemoryError where all layers are wanted there and do not fit.
 */
export async function planMemory(
  { library, llama }: LlamaRuntime,
  path: string,
  shape: HeldShape & { readonly batchSize: number },
  signal?: AbortSignal,
): Promise<MemoryPlan> {
  const { contextSize, sequences, batchSize, flashAttention } = shape;
  const cacheType = library.GgmlType[cacheTypes[shape.cacheType]];
  const head = await library.readGgufFileInfo(path, { sourceType: "filesystem" });
  const insights = await library.GgufInsights.from(head, llama);
  const fitContext = { contextSize: contextSize * sequences };
  const { gpuLayers, useMmap } = await insights.configurationResolver.resolveModelGpuLayersV2(
    shape.placement === "whole" && llama.gpu !== false
      ? { min: insights.totalLayers, max: insights.totalLayers, fitContext }
      : { fitContext },
    {
      defaultContextFlashAttention: flashAttention,
      defaultContextKvCacheKeyType: cacheType,
      defaultContextKvCacheValueType: cacheType,
      ...(signal === undefined ? {} : { signal }),
    },
  );
  const [weights, context] = await Promise.all([
    insights.estimateModelResourceRequirementsV2({ gpuLayers, useMmap }),
    insights.estimateContextResourceRequirementsV2({
      ...{ contextSize, sequences, batchSize, flashAttention, useMmap },
      isEmbeddingContext: shape.embedding,
      modelGpuLayers: gpuLayers,
      kvCacheKeyType: cacheType,
      kvCacheValueType: cacheType,
    }),
  ]);
  return {
    gpuLayers,
    useMmap,
    weights: { ram: weights.cpuRam, vram: weights.gpuVram },
    context: { ram: context.cpuRam, vram: context.gpuVram },
  };
}
