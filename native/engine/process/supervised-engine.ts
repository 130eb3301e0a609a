import { HearthError } from "../../api/errors.ts";
import { processEntry } from "../../processes/entry.ts";
import type { Launcher, RunningProcess } from "../../processes/launcher.ts";
import { portClient } from "../../processes/rpc.ts";
import { type SupervisedStatus, supervise } from "../../processes/supervisor.ts";
import { createWaiters } from "../../processes/waiters.ts";
import type { EnginePort, LoadedModel, LoadOptions, ModelFile } from "../engine-port.ts";
import { type GpuChoice, gpuChoices } from "../llama/llama-runtime.ts";
import type { EngineClient } from "./engine-router.ts";
import { readStream } from "./read-stream.ts";

/** The engine in its own process, kept alive. */
export interface EngineService extends EnginePort {
  status(): SupervisedStatus;
  /** Tries again after the supervisor gave up. */
  restart(): void;
  close(): Promise<void>;
}

/** How the engine process is started and who hears of its state. */
export interface StartEngineOptions {
  readonly launcher: Launcher;
  readonly onChange: (status: SupervisedStatus) => void;
  /** For status and logs; "engine" unless told. */
  readonly name?: string;
  /** First wait after a crash in milliseconds; the supervisor's default unless told. */
  readonly firstDelay?: number;
}

interface Life {
  readonly client: EngineClient;
  /** Models on their way into memory, or in it, in this life of the process. */
  readonly loads: Map<string, Promise<LoadedModel>>;
}

const entry = processEntry("./main.ts", import.meta.url);

/**
 * Starts the engine process. After a crash it is started again and gets back the models that were loaded; calls in
 * flight fail with ENGINE_DOWN, later ones wait for it. A start that fails on a GPU is tried without CUDA, then on the
 * CPU. Once given up, calls fail with ENGINE_FAILED (it never ran) or ENGINE_DOWN until `restart`.
 */
export function startEngine(options: StartEngineOptions): EngineService {
  const wanted = new Map<string, { model: ModelFile; options: LoadOptions }>();
  let choice: GpuChoice = gpuChoices[0];
  let startedInVain = false;
  let ranOnce = false;
  const down = (): HearthError =>
    new HearthError("ENGINE_DOWN", { reason: "its process ended during the call" });
  const downgrade = (): void => {
    choice = gpuChoices[gpuChoices.indexOf(choice) + 1] ?? choice;
  };

  const supervised = supervise<Life>({
    name: options.name ?? "engine",
    launcher: options.launcher,
    onChange: options.onChange,
    // The libraries of a GPU can take a while from a cold disk.
    readyMillis: 90_000,
    ...(options.firstDelay === undefined ? {} : { policy: { firstDelay: options.firstDelay } }),
    spec: () => {
      if (startedInVain) downgrade();
      startedInVain = true;
      return { name: options.name ?? "engine", entry, args: [choice] };
    },
    ready: async (process, signal) => {
      const client = portClient<EngineClient>(process, down);
      await whenReady(process, signal);
      startedInVain = false;
      ranOnce = true;
      const life: Life = { client, loads: new Map() };
      for (const { model, options: held } of wanted.values())
        load(life, model, held).catch(() => {});
      return life;
    },
    health: {
      check: ({ client }, signal) => client.ping(undefined, { signal }),
      everyMillis: 5000,
      timeoutMillis: 20_000,
    },
    failure: (reason) => new HearthError(ranOnce ? "ENGINE_DOWN" : "ENGINE_FAILED", { reason }),
  });

  const load = (
    life: Life,
    model: ModelFile,
    held: LoadOptions,
    signal?: AbortSignal,
  ): Promise<LoadedModel> => {
    const loading = life.client.load({ model, ...held }, signal === undefined ? {} : { signal });
    life.loads.set(model.id, loading);
    loading.catch((error: unknown) => {
      if (life.loads.get(model.id) === loading) life.loads.delete(model.id);
      // A GPU that dies while weights go up will do so again.
      if (error instanceof HearthError && error.code === "ENGINE_DOWN") downgrade();
    });
    return loading;
  };
  /** The running engine, once a model that came back with it is loaded again. */
  const lifeWith = async (model: string, signal?: AbortSignal): Promise<Life> => {
    const life = await supervised.whenReady(signal);
    const loading = life.loads.get(model);
    if (loading !== undefined) await orAborted(loading, signal);
    return life;
  };
  const withSignal = (signal?: AbortSignal) => (signal === undefined ? {} : { signal });

  return {
    status: supervised.status,
    restart: supervised.restart,
    close: supervised.close,
    load: async (model, held = {}, signal) => {
      const life = await supervised.whenReady(signal);
      const loaded = await load(life, model, held, signal);
      wanted.set(model.id, { model, options: held });
      return loaded;
    },
    unload: async (id) => {
      wanted.delete(id);
      const life = await supervised.whenReady();
      life.loads.delete(id);
      await life.client.unload(id);
    },
    loaded: async () => (await supervised.whenReady()).client.loaded(),
    generate: async (request, signal, onToken) => {
      const { client } = await lifeWith(request.model, signal);
      if (onToken === undefined) return client.generate(request, withSignal(signal));
      return readStream(await client.stream(request, withSignal(signal)), onToken);
    },
    score: async (request, signal) => {
      const { client } = await lifeWith(request.model, signal);
      return client.score(request, withSignal(signal));
    },
    detokenize: async (model, tokens) => {
      const { client } = await lifeWith(model);
      return client.detokenize({ model, tokens });
    },
    devices: async () => (await supervised.whenReady()).client.devices(),
  };
}

/** A promise that the caller stops waiting for when its signal aborts. */
async function orAborted(promise: Promise<unknown>, signal?: AbortSignal): Promise<void> {
  const aborted = createWaiters<never>();
  const waiting = aborted.wait(signal);
  await Promise.race([promise, waiting]).finally(() => {
    waiting.catch(() => {});
    aborted.reject(new HearthError("CANCELLED"));
  });
}

function whenReady(process: RunningProcess, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = process.onMessage((message) => {
      if (typeof message !== "object" || message === null || !("ready" in message)) return;
      stop();
      resolve();
    });
    signal.addEventListener("abort", () => {
      stop();
      reject(new HearthError("CANCELLED"));
    });
  });
}
