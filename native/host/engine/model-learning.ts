import type { LoadedModel } from "../../engine/engine-port.ts";
import type { EngineEvent } from "../../engine/process/engine-event.ts";
import type { EngineService } from "../../engine/process/supervised-engine.ts";
import type { HardwareMonitor } from "../../gpu/hardware-monitor.ts";
import type { ModelCatalogue } from "../../models/catalogue/catalogue.ts";
import type { LoadPlace } from "../../models/fit/learned/learned-padding.ts";
import type { MachineStore } from "../../models/fit/learned/machine-store.ts";
import { loadPlace } from "../../models/fit/model-fit.ts";
import { memoryNeed } from "../../models/fit/need/memory-need.ts";
import { residentBytes } from "../../models/fit/need/resident-bytes.ts";
import type { AnswerSpeed } from "./measured-engine.ts";

/** Keeps what this computer is seen to do: what each load took beside what was predicted, and how fast models answer. */
export interface ModelLearning {
  onEvent(event: EngineEvent): void;
  /** Of a request that ran alone, by the id that it named. */
  onAnswer(speed: AnswerSpeed): void;
  /** Of a benchmark. Tokens per second. */
  onMeasured(speed: {
    readonly sha256: string;
    readonly decode: number;
    readonly prefill: number;
    /** Of several answers at once, all together. */
    readonly streams?: { readonly streams: number; readonly tokensPerSecond: number };
  }): void;
  /** Resolves when everything heard so far is kept. */
  settled(): Promise<void>;
}

/** What learning looks at. */
export interface ModelLearningOptions {
  readonly catalogue: Pick<ModelCatalogue, "list">;
  readonly engine: () => Pick<EngineService, "held">;
  readonly hardware: Pick<HardwareMonitor, "report">;
  readonly store: Pick<MachineStore, "addLoad" | "addSpeed" | "addStreams">;
  readonly now: () => number;
}

/** Learning that begins with what the store holds. Nothing that fails here fails anything else. */
export function learnFromModels(options: ModelLearningOptions): ModelLearning {
  const { catalogue, hardware, store, now } = options;
  let work: Promise<void> = Promise.resolve();
  const keep = (what: () => Promise<void>): void => {
    // A load or an answer is no less good for not being remembered.
    work = work.then(what).catch(() => {});
  };
  const keepLoad = async (loaded: LoadedModel): Promise<void> => {
    const model = (await catalogue.list()).find(({ sha256 }) => sha256 === loaded.file.sha256);
    if (model?.facts === undefined) return;
    const { contextSize, sequences, cacheType, flashAttention, backend } = loaded;
    const run = { contextSize, sequences, cacheType };
    const need = memoryNeed(model.facts.shape, { ...run, flashAttention, backend });
    store.addLoad({
      ...(await placeOf(backend)),
      ...{ time: now(), model: model.id, sha256: model.sha256, run },
      predicted: need.allocated,
      actualBytes: residentBytes(loaded, model.facts.shape),
    });
  };
  const placeOf = async (backend: string): Promise<LoadPlace> => {
    const place = loadPlace(await hardware.report());
    // On a computer with a GPU that this load could not use, it says something about the processor alone.
    return backend === place.backend ? place : { device: backend, driver: "unknown", backend };
  };
  const keepSpeeds = async (
    sha256: string,
    backend: string,
    speeds: { readonly decode?: number | undefined; readonly prefill?: number | undefined },
  ): Promise<void> => {
    const place = await placeOf(backend);
    for (const kind of ["decode", "prefill"] as const) {
      const tokensPerSecond = speeds[kind] ?? 0;
      if (!(tokensPerSecond > 0)) continue;
      store.addSpeed({ ...place, sha256, kind, tokensPerSecond, time: now() });
    }
  };
  const heldById = (id: string): LoadedModel | undefined =>
    options
      .engine()
      .held()
      .find(({ loaded }) => loaded.id === id)?.loaded;

  return {
    onEvent: (event) => {
      if (event.kind === "loaded") keep(() => keepLoad(event.loaded));
    },
    onAnswer: ({ model, ...speeds }) => {
      const loaded = heldById(model);
      if (loaded) keep(() => keepSpeeds(loaded.file.sha256, loaded.backend, speeds));
    },
    onMeasured: ({ sha256, streams, ...speeds }) => {
      const held = options.engine().held();
      const backend = held.find(({ loaded }) => loaded.file.sha256 === sha256)?.loaded.backend;
      keep(async () => {
        const here = backend ?? loadPlace(await hardware.report()).backend;
        await keepSpeeds(sha256, here, speeds);
        if (streams === undefined || !(streams.tokensPerSecond > 0)) return;
        store.addStreams({ ...(await placeOf(here)), sha256, ...streams, time: now() });
      });
    },
    settled: () => work,
  };
}
