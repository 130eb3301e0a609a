import { cpus } from "node:os";
import type { EngineDevice, LoadedModel } from "../../engine-port.ts";
import type { LlamaRuntime } from "./llama-runtime.ts";

/**
 * What llama.cpp runs on, and what the models in memory hold of each device. llama.cpp tells weights and caches of all GPUs together;
 * where there are several they are shared evenly.
 */
export async function llamaDevices(
  { llama }: LlamaRuntime,
  held: readonly LoadedModel[],
): Promise<readonly EngineDevice[]> {
  const backend = llama.gpu === false ? "cpu" : llama.gpu;
  const sum = (bytes: (model: LoadedModel) => number): number =>
    held.reduce((total, model) => total + bytes(model), 0);
  const weights = { ram: sum((one) => one.weights.ram), vram: sum((one) => one.weights.vram) };
  const context = { ram: sum((one) => one.context.ram), vram: sum((one) => one.context.vram) };
  const cpu: EngineDevice = {
    kind: "cpu",
    name: cpus()[0]?.model.trim() ?? "CPU",
    backend: "cpu",
    // llama.cpp counts its buffers alone; what a person misses from their memory is the whole process.
    hearthBytes: Math.max(weights.ram + context.ram, process.memoryUsage.rss()),
    modelBytes: weights.ram,
    cacheBytes: context.ram,
    cores: llama.cpuMathCores,
  };
  if (backend === "cpu") return [cpu];
  const names = await llama.getGpuDeviceNames();
  const state = await llama.getVramState();
  const share = (bytes: number): number => Math.round(bytes / names.length);
  const gpus = names.map(
    (name): EngineDevice => ({
      kind: "gpu",
      name,
      backend,
      hearthBytes: share(weights.vram + context.vram),
      modelBytes: share(weights.vram),
      cacheBytes: share(context.vram),
      ...(names.length === 1 ? { memory: { totalBytes: state.total, usedBytes: state.used } } : {}),
    }),
  );
  return [...gpus, cpu];
}
