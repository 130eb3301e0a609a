import { HearthError } from "../../api/errors.ts";
import type { Model } from "../../api/models.ts";
import type { EngineService } from "../../engine/process/supervised-engine.ts";
import type { HardwareMonitor } from "../../gpu/hardware-monitor.ts";
import type { ModelCatalogue } from "../../models/catalogue/catalogue.ts";
import { toModels } from "../../models/catalogue/catalogue-model.ts";
import type { ModelStore } from "../../models/download/store/model-store.ts";
import { type MachineStore, toLoadRecord } from "../../models/fit/learned/machine-store.ts";
import type { ModelAdvice } from "../../models/fit/model-advice.ts";
import type { HostHandlers } from "../router.ts";

/** What the model procedures ask. */
export interface ModelOptions {
  readonly catalogue: ModelCatalogue;
  readonly hardware: Pick<HardwareMonitor, "report">;
  readonly engine: Pick<EngineService, "status" | "loaded">;
  readonly advice: ModelAdvice;
  readonly files: Pick<ModelStore, "remove">;
  readonly machine: Pick<MachineStore, "loads">;
}

/** Of all loads ever seen, those that a page shows. */
const SHOWN_LOADS = 200;

/** The `models.*` procedures. */
export function modelHandlers(options: ModelOptions): HostHandlers["models"] {
  const { catalogue, hardware, engine, advice, files, machine } = options;
  /** What the engine holds; nothing while it is down, which the device cards tell already. */
  const loaded = async (): Promise<readonly string[]> =>
    engine.status().state === "running" ? engine.loaded().catch(() => []) : [];
  const list = async (): Promise<Model[]> =>
    toModels(await catalogue.list(), await hardware.report(), await loaded(), {
      loads: machine.loads(),
    });
  return {
    list,
    folder: async () => {
      await catalogue.list();
      const unread = catalogue.trouble();
      return unread === undefined ? {} : { unread };
    },
    verify: async ({ id }, signal) => {
      await catalogue.verify(id, signal);
      const found = (await list()).find((model) => model.id === id);
      if (!found) throw new HearthError("MODEL_NOT_FOUND", { id });
      return found;
    },
    browse: () => advice.browse(),
    propose: ({ role }) => advice.propose(role),
    fit: ({ id, run }, signal) => advice.fit(id, run, signal),
    add: ({ source, sha256 }, signal) => advice.add(source, sha256, signal),
    forget: ({ id }) => advice.forget(id),
    remove: async ({ id }) => {
      const model = await catalogue.find(id);
      if (model.origin === "shipped") {
        throw new HearthError("BAD_INPUT", { reason: "Models that come with Hearth stay." });
      }
      await files.remove(model.file);
      return list();
    },
    loads: () => machine.loads().slice(0, SHOWN_LOADS).map(toLoadRecord),
  };
}
