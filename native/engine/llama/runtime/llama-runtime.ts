import { registerHooks } from "node:module";
import type { Llama } from "node-llama-cpp";
import { HearthError, reasonOf } from "../../../api/errors.ts";

/** Which compute layers may be tried: all, all but CUDA, or the CPU alone. Each failed start takes the next. */
export const gpuChoices = ["any", "without-cuda", "cpu"] as const;
export type GpuChoice = (typeof gpuChoices)[number];

/** The library, imported late: its import must come after the hook. */
export type LlamaLibrary = typeof import("node-llama-cpp");

/** llama.cpp, ready to load models. */
export interface LlamaRuntime {
  readonly library: LlamaLibrary;
  readonly llama: Llama;
}

/**
 * Loads llama.cpp's prebuilt binary, never compiling and never downloading. Throws ENGINE_FAILED when none runs here.
 */
export async function startLlama(choice: GpuChoice): Promise<LlamaRuntime> {
  if (process.versions.electron !== undefined) skipBinaryTest();
  try {
    const library = await import("node-llama-cpp");
    const llama = await library.getLlama({
      build: "never",
      skipDownload: true,
      progressLogs: false,
      logLevel: library.LlamaLogLevel.error,
      gpu:
        choice === "any" ? "auto" : choice === "cpu" ? false : { type: "auto", exclude: ["cuda"] },
      // Its default takes at least four threads, which is two too many on a small machine.
      maxThreads: 0,
    });
    return { library, llama };
  } catch (error) {
    const reason = reasonOf(error);
    throw new HearthError("ENGINE_FAILED", { reason }, { cause: error });
  }
}

/**
 * Before it loads a binary, node-llama-cpp tries it in a child made by Electron's utilityProcess.fork, which exists in
 * Electron's main process only, or by child_process.fork, which the RunAsNode fuse forbids. In a utility process it
 * would therefore find no binary at all. There the supervisor is the test: an engine that dies while it starts is
 * started again with the next choice.
 */
function skipBinaryTest(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier.endsWith("/testBindingBinary.js")
        ? {
            url: "data:text/javascript,export async function testBindingBinary(){return true}",
            shortCircuit: true,
          }
        : nextResolve(specifier, context),
  });
}
