import { HearthError } from "../../api/errors.ts";
import type { LoadedModel, LoadOptions, ModelFile } from "../engine-port.ts";
import { readGgufHeader } from "../gguf/gguf-header.ts";
import { heldForm, heldId } from "../identity.ts";
import { defaultContext } from "../llama/model/held-shape.ts";
import type { GpuChoice } from "../llama/runtime/llama-runtime.ts";
import { orAborted } from "../or-aborted.ts";
import type { BackendChoice } from "./backend-choice.ts";
import type { EngineEvent } from "./engine-event.ts";
import type { EngineLife } from "./engine-life.ts";
import type { HeldModels } from "./held-models.ts";
import { type ClimbPorts, climb } from "./load-climb.ts";
import { createVainLayers } from "./vain-layers.ts";

/** Lives of the process that may end because the compute layer changed under a load: there are three layers, and a load goes down twice. */
const MOST_LIVES = 8;

/** What loading works with. */
export interface EngineLoadsOptions {
  /** The engine once it runs. Rejects when it was given up, and with CANCELLED. */
  readonly ready: (signal?: AbortSignal) => Promise<EngineLife>;
  /** Starts it again after it was given up. */
  readonly revive: () => void;
  readonly backends: BackendChoice;
  readonly models: HeldModels;
  readonly smaller?: (file: ModelFile) => Promise<ModelFile | undefined>;
  readonly tell: (event: EngineEvent) => void;
}

/** Loads on their way. */
export interface EngineLoads {
  /** Loads a model, giving up what its options allow (load-ladder.ts). */
  load(file: ModelFile, options: LoadOptions, signal: AbortSignal): Promise<LoadedModel>;
  /** Loads all that is wanted and not on its way, in the background and never in a smaller file; what fails is told as lost. */
  reload(): void;
  /** Ends what `reload` began. */
  stop(): void;
  /** Ends every load of a model, by the id that requests name: it is not held afterwards, however near its end it was. */
  abandon(id: string): void;
  /** A model on its way, by the id that requests name. */
  pending(id: string): Promise<LoadedModel> | undefined;
  settled(): Promise<readonly PromiseSettledResult<LoadedModel>[]>;
}

/** The loads of one engine. */
export function createEngineLoads(options: EngineLoadsOptions): EngineLoads {
  const { backends, models, tell } = options;
  const pending = new Map<string, Promise<LoadedModel>>();
  const running = new Set<{
    readonly id: string;
    readonly stop: AbortController;
    readonly signal: AbortSignal;
  }>();
  let reloading = new AbortController();
  let sending: Promise<unknown> = Promise.resolve();
  const vain = createVainLayers();
  /** The layer before it was left for want of memory alone, until another one turns out to have room. */
  let roomier: GpuChoice | undefined;

  /** The running engine, on the layer that was chosen last: a start may have been on its way when the choice changed. */
  const settled = async (signal?: AbortSignal): Promise<EngineLife> => {
    for (let lives = 0; lives < MOST_LIVES; lives++) {
      const life = await options.ready(signal);
      if (life.choice === backends.current()) return life;
      await life.kill();
    }
    throw new HearthError("ENGINE_DOWN", { reason: "its compute layer changes all the time" });
  };
  const ports: ClimbPorts<EngineLife> = {
    ready: (signal, again) =>
      settled(signal).catch((error: unknown) => {
        if (!again || signal.aborted) throw error;
        // Each attempt that dies counts as a crash; a ladder ends by itself and needs no other end.
        options.revive();
        return settled(signal);
      }),
    choiceOf: (life) => life.choice,
    // One at a time: when the process dies with a load, there is no doubt which one it was.
    send: (life, file, wish, signal) => {
      const before = sending;
      let begun = false;
      const send = async (): Promise<LoadedModel | undefined> => {
        // A process that stands still answers nobody: who waits for his turn must be able to leave.
        await orAborted(before, signal);
        if (!life.alive()) return undefined;
        begun = true;
        return life.client.load({ model: file, options: wish }, { signal });
      };
      const sent = send();
      sending = sent.catch(async () => {
        await before;
        // It may have been there in the very moment in which nobody wanted it any more.
        const id = heldId(file.id, heldForm(wish));
        if (begun && signal.aborted && !models.isHeld(id)) {
          await life.client.unload(id).catch(() => {});
        }
      });
      return sent;
    },
    below: (life, failure, wanted) => {
      const { shortage } = failure;
      if (shortage !== undefined) vain.lacked(life.choice, wanted, shortage);
      let choice = backends.below(life.choice, life.backend);
      while (
        choice !== undefined &&
        shortage !== undefined &&
        !vain.worthTrying(choice, wanted, shortage.available)
      ) {
        choice = backends.below(choice, undefined);
      }
      if (choice !== undefined && shortage !== undefined) {
        vain.trying(choice, wanted, shortage.available);
      }
      const names = { from: life.backend, to: choice === "without-cuda" ? "vulkan" : "cpu" };
      // A process that lives is not ended under the models of others.
      const free = failure.kind === "died" || models.held().length === 0;
      return choice === undefined || !free ? { names } : { choice, names };
    },
    take: (life, choice, failure) => {
      const crashed = failure.kind === "died";
      if (!crashed) roomier ??= backends.current();
      if (backends.current() === life.choice) backends.take(choice, crashed);
      if (!crashed) void life.kill();
    },
    smaller: async (file, allowed) => {
      const seen = new Set([file.sha256]);
      let found = await options.smaller?.(file);
      while (found !== undefined && allowed?.includes(found.sha256) === false) {
        // A list that leads in a circle has nothing smaller.
        if (seen.has(found.sha256)) return undefined;
        seen.add(found.sha256);
        found = await options.smaller?.(found);
      }
      return found;
    },
    defaultContext: async (file, wish) => defaultContext(await readGgufHeader(file.path), wish),
    onConcession: (concession, file) => tell({ kind: "conceded", file, concession }),
  };
  const deviceNames = async (signal: AbortSignal): Promise<readonly string[]> => {
    const devices = await options
      .ready(signal)
      .then(({ client }) => client.devices(undefined, { signal }))
      .catch(() => []);
    const gpus = devices.filter(({ kind }) => kind === "gpu");
    return (gpus.length > 0 ? gpus : devices).map((device) => device.name);
  };

  /** A model that should have another shape can be gone, where it could not even come back in the one that it had. */
  const lookAgain = async (
    id: string,
    file: ModelFile,
    error: unknown,
    signal: AbortSignal,
  ): Promise<void> => {
    if (!models.isHeld(id) || !(error instanceof HearthError)) return;
    const there = await options
      .ready(signal)
      .then(({ client }) => client.loaded(undefined, { signal }))
      .catch(() => [id]);
    if (there.includes(id) || !models.isHeld(id)) return;
    models.lost(id);
    tell({ kind: "lost", id, file, error });
  };

  /** `remembered` is what later loads go by. */
  const load = (
    file: ModelFile,
    wish: LoadOptions,
    signal: AbortSignal,
    remembered: LoadOptions = wish,
  ): Promise<LoadedModel> => {
    const id = heldId(file.id, heldForm(wish));
    const before = backends.current();
    const stop = new AbortController();
    const one = { id, stop, signal: AbortSignal.any([signal, stop.signal]) };
    running.add(one);
    const loading = climb(file, wish, ports, one.signal).then(
      async (loaded) => {
        if (one.stop.signal.aborted) throw new HearthError("CANCELLED");
        roomier = undefined;
        const known = models.held().find((one) => one.loaded.id === loaded.id)?.loaded;
        const full = models.took(loaded, remembered);
        // A smaller file came in its place, which those who asked were told: it is not wanted beside it after the next pause.
        if (full.id !== id && !models.isHeld(id)) models.forget(id);
        // Only where nothing else was given up afterwards is the layer above known to be at fault.
        if (loaded.concessions.at(-1)?.step === "backend") backends.proven();
        if (full !== known)
          tell({ kind: "loaded", loaded: full, devices: await deviceNames(signal) });
        return full;
      },
      async (error: unknown) => {
        const code = error instanceof HearthError ? error.code : undefined;
        if (code === "ENGINE_DOWN") {
          // It died on every layer: the model is to blame and not the drivers.
          backends.take(before);
          settled(signal).catch(() => {});
        } else if (code === "MODEL_TOO_LARGE" && models.held().length === 0 && running.size === 1) {
          // No layer had room for it: the next load begins on the first one again.
          if (roomier !== undefined && backends.current() !== roomier) backends.take(roomier);
          roomier = undefined;
        }
        await lookAgain(id, file, error, signal);
        throw error;
      },
    );
    pending.set(id, loading);
    const over = (): void => {
      running.delete(one);
      if (pending.get(id) === loading) pending.delete(id);
    };
    loading.then(over, over);
    return loading;
  };

  return {
    load: async (file, wish, signal) => load(file, wish, signal),
    reload: () => {
      if (reloading.signal.aborted) reloading = new AbortController();
      const { signal } = reloading;
      for (const { file, options: wish } of models.wanted()) {
        const id = heldId(file.id, heldForm(wish));
        // One that goes down its ladder meets a new process at each step, and goes on by itself.
        if ([...running].some((one) => one.id === id && !one.signal.aborted)) continue;
        // Whoever works with it goes on naming this file: only who asks for a load can be told that another one came.
        const concede = wish.concede === "quantisation" ? { concede: "context" as const } : {};
        load(file, { ...wish, ...concede }, signal, wish).catch((error: unknown) => {
          if (signal.aborted || !(error instanceof HearthError)) return;
          if (error.code === "CANCELLED") return;
          tell({ kind: "lost", id, file, error });
        });
      }
    },
    stop: () => reloading.abort(),
    abandon: (id) => {
      for (const one of running) if (one.id === id) one.stop.abort();
    },
    pending: (id) => pending.get(id),
    settled: () => Promise.allSettled(pending.values()),
  };
}
