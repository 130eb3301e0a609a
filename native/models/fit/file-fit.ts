import type { ModelFit } from "../../api/models.ts";
import type { OfferedFile, OfferedModel } from "../catalogue/offered-model.ts";
import type { ModelFacts } from "../head/model-facts.ts";
import { fitModel, type Machine } from "./model-fit.ts";
import { leastFit, roughFit } from "./rough-fit.ts";
import { bestRun } from "./run-choice.ts";

/** A file that could be run here, with its head where it was read. */
export interface FileToFit {
  readonly model: OfferedModel;
  readonly file: OfferedFile;
  readonly facts?: ModelFacts | undefined;
  /** What its bytes hash to, where that is known. */
  readonly sha256?: string | undefined;
}

/** What is taken as a model's own context where nobody says. */
const CONTEXT = 32_768;

/**
 * The fit in the best way of running a file: the one verdict of it that anybody is told. Without its head it is that of a frugal and
 * of a lavish model of its size alike, each run as suits it best, or "unknown" where they differ. Pure.
 */
export function bestFit(candidate: FileToFit, machine: Machine): ModelFit {
  const { facts, model, file, sha256 } = candidate;
  if (facts !== undefined)
    return bestRun(facts.contextLength, (run) => fitModel(facts, sha256, run, machine));
  const contextLength = model.contextLength ?? CONTEXT;
  const fit = bestRun(contextLength, (run) => roughFit(model, file, run, machine));
  if (fit.verdict === "fits") return fit;
  const least = bestRun(contextLength, (run) => leastFit(model, file, run, machine));
  return least.verdict === fit.verdict ? fit : { ...fit, verdict: "unknown" };
}
