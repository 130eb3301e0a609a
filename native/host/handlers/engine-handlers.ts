import { setTimeout as delay } from "node:timers/promises";
import type { EngineStatus, HeldModel } from "../../api/engine.ts";
import { HearthError } from "../../api/errors.ts";
import type { RunShape } from "../../api/models.ts";
import type { LoadOptions } from "../../engine/engine-port.ts";
import { heldForm, heldId } from "../../engine/identity.ts";
import type { ModelUsers } from "../../engine/model-users.ts";
import type { EngineEvent } from "../../engine/process/engine-event.ts";
import type { EngineService } from "../../engine/process/supervised-engine.ts";
import type { Mining } from "../../miner/mining-service.ts";
import type { ModelCatalogue } from "../../models/catalogue/catalogue.ts";
import { toModelFile } from "../../models/catalogue/catalogue-model.ts";
import { userName } from "../engine/model-user.ts";
import type { HostHandlers } from "../router.ts";

/** What the engine procedures ask. */
export interface EngineHandlerOptions {
  readonly engine: EngineService;
  readonly catalogue: Pick<ModelCatalogue, "find">;
  readonly users: ModelUsers;
  readonly mining: Pick<Mining, "swap" | "swapping">;
  /** Calls the listener with everything that becomes of models, from now on. */
  readonly onEvent: (listener: (event: EngineEvent) => void) => () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How often those who watch are told how fast models write. */
const EVERY_MILLIS = 1000;

/** The `engine.*` procedures, and their end. */
export function engineHandlers(options: EngineHandlerOptions): {
  readonly handlers: HostHandlers["engine"];
  readonly close: () => void;
} {
  const { engine, users, mining } = options;
  const closing = new AbortController();
  let unloaded: EngineStatus["unloaded"];
  const stop = options.onEvent((event) => {
    if (event.kind !== "released") return;
    const { id, ram, vram, millis } = event.released;
    unloaded = { id, bytes: ram + vram, millis, at: options.now() };
  });

  const status = async (): Promise<EngineStatus> => {
    const { state } = engine.status();
    const figures = state === "running" ? await engine.figures().catch(() => []) : [];
    const swap = mining.swapping();
    return {
      state,
      models: engine.held().map(({ loaded, loadedAt }): HeldModel => {
        const now = figures.find(({ id }) => id === loaded.id);
        const { contextSize, sequences, cacheType, flashAttention, gpuLayers } = loaded;
        return {
          ...{ id: loaded.id, sha256: loaded.file.sha256, backend: loaded.backend },
          run: { contextSize, sequences, cacheType },
          ...{ flashAttention, gpuLayers, bytes: loaded.bytes },
          active: now?.active ?? 0,
          waiting: now?.waiting ?? 0,
          tokensPerSecond: now?.tokensPerSecond ?? 0,
          users: [...users.of(loaded.id)],
          ...{ loadedAt, loadMillis: loaded.millis },
          concessions: loaded.concessions.map((one) => ({ ...one })),
        };
      }),
      ...(swap === undefined ? {} : { swap: { ...swap } }),
      ...(unloaded === undefined ? {} : { unloaded }),
    };
  };

  return {
    close: () => {
      stop();
      closing.abort();
    },
    handlers: {
      status,
      async *watch(_input, signal) {
        const over = AbortSignal.any([closing.signal, ...(signal === undefined ? [] : [signal])]);
        let told = "";
        while (!over.aborted) {
          const now = await status();
          const text = JSON.stringify(now);
          if (text !== told) yield now;
          told = text;
          await delay(EVERY_MILLIS, undefined, { signal: over }).catch(() => {});
        }
      },
      load: async ({ id, run }, signal) => {
        const file = toModelFile(await options.catalogue.find(id));
        const wish = loadOptions(run);
        const name = heldId(file.id, heldForm(wish));
        // Who works with it keeps it as it is: mining has its own way to another shape, which is a swap.
        const user = users.of(name).length > 0 ? { usedBy: userName(users, name) } : {};
        await engine.load(file, { ...wish, ...user, concede: "quantisation" }, signal);
        return status();
      },
      unload: async ({ id }) => {
        if (users.of(id).length > 0) {
          throw new HearthError("MODEL_IN_USE", { id, user: userName(users, id) });
        }
        await engine.unload(id);
        return status();
      },
      swap: async ({ to, run }) => {
        await mining.swap({ model: to, run });
        return status();
      },
    },
  };
}

function loadOptions(run: RunShape | undefined): LoadOptions {
  if (run === undefined) return {};
  const { contextSize, sequences, cacheType } = run;
  return { contextSize, sequences, cacheType };
}
