import { freemem, totalmem } from "node:os";
import type { EnginePort, ModelFile } from "../engine-port.ts";
import { verifyModelFile } from "../file-digest.ts";
import type { LoadedLlama } from "./model/loaded-model.ts";
import { createModelRoom, type HeldLlama, type Released } from "./model/model-room.ts";
import { createModelCalls } from "./model-calls.ts";
import { createPacer } from "./queue/pacer.ts";
import { createTokenMeter, type TokenMeter } from "./queue/token-meter.ts";
import { llamaDevices } from "./runtime/devices.ts";
import type { LlamaRuntime } from "./runtime/llama-runtime.ts";

/** The engine as its own process holds it. */
export interface HeldEngine extends EnginePort {
  /** Unloads and tells what came back; undefined where nothing was loaded. */
  release(id: string): Promise<Released | undefined>;
  /** Unloads all models, ends what is on its way, and tells what came back. */
  clear(): Promise<readonly Released[]>;
  /** What the models in memory are doing now. */
  figures(): Promise<readonly ModelFigures[]>;
  /** From now on all passes together take this share of the time, 0..1. */
  setPace(share: number): void;
  close(): Promise<void>;
}

/** What a model is doing: requests in work and waiting, and tokens written in the last ten seconds, per second. */
export interface ModelFigures {
  readonly id: string;
  readonly active: number;
  readonly waiting: number;
  readonly tokensPerSecond: number;
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
  const callsOf = (loaded: LoadedLlama, onWritten?: () => void) =>
    createModelCalls(runtime, async () => loaded, onWritten);
  const meters = new Map<string, TokenMeter>();
  const meterOf = (id: string): TokenMeter => {
    const meter = meters.get(id) ?? createTokenMeter();
    meters.set(id, meter);
    return meter;
  };
  const figuresOf = ({ loaded, answer: { id } }: HeldLlama): ModelFigures => {
    const { running, waiting } = (loaded.writer ?? loaded.embedder)?.queue.load() ?? {
      running: 0,
      waiting: 0,
    };
    return { id, active: running, waiting, tokensPerSecond: meterOf(id).perSecond() };
  };

  return {
    load: (model, wish = {}, signal) => room.load(model, wish, signal),
    release: async (id) => {
      meters.delete(id);
      return room.release(id);
    },
    clear: async () => {
      meters.clear();
      return room.clear();
    },
    unload: async (id) => {
      await room.release(id);
    },
    loaded: async () => room.held().map(({ answer }) => answer.id),
    generate: (request, signal, onToken) =>
      room.use(request.model, async (loaded) => {
        // Only ids in memory get a meter, whatever strangers ask for.
        const meter = meterOf(request.model);
        return callsOf(loaded, meter.count).generate(request, signal, onToken);
      }),
    score: (request, signal) =>
      room.use(request.model, (loaded) => callsOf(loaded).score(request, signal)),
    embed: (request, signal) =>
      room.use(request.model, (loaded) => callsOf(loaded).embed(request, signal)),
    tokenize: (request) => room.use(request.model, (loaded) => callsOf(loaded).tokenize(request)),
    detokenize: (model, tokens) =>
      room.use(model, (loaded) => callsOf(loaded).detokenize(model, tokens)),
    template: (model, messages) =>
      room.use(model, (loaded) => callsOf(loaded).template(model, messages)),
    figures: async () => room.held().map(figuresOf),
    devices: async () =>
      llamaDevices(
        runtime,
        room.held().map(({ answer }) => answer),
      ),
    setPace: pacer.setShare,
    close: async () => {
      await room.clear();
      await runtime.llama.dispose();
    },
  };
}

/** Kept free for everything else on the computer, as a part of all its memory and at most. */
const RESERVED_PART = 0.04;
const RESERVED_MOST = 2 ** 30;

/** What the system can give without coming to a standstill; where a limit is set for this process, as in a container, what is left below it. */
function freeBytes(): number {
  const free = freemem() - Math.min(RESERVED_MOST, totalmem() * RESERVED_PART);
  const limit = process.constrainedMemory();
  const limited = limit > 0 && limit < totalmem();
  return limited ? Math.min(free, limit - process.memoryUsage.rss()) : free;
}
