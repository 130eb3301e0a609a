import { HearthError } from "../api/errors.ts";
import type { Model } from "../api/models.ts";
import type { EngineService } from "../engine/process/supervised-engine.ts";
import type { HardwareMonitor } from "../gpu/hardware-monitor.ts";
import type { ModelCatalogue } from "../models/catalogue/catalogue.ts";
import { toModels } from "../models/catalogue/catalogue-model.ts";
import type { HostHandlers } from "./router.ts";
import { modelsToCome } from "./to-come.ts";

/** What the model procedures ask. */
export interface ModelOptions {
  readonly catalogue: ModelCatalogue;
  readonly hardware: HardwareMonitor;
  readonly engine: EngineService;
}

/** The `models.*` procedures. */
export function modelHandlers({
  catalogue,
  hardware,
  engine,
}: ModelOptions): HostHandlers["models"] {
  /** What the engine holds; nothing while it is down, which the device cards tell already. */
  const loaded = async (): Promise<readonly string[]> =>
    engine.status().state === "running" ? engine.loaded().catch(() => []) : [];
  const list = async (): Promise<Model[]> =>
    toModels(await catalogue.list(), await hardware.report(), await loaded());
  return {
    ...modelsToCome,
    list,
    verify: async ({ id }, signal) => {
      await catalogue.verify(id, signal);
      const found = (await list()).find((model) => model.id === id);
      if (!found) throw new HearthError("MODEL_NOT_FOUND", { id });
      return found;
    },
  };
}
