import type { ModelRole, Proposal } from "../../api/models.ts";
import { offeredFileId } from "../catalogue/offered-model.ts";
import { availableBytes } from "./available.ts";
import { bestFile, type FittedFile } from "./best-file.ts";
import { bestFit, type FileToFit } from "./file-fit.ts";
import type { Machine } from "./model-fit.ts";

/**
 * The best file of a role for this computer, as best-file.ts chooses it. Where none certainly fits whole, the smallest that fits partly
 * or may fit. Undefined where nothing does. Pure.
 */
export function proposeModel(
  files: readonly FileToFit[],
  role: ModelRole,
  machine: Machine,
): Proposal | undefined {
  const candidates = files
    .filter(({ model }) => model.role === role)
    .map((file): FittedFile => ({ ...file, fit: bestFit(file, machine) }));
  const best = bestFile(candidates);
  if (best !== undefined) {
    const whole = candidates.filter(({ fit }) => fit.verdict === "fits");
    return proposal(best, whole, machine);
  }
  const partly = candidates
    .filter(({ fit }) => fit.verdict === "partly" || fit.verdict === "unknown")
    .sort((a, b) => a.file.sizeBytes - b.file.sizeBytes)[0];
  return partly && proposal(partly, [], machine);
}

function proposal(best: FittedFile, whole: readonly FittedFile[], machine: Machine): Proposal {
  const { model, file, fit, facts } = best;
  const because: Proposal["because"][number][] = [];
  const add = (key: string, values: Record<string, string | number> = {}): void => {
    because.push({ key, values });
  };
  const available = Math.round(availableBytes(machine.hardware));
  if (fit.verdict === "fits") {
    add("fits", { needed: fit.total.high, available });
    add("largest", { name: model.name, count: new Set(whole.map((one) => one.model.id)).size });
    if (model.files.length > 1) add("quantisation", { quantisation: file.quantisation });
    if (fit.run.contextSize > 0) add("context", { tokens: fit.run.contextSize });
  } else if (fit.verdict === "partly") {
    add("partly", { layers: fit.gpuLayers, of: fit.layers });
  } else {
    add("unknown", { least: fit.total.low, most: fit.total.high, available });
  }
  if (model.activeParameters !== undefined) {
    add("experts", { percent: Math.round((100 * model.activeParameters) / model.parameters) });
  }
  if (fit.speed !== undefined) {
    const { low, high } = fit.speed.decode;
    add(fit.speed.basis === "measured" ? "measured" : "speed", { low, high });
  }
  if (fit.basis === "learned") add("learned", { count: fit.loads });
  if (facts === undefined) add("estimated");
  return {
    ...{ model: model.id, file: offeredFileId(model, file), name: model.name },
    ...{ quantisation: file.quantisation, fit, because },
  };
}
