import type { LlamaEmbeddingContext } from "node-llama-cpp";
import { HearthError } from "../../api/errors.ts";
import { LONGEST_TOKEN } from "./prompt.ts";

/**
 * The vector of a text, of length 1. Throws PROMPT_TOO_LONG where the text does not fit the model, BAD_INPUT where it has no tokens or
 * no direction.
 */
export async function embed(
  context: LlamaEmbeddingContext,
  limit: number,
  text: string,
): Promise<Float32Array> {
  // Tokenising megabytes would hold up everyone else.
  const least = Math.ceil(text.length / LONGEST_TOKEN);
  const tokens = least >= limit ? least : context.calculateInputLength(text);
  if (tokens >= limit) throw new HearthError("PROMPT_TOO_LONG", { tokens, limit: limit - 1 });
  const { vector } = await context.getEmbeddingFor(text);
  const length = Math.hypot(...vector);
  if (!(length > 0)) throw new HearthError("BAD_INPUT", { reason: "a text has no tokens" });
  return Float32Array.from(vector, (value) => value / length);
}
