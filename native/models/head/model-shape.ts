import type { GgufHeader } from "../../engine/gguf/gguf-header.ts";
import { type HeadValues, headValues } from "./head-values.ts";
import { type LayerShape, layerShape } from "./layer-shape.ts";
import { type SizedTensor, sizedTensors } from "./tensor-sizes.ts";

/** The sizes that memory and speed depend on. Counts, and bytes where named so. */
export interface ModelShape {
  /** Bytes of all tensors. */
  readonly weightBytes: number;
  /** Bytes of what only looks tokens up; llama.cpp leaves it in main memory. */
  readonly inputBytes: number;
  /** Bytes of what turns the last layer into a choice of token, where the model has it apart from its input. */
  readonly outputBytes: number;
  /** The words' own vectors, which are a part of the input. */
  readonly embeddingBytes: number;
  /** The words' vectors serve as output too: on a GPU they are there a second time. */
  readonly tied: boolean;
  readonly layers: readonly LayerShape[];
  readonly width: number;
  /** The widest feed-forward layer that computes for every token. */
  readonly hidden: number;
  readonly heads: number;
  /** Numbers of all query heads of one token. */
  readonly queryWidth: number;
  readonly vocabulary: number;
  /** Of a mixture of experts. */
  readonly experts?: { readonly count: number; readonly used: number; readonly hidden: number };
}

/** No model has nearly as many. */
const MOST_LAYERS = 2000;

const inputNames = /^(token_embd|token_embd_norm|token_types|position_embd|per_layer_token_embd)\./;
const outputNames = /^(output|output_norm|cls|cls_norm|enc\.output_norm|dec\.output_norm)\./;

/** The shape that a head tells. Throws Error with a plain reason when an entry that every model has is absent. */
export function modelShape(header: GgufHeader & { fileSize: number }): ModelShape {
  const values = headValues(header);
  const tensors = sizedTensors(header);
  const ofLayers = Map.groupBy(tensors, ({ name }) => /^blk\.(\d+)\./.exec(name)?.[1] ?? "");
  const width = needed(values, "embedding_length");
  const heads = values.count("attention.head_count") || 1;
  const headLength = values.count("attention.key_length") ?? Math.floor(width / heads);
  const latent = values.count("attention.key_length_mla");
  const count = values.count("expert_count") ?? 0;
  const used = Math.min(count, Math.max(1, values.count("expert_used_count") ?? 2));
  const experts = count > 0 ? { count, used, hidden: expertHidden(values, tensors) } : undefined;
  const share = experts === undefined ? 1 : experts.used / experts.count;
  return {
    weightBytes: header.fileSize - header.dataOffset,
    inputBytes: bytesOf(tensors, inputNames),
    outputBytes: bytesOf(tensors, outputNames),
    embeddingBytes: bytesOf(tensors, /^token_embd\.weight$/),
    tied: !tensors.some(({ name }) => name === "output.weight"),
    layers: Array.from({ length: needed(values, "block_count") }, (_, layer) =>
      layerShape(values, ofLayers.get(String(layer)) ?? [], layer, share),
    ),
    width,
    hidden: values.count("feed_forward_length") ?? 4 * width,
    heads,
    // Latent attention works on the compressed keys, one head as wide as all of them.
    queryWidth: heads * Math.max(headLength, latent ?? 0),
    vocabulary: vocabulary(header, tensors),
    ...(experts === undefined ? {} : { experts }),
  };
}

function needed(values: HeadValues, key: string): number {
  const value = values.count(key);
  if (value === undefined || value === 0)
    throw new Error(`it has no ${values.architecture}.${key}`);
  if (key === "block_count" && value > MOST_LAYERS) throw new Error(`it claims ${value} layers`);
  return value;
}

function expertHidden(values: HeadValues, tensors: readonly SizedTensor[]): number {
  const down = tensors.find(({ name }) => name.endsWith("ffn_down_exps.weight"));
  return values.count("expert_feed_forward_length") || (down?.shape[0] ?? 0);
}

function bytesOf(tensors: readonly SizedTensor[], names: RegExp): number {
  return tensors.reduce((sum, { name, bytes }) => (names.test(name) ? sum + bytes : sum), 0);
}

function vocabulary({ metadata }: GgufHeader, tensors: readonly SizedTensor[]): number {
  const tokens = metadata.get("tokenizer.ggml.tokens");
  const embedding = tensors.find(({ name }) => name === "token_embd.weight");
  return typeof tokens === "object" ? tokens.length : (embedding?.shape[1] ?? 0);
}
