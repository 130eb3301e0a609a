import { availableParallelism } from "node:os";
import { HearthError, toHearthError } from "../../api/errors.ts";
import { processEntry } from "../../processes/entry.ts";
import type { Launcher } from "../../processes/launcher.ts";
import { type SupervisedStatus, supervise } from "../../processes/supervisor.ts";
import type { EnginePort, ModelFile } from "../engine-port.ts";
import type { ModelFigures } from "../llama/llama-engine.ts";
import type { GpuChoice } from "../llama/runtime/llama-runtime.ts";
import { orAborted } from "../or-aborted.ts";
import { type BackendMemory, createBackendChoice } from "./backend-choice.ts";
import { createEngineCalls } from "./engine-calls.ts";
import type { EngineEvent } from "./engine-event.ts";
import { bringUp, type EngineLife } from "./engine-life.ts";
import { createEngineLoads } from "./engine-loads.ts";
import { createEnginePause } from "./engine-pause.ts";
import { createHeldModels, type HeldModel } from "./held-models.ts";
import { createPauseGate } from "./pause-gate.ts";

/** The engine in its own process, kept alive. */
export interface EngineService extends EnginePort {
  status(): SupervisedStatus;
  /** What is in memory now, as this side knows it: empty while the process is down or the engine is suspended. */
  held(): readonly HeldModel[];
  /** Files that it holds, or will hold again after a crash or a pause. */
  wanted(): readonly ModelFile[];
  /** What those in memory are doing. Rejects where the engine does not run. */
  figures(): Promise<readonly ModelFigures[]>;
  /** What the process is run without, since it died on it; undefined where all compute layers may be used. */
  without(): "cuda" | "gpu" | undefined;
  /** Why requests are turned away; undefined while they are not. */
  suspended(): string | undefined;
  /** Tries again after the supervisor gave up, with all compute layers: one that died before gets another chance. */
  restart(): void;
  /**
   * Turns new requests away with PAUSED {reason}; those accepted may finish for `graceMillis` and are then cancelled with
   * PAUSED. Resolves when no model is in memory any more, at most two seconds after that: an engine that does not let go in
   * time is ended. The models are remembered. Asked again while it goes on, it can only shorten the grace.
   */
  suspend(options: { readonly graceMillis: number; readonly reason?: string }): Promise<void>;
  /**
   * Loads what `suspend` took out of memory and lets requests in again. A model that does not fit any more, or whose file is not what
   * it was, is told as lost, and the others serve. Rejects where the engine does not come back or dies with a load; with PAUSED when
   * another pause came meanwhile, which ends its loads.
   */
  resume(): Promise<void>;
  /** From now on the engine works this share of the time (0..1) and rests in between; 1 is full speed, 0 stands still. */
  setPace(share: number): void;
  close(): Promise<void>;
}

/** How the engine process is started and who hears of its state. */
export interface StartEngineOptions {
  readonly launcher: Launcher;
  readonly onChange: (status: SupervisedStatus) => void;
  readonly onEvent?: (event: EngineEvent) => void;
  /** The next smaller file of the same model that is here; asked when a load may give up its quantisation. */
  readonly smaller?: (file: ModelFile) => Promise<ModelFile | undefined>;
  /** Where the compute layer that works is remembered. */
  readonly backendMemory?: BackendMemory;
  /** Where chunk digests of verified files are kept, so that later loads need not read the whole file. */
  readonly digestFolder?: string;
  /** For status and logs; "engine" unless told. */
  readonly name?: string;
  /** First wait after a crash in milliseconds; the supervisor's default unless told. */
  readonly firstDelay?: number;
}

/**
 * glibc keeps freed blocks of up to 32 MiB for itself, a cache of that size among them, once one was freed. Fixed thresholds give
 * them back: above what sampling takes for each token (a vocabulary of 256 Ki needs 3 MiB), which must not go to the system and back.
 */
const memoryReturned = {
  MALLOC_MMAP_THRESHOLD_: `${4 * 2 ** 20}`,
  MALLOC_TRIM_THRESHOLD_: `${32 * 2 ** 20}`,
};

/** Threads that read what a pass gave, one position each; libuv's own four are few for an answer of hundreds of tokens on a large processor. */
const readers = { UV_THREADPOOL_SIZE: `${Math.min(16, Math.max(4, availableParallelism()))}` };

const entry = processEntry("./main.ts", import.meta.url);

/**
 * Starts the engine process. After a crash it is started again and gets back the models that were loaded; calls in
 * flight fail with ENGINE_DOWN, later ones wait for it. A start or a load that dies on a GPU is tried without CUDA, then on the
 * CPU; see load-ladder.ts for what else a load may give up. Once given up, calls fail with ENGINE_FAILED (it never ran) or
 * ENGINE_DOWN until `restart`.
 */
export function startEngine(options: StartEngineOptions): EngineService {
  const name = options.name ?? "engine";
  const models = createHeldModels();
  const backends = createBackendChoice(options.backendMemory);
  const gate = createPauseGate();
  const tell = options.onEvent ?? (() => {});
  /** What the process was started with, which a load may have changed since for the next start. */
  let started = backends.current();
  let ranOnce = false;
  let pace = 1;

  if (started !== "any") tell({ kind: "avoided", ...avoided(started), remembered: true });
  const supervised = supervise<EngineLife>({
    name,
    launcher: options.launcher,
    onChange: (status) => {
      if (status.state !== "running") models.lost();
      options.onChange(status);
    },
    ...(options.firstDelay === undefined ? {} : { policy: { firstDelay: options.firstDelay } }),
    spec: () => {
      const before = backends.current();
      started = backends.starting();
      if (started !== before) tell({ kind: "avoided", ...avoided(started), remembered: false });
      const folder = options.digestFolder;
      return {
        name,
        entry,
        args: [started, ...(folder === undefined ? [] : [folder])],
        env: { ...memoryReturned, ...readers },
      };
    },
    ready: async (process, signal) => {
      const life = await bringUp(process, started, signal, backends.late);
      backends.ready();
      ranOnce = true;
      if (pace < 1) await life.client.setPace(pace, { signal });
      if (gate.reason() === undefined) loads.reload();
      return life;
    },
    health: {
      check: ({ client }, signal) => client.ping(undefined, { signal }),
      everyMillis: 5000,
      timeoutMillis: 20_000,
    },
    failure: (reason) => new HearthError(ranOnce ? "ENGINE_DOWN" : "ENGINE_FAILED", { reason }),
  });

  const loads = createEngineLoads({
    ready: (signal) => supervised.whenReady(signal),
    revive: () => supervised.restart(),
    ...{ backends, models, tell },
    ...(options.smaller === undefined ? {} : { smaller: options.smaller }),
  });
  /** The running engine, once a model that is on its way is there; one that is in memory is not waited for, whatever is asked of it. */
  const lifeWith = async (model: string, signal: AbortSignal): Promise<EngineLife> => {
    await supervised.whenReady(signal);
    const loading = models.isHeld(model) ? undefined : loads.pending(model);
    if (loading !== undefined) {
      await orAborted(loading, signal).catch((error: unknown) => {
        const reason = gate.reason();
        if (reason !== undefined) throw new HearthError("PAUSED", { reason });
        // Somebody else gave up a load of theirs: the engine says what is there.
        if (signal.aborted || toHearthError(error).code !== "CANCELLED") throw error;
      });
    }
    return supervised.whenReady(signal);
  };
  const pause = createEnginePause({
    ...{ gate, supervised, models, loads },
    pace: () => pace,
    onReleased: (released) => tell({ kind: "released", released }),
  });

  return {
    status: supervised.status,
    held: models.held,
    wanted: () => models.wanted().map(({ file }) => file),
    figures: async () => (await supervised.whenReady()).client.figures(),
    without: () => (started === "any" ? undefined : avoided(started).without),
    suspended: gate.reason,
    restart: () => {
      const lowered = backends.current() !== "any";
      backends.top();
      const { state } = supervised.status();
      if (lowered && state === "running") {
        void supervised.whenReady().then(
          (life) => void life.kill(),
          () => {},
        );
      }
      supervised.restart();
    },
    close: async () => {
      loads.stop();
      await supervised.close();
    },
    ...pause,
    setPace: (share) => {
      pace = Math.min(1, Math.max(0, share));
      // A life that begins later is told when it is ready.
      if (supervised.status().state === "running" && gate.reason() === undefined) {
        void supervised
          .whenReady()
          .then(({ client }) => client.setPace(pace))
          .catch(() => {});
      }
    },
    load: (file, wish = {}, signal) => gate.pass((inner) => loads.load(file, wish, inner), signal),
    unload: async (id) => {
      loads.abandon(id);
      models.forget(id);
      const { client } = await supervised.whenReady();
      const released = await client.unload(id).catch((error: unknown) => {
        // A process that ends meanwhile has let go as well, and what begins after it does not take the model in again.
        if (toHearthError(error).code !== "ENGINE_DOWN") throw error;
      });
      if (released !== undefined) tell({ kind: "released", released });
    },
    loaded: async () => (await supervised.whenReady()).client.loaded(),
    ...createEngineCalls({ gate, lifeWith }),
    devices: async () => (await supervised.whenReady()).client.devices(),
  };
}

function avoided(choice: GpuChoice): { readonly without: "cuda" | "gpu" } {
  return { without: choice === "without-cuda" ? "cuda" : "gpu" };
}
