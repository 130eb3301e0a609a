import { HearthError } from "../../api/errors.ts";
import type { HardwareReport } from "../../api/hardware.ts";
import type { FitVerdict, Model, ModelFit } from "../../api/models.ts";
import type { ModelFile } from "../../engine/engine-port.ts";
import type { SeenLoad } from "../fit/learned/learned-padding.ts";
import { fitModel } from "../fit/model-fit.ts";
import { bestRun } from "../fit/run-choice.ts";
import { usualRun } from "../fit/run-plan.ts";
import type { ModelFacts } from "../head/model-facts.ts";

/** A model file that this node knows, with what is known of its bytes. `facts` is absent where its head cannot be read. */
export interface CatalogueModel {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** What its bytes must hash to; empty for an added file that nobody verified yet. */
  readonly sha256: string;
  readonly quantisation: string;
  readonly parameters: number;
  readonly contextLength: number;
  readonly licence: string;
  readonly origin: Model["origin"];
  readonly state: Model["state"];
  readonly facts?: ModelFacts;
  /** Why it is damaged, or why its head could not be read now. */
  readonly reason?: string;
}

/** How this node runs models; the engine's defaults unless told. */
export interface RunWish {
  readonly contextSize?: number;
  readonly sequences?: number;
  /** What loads here took, by which the estimate is corrected. */
  readonly loads?: readonly SeenLoad[];
}

/** The fit of a model run as this node does unless told; undefined where its shape is unknown. */
export function usualFit(
  model: CatalogueModel,
  hardware: HardwareReport,
  wish: RunWish = {},
): ModelFit | undefined {
  if (model.facts === undefined) return undefined;
  const run = {
    ...usualRun,
    contextSize: wish.contextSize ?? Math.min(model.contextLength, usualRun.contextSize),
    sequences: wish.sequences ?? usualRun.sequences,
  };
  const sha256 = model.sha256 === "" ? undefined : model.sha256;
  const machine = { hardware, loads: wish.loads ?? [], speeds: () => [] };
  return fitModel(model.facts, sha256, run, machine);
}

/** Whether a model fits in the best way of running it, as its own fit says beside the list. */
function bestVerdict(
  model: CatalogueModel,
  hardware: HardwareReport,
  { loads = [] }: RunWish,
): FitVerdict {
  const { facts } = model;
  if (facts === undefined) return "unknown";
  const sha256 = model.sha256 === "" ? undefined : model.sha256;
  const machine = { hardware, loads, speeds: () => [] };
  return bestRun(facts.contextLength, (run) => fitModel(facts, sha256, run, machine)).verdict;
}

/** True when even the upper end of the estimate is free, on GPUs where there are any. */
export function modelFits(
  model: CatalogueModel,
  hardware: HardwareReport,
  wish: RunWish = {},
): boolean {
  return usualFit(model, hardware, wish)?.verdict === "fits";
}

/** The best model that is ready, answers and fits: most parameters first, then most bytes for each. */
export function recommendedModel(
  models: readonly CatalogueModel[],
  hardware: HardwareReport,
  wish: RunWish = {},
): CatalogueModel | undefined {
  return models
    .filter((model) => model.state === "ready" && model.facts?.role !== "embedding")
    .filter((model) => modelFits(model, hardware, wish))
    .sort((a, b) => b.parameters - a.parameters || b.sizeBytes - a.sizeBytes)
    .at(0);
}

/** The contract's view of all models. `loaded` are the ids in the engine. */
export function toModels(
  models: readonly CatalogueModel[],
  hardware: HardwareReport,
  loaded: readonly string[],
  wish: RunWish = {},
): Model[] {
  const recommended = recommendedModel(models, hardware, wish);
  return models.map((model) => toModel(model, hardware, loaded, model === recommended, wish));
}

/** The contract's view of one model. */
export function toModel(
  model: CatalogueModel,
  hardware: HardwareReport,
  loaded: readonly string[],
  recommended: boolean,
  wish: RunWish = {},
): Model {
  const { id, name, file, sizeBytes, sha256, quantisation, parameters } = model;
  const { contextLength, licence, origin, state, reason } = model;
  const usual = usualFit(model, hardware, wish);
  return {
    ...{ id, name, file, sizeBytes, sha256, quantisation, parameters },
    ...{ contextLength, licence, origin, state },
    ...(reason === undefined ? {} : { reason }),
    role: model.facts?.role ?? "chat",
    neededBytes: usual?.total.high ?? sizeBytes,
    fits: usual?.verdict === "fits",
    fit: bestVerdict(model, hardware, wish),
    recommended,
    loaded: loaded.includes(id),
  };
}

/** What the engine loads. Throws MODEL_NOT_FOUND for a missing file, MODEL_DAMAGED for a damaged one, NOT_READY for one to verify first. */
export function toModelFile(model: CatalogueModel): ModelFile {
  switch (model.state) {
    case "ready":
      return { id: model.id, path: model.path, sha256: model.sha256 };
    case "missing":
      throw new HearthError("MODEL_NOT_FOUND", { id: model.id });
    case "damaged":
      throw new HearthError("MODEL_DAMAGED", {
        file: model.file,
        reason: model.reason ?? "its bytes are not those that were verified",
      });
    case "unverified":
      throw new HearthError("NOT_READY", {
        what: model.name,
        reason: model.reason ?? "its file has not been verified yet",
      });
    default:
      return model.state satisfies never;
  }
}
