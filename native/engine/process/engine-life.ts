import { HearthError } from "../../api/errors.ts";
import type { RunningProcess } from "../../processes/launcher.ts";
import { portClient } from "../../processes/rpc.ts";
import type { EngineBackend } from "../engine-port.ts";
import type { GpuChoice } from "../llama/runtime/llama-runtime.ts";
import type { EngineClient } from "./engine-router.ts";

/** One life of the engine's process, from when it serves until it ends. */
export interface EngineLife {
  readonly client: EngineClient;
  /** The compute layers that it was allowed to try, and the one it runs on. */
  readonly choice: GpuChoice;
  readonly backend: EngineBackend;
  /** False once the process is gone. */
  alive(): boolean;
  /** Ends the process at once; it is started again. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** Waits until a started process serves. Rejects with CANCELLED when the signal aborts, which `onLate` is told of where the process lives. */
export async function bringUp(
  process: RunningProcess,
  choice: GpuChoice,
  signal: AbortSignal,
  onLate: () => void = () => {},
): Promise<EngineLife> {
  const down = (): HearthError =>
    new HearthError("ENGINE_DOWN", { reason: "its process ended during the call" });
  const client = portClient<EngineClient>(process, down);
  let alive = true;
  void process.exited.then(() => {
    alive = false;
  });
  const kill = async (): Promise<void> => {
    process.kill("SIGKILL");
    await process.exited;
  };
  const backend = await readyMessage(process, signal).catch((error: unknown) => {
    if (alive) onLate();
    throw error;
  });
  return { client, choice, backend, alive: () => alive, kill };
}

function readyMessage(process: RunningProcess, signal: AbortSignal): Promise<EngineBackend> {
  return new Promise((resolve, reject) => {
    const stop = process.onMessage((message) => {
      if (typeof message !== "object" || message === null || !("ready" in message)) return;
      stop();
      resolve(message.ready as EngineBackend);
    });
    signal.addEventListener("abort", () => {
      stop();
      reject(new HearthError("CANCELLED"));
    });
  });
}
