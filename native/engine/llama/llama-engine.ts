import { freemem, totalmem } from "node:os";
import type { EnginePort, ModelFile } from "../engine-port.ts";
import { verifyModelFile } from "../file-digest.ts";
import { llamaDevices } from "./devices.ts";
import type { LlamaRuntime } from "./llama-runtime.ts";
import { createModelCalls } from "./model-calls.ts";
import { createModelRoom, type Released } from "./model-room.ts";
import { createPacer } from "./pacer.ts";

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

  return {
    load: (model, wish = {}, signal) => room.load(model, wish, signal),
    release: room.release,
    unload: async (id) => {
      await room.release(id);
    },
    loaded: async () => (await room.held()).map(({ id }) => id),
    ...createModelCalls(runtime, room.find),
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
