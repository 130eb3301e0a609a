import { freemem, totalmem } from "node:os";
import type { Token } from "node-llama-cpp";
import { HearthError } from "../../api/errors.ts";
import type { EnginePort, ModelFile } from "../engine-port.ts";
import { verifyModelFile } from "../file-digest.ts";
import { llamaDevices } from "./devices.ts";
import { generate } from "./generate.ts";
import type { LlamaRuntime } from "./llama-runtime.ts";
import type { LoadedLlama } from "./loaded-model.ts";
import { createModelRoom, type Released } from "./model-room.ts";
import { createPacer } from "./pacer.ts";
import { promptTokens } from "./prompt.ts";
import { score } from "./score.ts";

/** The engine as its own process holds it. */
export interface HeldEngine extends EnginePort {
  /** Unloads and tells what came back; undefined where nothing was loaded. */
  release(id: string): Promise<Released | undefined>;
  /** From now on all passes together take this share of the time, 0..1. */
  setPace(share: number): void;
  close(): Promise<void>;
}

/** What an engine may be told; every default is for real use. */
export interface LlamaEngineOptions {
  /** Bytes of main memory that the system says are free. */
  readonly freeMemory?: () => number;
  /** Makes sure of a file's bytes before it is loaded; the whole SHA-256 unless told. */
  readonly verify?: (model: ModelFile, signal?: AbortSignal) => Promise<void>;
}

/** The engine on real llama.cpp, in this process. The caller ends it with `close`. */
export function createLlamaEngine(
  runtime: LlamaRuntime,
  options: LlamaEngineOptions = {},
): HeldEngine {
  const pacer = createPacer();
  const room = createModelRoom({
    runtime,
    pacer,
    freeMemory: options.freeMemory ?? freeBytes,
    verify: options.verify ?? verifyModelFile,
  });
  const { find } = room;

  return {
    load: (model, wish = {}, signal) => room.load(model, wish, signal),
    release: room.release,
    unload: async (id) => {
      await room.release(id);
    },
    loaded: async () => (await room.held()).map(({ id }) => id),
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
    devices: async () => llamaDevices(runtime, await room.held()),
    setPace: pacer.setShare,
    close: async () => {
      await room.close();
      await runtime.llama.dispose();
    },
  };
}

/** What the system can give; where a limit is set for this process, as in a container, what is left below it. */
function freeBytes(): number {
  const limit = process.constrainedMemory();
  const limited = limit > 0 && limit < totalmem();
  return limited ? Math.min(freemem(), limit - process.memoryUsage.rss()) : freemem();
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
