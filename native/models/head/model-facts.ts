import type { ModelRole } from "../../api/models.ts";
import type { GgufHeader } from "../../engine/gguf/gguf-header.ts";
import { onlyAPart } from "../join/part-name.ts";
import { headValues } from "./head-values.ts";
import { modelRole } from "./model-role.ts";
import { type ModelShape, modelShape } from "./model-shape.ts";
import { quantisationName } from "./quantisation.ts";

/** What a GGUF head says about its model. */
export interface ModelFacts {
  readonly name: string | undefined;
  readonly architecture: string;
  readonly licence: string;
  readonly quantisation: string;
  readonly parameters: number;
  /** Parameters that one token passes through; fewer than all of them for a mixture of experts. */
  readonly activeParameters: number;
  readonly contextLength: number;
  readonly role: ModelRole;
  readonly shape: ModelShape;
}

/** Characters of a name or a licence that are shown; a head may hold megabytes of them. */
const LONGEST_TEXT = 200;

/**
 * Reads the facts off a head. Throws BAD_INPUT for one part of several, and Error with a plain reason when an entry that every model
 * has is absent.
 */
export function modelFacts(header: GgufHeader & { fileSize: number }): ModelFacts {
  const values = headValues(header);
  const parts = header.metadata.get("split.count");
  if (typeof parts === "number" && parts > 1) throw onlyAPart(parts);
  const contextLength = values.count("context_length");
  if (!contextLength) throw new Error(`it has no ${values.architecture}.context_length`);
  const name = values.text("general.name")?.slice(0, LONGEST_TEXT);
  const shape = modelShape(header);
  const elements = (of: (name: string) => boolean): number =>
    header.tensors
      .filter((tensor) => of(tensor.name))
      .reduce((sum, tensor) => sum + tensor.shape.reduce((all, size) => all * size, 1), 0);
  const parameters = elements(() => true);
  if (!Number.isSafeInteger(parameters)) throw new Error(`it claims ${parameters} weights`);
  const experts = shape.experts === undefined ? 0 : elements((name) => name.includes("_exps."));
  const share = shape.experts === undefined ? 1 : shape.experts.used / shape.experts.count;
  return {
    name,
    architecture: values.architecture.slice(0, LONGEST_TEXT),
    licence: (values.text("general.license") ?? "unknown").slice(0, LONGEST_TEXT),
    quantisation: quantisationName(header.metadata.get("general.file_type")),
    parameters,
    activeParameters: Math.round(parameters - experts + experts * share),
    contextLength,
    role: modelRole(values, name ?? ""),
    shape,
  };
}
