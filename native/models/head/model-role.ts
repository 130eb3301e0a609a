import type { ModelRole } from "../../api/models.ts";
import type { HeadValues } from "./head-values.ts";

const embeddingArchitectures = /bert|t5encoder|gemma-embedding|llama-embed/;
const codeNames = /(^|[^a-z])(code|coder|codestral|devstral|starcoder)([^a-z]|$)/i;

/**
 * What a model is for. One that pools its tokens into a vector, or reads a text in both directions, answers nobody; one that
 * has code in its name was made for code.
 */
export function modelRole(values: HeadValues, name: string): ModelRole {
  const pools = (values.count("pooling_type") ?? 0) > 0;
  const bothWays = values.flag("attention.causal") === false;
  if (pools || bothWays || embeddingArchitectures.test(values.architecture)) return "embedding";
  return codeNames.test(name) ? "code" : "chat";
}
