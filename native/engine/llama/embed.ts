import type { LlamaEmbeddingContext, LlamaModel } from "node-llama-cpp";
import { HearthError } from "../../api/errors.ts";

/** How a file says that its model was made for vectors: a pooling of its last layer (GGUF `<architecture>.pooling_type`, 1 mean, 2 first, 3 last). */
const POOLINGS = [1, 2, 3];

/** True for a model that was made for vectors. A chat model would give some, too, that mean nothing. */
export function isEmbeddingModel(model: LlamaModel): boolean {
  const { metadata } = model.fileInfo;
  const own: unknown = Reflect.get(metadata, metadata.general.architecture);
  if (typeof own !== "object" || own === null) return false;
  return POOLINGS.includes(Number(Reflect.get(own, "pooling_type")));
}

/**
 * The vector of a text, of length 1. Throws PROMPT_TOO_LONG where the text does not fit the model, BAD_INPUT where it has no tokens or
 * no direction.
 */
export async function embed(
  context: LlamaEmbeddingContext,
  limit: number,
  text: string,
): Promise<Float32Array> {
  const tokens = context.calculateInputLength(text);
  if (tokens >= limit) throw new HearthError("PROMPT_TOO_LONG", { tokens, limit: limit - 1 });
  const { vector } = await context.getEmbeddingFor(text);
  const length = Math.hypot(...vector);
  if (!(length > 0)) throw new HearthError("BAD_INPUT", { reason: "a text has no tokens" });
  return Float32Array.from(vector, (value) => value / length);
}
