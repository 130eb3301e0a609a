import type { ModelFit, RunShape } from "../../api/models.ts";
import type { OfferedFile, OfferedModel } from "../catalogue/offered-model.ts";
import type { ModelFacts } from "../head/model-facts.ts";
import { fitModel, type Machine } from "./model-fit.ts";
import { roughFit } from "./rough-fit.ts";
import { bestRun } from "./run-choice.ts";

/** A file that could be run here, with its head where it was read. */
export interface FileToFit {
  readonly model: OfferedModel;
  readonly file: OfferedFile;
  readonly facts?: ModelFacts | undefined;
  /** What its bytes hash to, where that is known. */
  readonly sha256?: string | undefined;
}

/** The fit of a file in one way of running it. `sure`: a head that is read later will not change the verdict. */
export function fitFile(
  { model, file, facts, sha256 }: FileToFit,
  run: RunShape,
  machine: Machine,
): { readonly fit: ModelFit; readonly sure: boolean } {
  if (facts === undefined) return roughFit(model, file, run, machine);
  return { fit: fitModel(facts, sha256 ?? file.sha256, run, machine), sure: true };
}

/** The fit in the best way of running it. */
export function bestFit(candidate: FileToFit, machine: Machine): ModelFit {
  const { facts, model } = candidate;
  const contextLength = facts?.contextLength ?? model.contextLength ?? 32_768;
  return bestRun(contextLength, (run) => fitFile(candidate, run, machine).fit);
}
