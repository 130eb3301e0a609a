import { HearthError } from "../../api/errors.ts";
import { processEntry } from "../../processes/entry.ts";
import type { Launcher, RunningProcess } from "../../processes/launcher.ts";
import { portClient } from "../../processes/rpc.ts";
import { type SupervisedStatus, supervise } from "../../processes/supervisor.ts";
import { createWaiters } from "../../processes/waiters.ts";
import type { EnginePort, LoadedModel, LoadOptions, ModelFile } from "../engine-port.ts";
import { type GpuChoice, gpuChoices } from "../llama/llama-runtime.ts";
import type { EngineClient } from "./engine-router.ts";
import { createPauseGate } from "./pause-gate.ts";
import { readStream } from "./read-stream.ts";

/** The engine in its own process, kept alive. */
export interface EngineService extends EnginePort {
  status(): SupervisedStatus;
  /** Tries again after the supervisor gave up. */
  restart(): void;
  /**
   * Turns new requests away with PAUSED {reason}; those accepted may finish for `graceMillis` and are then cancelled with
   * PAUSED. Resolves when no model is in memory any more, at most two seconds after that: an engine that does not let go in
   * time is ended. The models are remembered. Asked again while it goes on, it can only shorten the grace.
   */
  suspend(options: { readonly graceMillis: number; readonly reason?: string }): Promise<void>;
  /** Loads what `suspend` took out of memory and lets requests in again. Rejects with the first load that failed; the others serve. */
  resume(): Promise<void>;
  /** From now on the engine works this share of the time (0..1) and rests in between; 1 is full speed, 0 stands still. */
  setPace(share: number): void;
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
  /** Ends the process at once; it is started again. */
  readonly kill: () => void;
}

/** An unload within a pause that takes longer than this is ended with the process. */
const LET_GO_MILLIS = 1500;

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
  let pace = 1;
  const gate = createPauseGate();
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
      const life: Life = { client, loads: new Map(), kill: () => process.kill("SIGKILL") };
      if (pace < 1) await client.setPace(pace, { signal });
      if (gate.reason() === undefined) loadWanted(life);
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
    const loading = life.client.load(
      { model, options: held },
      signal === undefined ? {} : { signal },
    );
    life.loads.set(model.id, loading);
    loading.catch((error: unknown) => {
      if (life.loads.get(model.id) === loading) life.loads.delete(model.id);
      // A GPU that dies while weights go up will do so again.
      const died = error instanceof HearthError && error.code === "ENGINE_DOWN";
      if (died && gate.reason() === undefined) downgrade();
    });
    return loading;
  };
  const loadWanted = (life: Life): void => {
    for (const [id, { model, options: held }] of wanted) {
      if (!life.loads.has(id)) load(life, model, held).catch(() => {});
    }
  };
  /** The running engine, once a model that came back with it is loaded again. */
  const lifeWith = async (model: string, signal?: AbortSignal): Promise<Life> => {
    const life = await supervised.whenReady(signal);
    const loading = life.loads.get(model);
    if (loading !== undefined) await orAborted(loading, signal);
    return life;
  };
  const letGo = async (): Promise<void> => {
    if (supervised.status().state !== "running") return;
    const life = await supervised.whenReady();
    const ids = [...life.loads.keys()];
    life.loads.clear();
    const late = setTimeout(life.kill, LET_GO_MILLIS);
    // A pass that rests in the engine would hold its model.
    life.client.setPace(1).catch(() => {});
    // A process that ends meanwhile has let go as well.
    await Promise.allSettled(ids.map((id) => life.client.unload(id)));
    clearTimeout(late);
  };
  /** Pausing and resuming, one after the other. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <R>(work: () => Promise<R>): Promise<R> => {
    const next = turn.then(work);
    turn = next.catch(() => {});
    return next;
  };

  return {
    status: supervised.status,
    restart: supervised.restart,
    close: supervised.close,
    suspend: ({ graceMillis, reason = "paused" }) => {
      // At once, so that a second call can shorten the grace of the first.
      const empty = gate.shut(reason, graceMillis);
      return inTurn(async () => {
        await empty;
        // A resume that was waiting for its turn may have opened it again.
        await gate.shut(reason, graceMillis);
        await letGo();
      });
    },
    resume: () =>
      inTurn(async () => {
        if (gate.reason() === undefined) return;
        try {
          const life = await supervised.whenReady();
          await life.client.setPace(pace);
          loadWanted(life);
          gate.open();
          for (const outcome of await Promise.allSettled(life.loads.values())) {
            if (outcome.status === "rejected") throw outcome.reason;
          }
        } finally {
          gate.open();
        }
      }),
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
    load: (model, held = {}, signal) =>
      gate.pass(async (inner) => {
        const life = await supervised.whenReady(inner);
        const loaded = await load(life, model, held, inner);
        wanted.set(model.id, { model, options: held });
        return loaded;
      }, signal),
    unload: async (id) => {
      wanted.delete(id);
      const life = await supervised.whenReady();
      life.loads.delete(id);
      await life.client.unload(id);
    },
    loaded: async () => (await supervised.whenReady()).client.loaded(),
    generate: (request, signal, onToken) =>
      gate.pass(async (inner) => {
        const { client } = await lifeWith(request.model, inner);
        if (onToken === undefined) return client.generate(request, { signal: inner });
        return readStream(await client.stream(request, { signal: inner }), onToken);
      }, signal),
    score: (request, signal) =>
      gate.pass(async (inner) => {
        const { client } = await lifeWith(request.model, inner);
        return client.score(request, { signal: inner });
      }, signal),
    detokenize: (model, tokens) =>
      gate.pass(async (inner) => {
        const { client } = await lifeWith(model, inner);
        return client.detokenize({ model, tokens }, { signal: inner });
      }),
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
