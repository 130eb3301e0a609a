import { cpus, freemem } from "node:os";
import type { Token } from "node-llama-cpp";
import { HearthError } from "../../api/errors.ts";
import type {
  EngineBackend,
  EngineDevice,
  EnginePort,
  LoadedModel,
  LoadOptions,
  ModelFile,
} from "../engine-port.ts";
import { verifyModelFile } from "../file-digest.ts";
import { type GgufHeader, readGgufHeader } from "../gguf/gguf-header.ts";
import { generate } from "./generate.ts";
import type { LlamaRuntime } from "./llama-runtime.ts";
import { type HeldShape, type LoadedLlama, loadLlama } from "./loaded-model.ts";
import { createPacer } from "./pacer.ts";
import { promptTokens } from "./prompt.ts";
import { score } from "./score.ts";

const LONGEST_DEFAULT_CONTEXT = 4096;
const DEFAULT_SEQUENCES = 4;

interface Entry {
  readonly loaded: LoadedLlama;
  readonly answer: LoadedModel;
}

/** The engine as its own process holds it. */
export interface HeldEngine extends EnginePort {
  /** From now on all passes together take this share of the time, 0..1. */
  setPace(share: number): void;
  close(): Promise<void>;
}

/** The engine on real llama.cpp, in this process. `freeMemory` is in bytes. The caller ends it with `close`. */
export function createLlamaEngine(
  runtime: LlamaRuntime,
  freeMemory: () => number = freemem,
): HeldEngine {
  const entries = new Map<string, Promise<Entry>>();
  const pacer = createPacer();
  const backend: EngineBackend = runtime.llama.gpu === false ? "cpu" : runtime.llama.gpu;

  const open = async (
    model: ModelFile,
    options: LoadOptions,
    signal?: AbortSignal,
  ): Promise<Entry> => {
    const started = performance.now();
    await verifyModelFile(model, signal);
    const shape = heldShape(await readGgufHeader(model.path), options);
    const loaded = await loadLlama(runtime, model, shape, freeMemory, pacer, signal);
    const bytes = loaded.memory.ram + loaded.memory.vram;
    const { contextSize } = loaded;
    const millis = performance.now() - started;
    return { loaded, answer: { id: model.id, backend, bytes, millis, contextSize } };
  };
  const find = async (id: string): Promise<LoadedLlama> => {
    const entry = entries.get(id);
    if (entry === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
    return (await entry).loaded;
  };
  const unload = async (id: string): Promise<void> => {
    const entry = entries.get(id);
    entries.delete(id);
    await entry?.then(({ loaded }) => loaded.close()).catch(() => {});
  };

  return {
    load: async (model, options = {}, signal) => {
      const known = entries.get(model.id);
      if (known !== undefined) {
        const { loaded, answer } = await known;
        if (loaded.file.sha256 === model.sha256) return answer;
        throw new HearthError("BAD_INPUT", { reason: `another file is loaded as ${model.id}` });
      }
      const entry = open(model, options, signal);
      entries.set(model.id, entry);
      return entry.then(
        ({ answer }) => answer,
        (error: unknown) => {
          if (entries.get(model.id) === entry) entries.delete(model.id);
          throw error;
        },
      );
    },
    unload,
    loaded: async () => {
      const settled = await Promise.allSettled(entries.values());
      return settled.flatMap((entry) =>
        entry.status === "fulfilled" ? [entry.value.answer.id] : [],
      );
    },
    generate: async (request, signal, onToken) => {
      const loaded = await find(request.model);
      const { model, wrapper, contextSize } = loaded;
      const prompt = promptTokens(model, wrapper, request.messages, contextSize, 1);
      return loaded.queue.run(
        request.requester ?? "generate",
        (sequence) => generate(loaded, sequence, prompt, request, signal, onToken),
        signal,
      );
    },
    score: async (request, signal) => {
      const loaded = await find(request.model);
      const { model, wrapper, contextSize } = loaded;
      const served = vocabularyTokens(loaded, request.tokens);
      if (served.length === 0) return [];
      const prompt = promptTokens(model, wrapper, request.messages, contextSize, served.length);
      return loaded.queue.run(
        request.requester ?? "score",
        (sequence) => score(loaded, sequence, prompt, served),
        signal,
      );
    },
    detokenize: async (id, tokens) => {
      const loaded = await find(id);
      const served = vocabularyTokens(loaded, tokens);
      const last = served.at(-1);
      const ends = last !== undefined && loaded.model.isEogToken(last);
      return loaded.model.detokenize(ends ? served.slice(0, -1) : served);
    },
    devices: async () => {
      const settled = await Promise.allSettled(entries.values());
      const memory = settled.map((entry) =>
        entry.status === "fulfilled" ? entry.value.loaded.memory : { ram: 0, vram: 0 },
      );
      return llamaDevices(runtime, backend, memory);
    },
    setPace: pacer.setShare,
    close: async () => {
      await Promise.all([...entries.keys()].map(unload));
      await runtime.llama.dispose();
    },
  };
}

async function llamaDevices(
  { llama }: LlamaRuntime,
  backend: EngineBackend,
  memory: readonly { ram: number; vram: number }[],
): Promise<readonly EngineDevice[]> {
  const ram = memory.reduce((sum, used) => sum + used.ram, 0);
  const vram = memory.reduce((sum, used) => sum + used.vram, 0);
  const cpu: EngineDevice = {
    kind: "cpu",
    name: cpus()[0]?.model.trim() ?? "CPU",
    backend: "cpu",
    // llama.cpp counts its buffers alone; what a person misses from their memory is the whole process.
    hearthBytes: Math.max(ram, process.memoryUsage.rss()),
    cores: llama.cpuMathCores,
  };
  if (backend === "cpu") return [cpu];
  const names = await llama.getGpuDeviceNames();
  const state = await llama.getVramState();
  const gpus = names.map(
    (name): EngineDevice => ({
      kind: "gpu",
      name,
      backend,
      hearthBytes: Math.round(vram / names.length),
      ...(names.length === 1 ? { memory: { totalBytes: state.total, usedBytes: state.used } } : {}),
    }),
  );
  return [...gpus, cpu];
}

/** Served tokens come from strangers, and llama.cpp must never see one outside its vocabulary. */
function vocabularyTokens(loaded: LoadedLlama, tokens: readonly number[]): Token[] {
  const alien = tokens.find(
    (token) => !Number.isInteger(token) || token < 0 || token >= loaded.vocabularySize,
  );
  if (alien !== undefined) {
    throw new HearthError("BAD_INPUT", { reason: `token ${alien} is not in the vocabulary` });
  }
  return tokens as Token[];
}

function heldShape({ metadata }: GgufHeader, options: LoadOptions): HeldShape {
  const trained = metadata.get(`${metadata.get("general.architecture")}.context_length`);
  const most = typeof trained === "number" && trained > 0 ? trained : LONGEST_DEFAULT_CONTEXT;
  return {
    contextSize: options.contextSize ?? Math.min(most, LONGEST_DEFAULT_CONTEXT),
    sequences: options.sequences ?? DEFAULT_SEQUENCES,
  };
}
