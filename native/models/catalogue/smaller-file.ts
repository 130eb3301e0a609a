import type { ModelFile } from "../../engine/engine-port.ts";
import type { CatalogueModel } from "./catalogue-model.ts";

/**
 * The next smaller file of the same model that is here and whole: same architecture, same number of parameters, same trained length,
 * so that only the quantisation differs. Undefined where there is none, and for a file that the list does not have.
 */
export function smallerFile(
  models: readonly CatalogueModel[],
  { sha256 }: Pick<ModelFile, "sha256">,
): ModelFile | undefined {
  const from = models.find((model) => model.sha256 === sha256);
  if (from?.facts === undefined) return undefined;
  const { architecture } = from.facts;
  const [next] = models
    .filter(
      (model) =>
        model.state === "ready" &&
        model.sizeBytes < from.sizeBytes &&
        model.parameters === from.parameters &&
        model.contextLength === from.contextLength &&
        model.facts?.architecture === architecture &&
        model.facts.role === from.facts?.role,
    )
    .sort((left, right) => right.sizeBytes - left.sizeBytes);
  return next === undefined ? undefined : { id: next.id, path: next.path, sha256: next.sha256 };
}
