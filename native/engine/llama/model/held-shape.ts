import { HearthError } from "../../../api/errors.ts";
import type { LoadOptions } from "../../engine-port.ts";
import type { GgufHeader } from "../../gguf/gguf-header.ts";
import { type HeldForm, heldForm } from "../../identity.ts";

const LONGEST_DEFAULT_CONTEXT = 4096;
const DEFAULT_SEQUENCES = 4;
/** Values that q8_0 and q4_0 quantise together (ggml's QK8_0 and QK4_0). */
const BLOCK = 32;

/** How a model is held in memory; `contextSize` is in tokens of one sequence. */
export interface HeldShape extends HeldForm {
  readonly contextSize: number;
  readonly sequences: number;
  readonly placement: "fitting" | "whole";
  /** Made for vectors: one text at a time, in one pass. */
  readonly embedding: boolean;
}

/** Tokens of the context where nobody says: the trained length, at most what is enough. */
export function defaultContext(
  header: Pick<GgufHeader, "metadata">,
  { enoughContext = LONGEST_DEFAULT_CONTEXT }: Pick<LoadOptions, "enoughContext"> = {},
): number {
  const trained = sized(header, "context_length") ?? LONGEST_DEFAULT_CONTEXT;
  return Math.min(trained, enoughContext);
}

/** The shape that a load asks for, with everything that it leaves open. Throws BAD_INPUT for a cache that this model's heads cannot have. */
export function heldShape(header: Pick<GgufHeader, "metadata">, options: LoadOptions): HeldShape {
  const form = heldForm(options);
  // GGUF `<architecture>.pooling_type`: 1 mean, 2 first, 3 last.
  const embedding = [1, 2, 3].includes(sized(header, "pooling_type") ?? 0);
  if (embedding && (form.cacheType !== "f16" || form.flashAttention)) {
    throw new HearthError("BAD_INPUT", { reason: "a model for vectors is held in one form only" });
  }
  const heads = sized(header, "attention.head_count") ?? 1;
  const width = sized(header, "embedding_length") ?? 0;
  const keyLength = sized(header, "attention.key_length") ?? width / heads;
  const valueLength = sized(header, "attention.value_length") ?? keyLength;
  if (form.cacheType !== "f16" && (keyLength % BLOCK !== 0 || valueLength % BLOCK !== 0)) {
    throw new HearthError("BAD_INPUT", {
      reason: `a cache of type ${form.cacheType} holds blocks of ${BLOCK} values, and this model's heads have ${keyLength}`,
    });
  }
  return {
    ...form,
    contextSize: options.contextSize ?? defaultContext(header, options),
    sequences: embedding ? 1 : (options.sequences ?? DEFAULT_SEQUENCES),
    placement: options.placement ?? "fitting",
    embedding,
  };
}

function sized({ metadata }: Pick<GgufHeader, "metadata">, key: string): number | undefined {
  const value = metadata.get(`${metadata.get("general.architecture")}.${key}`);
  return typeof value === "number" && value > 0 ? value : undefined;
}
