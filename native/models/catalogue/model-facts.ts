import type { GgufHeader, GgufValue } from "../../engine/gguf/gguf-header.ts";
import { quantisationName } from "./quantisation.ts";

/** The sizes that memory depends on. Counts, and bytes where named so. */
export interface ModelShape {
  /** Bytes of all tensors. */
  readonly weightBytes: number;
  /** Bytes of the token embedding where it serves as the input only, so that it can stay in main memory. */
  readonly inputEmbeddingBytes: number;
  readonly layers: number;
  readonly width: number;
  readonly hidden: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly keyLength: number;
  readonly valueLength: number;
  readonly vocabulary: number;
  /** Tokens that a sliding-window layer looks back; absent where every layer sees everything. */
  readonly window?: number;
}

/** What a GGUF head says about its model. */
export interface ModelFacts {
  readonly name: string | undefined;
  readonly architecture: string;
  readonly licence: string;
  readonly quantisation: string;
  readonly parameters: number;
  readonly contextLength: number;
  readonly shape: ModelShape;
}

/** Reads the facts off a head. Throws Error with a plain reason when an entry that every model has is absent. */
export function modelFacts(header: GgufHeader & { fileSize: number }): ModelFacts {
  const { metadata, tensors } = header;
  const architecture = text(metadata.get("general.architecture"));
  if (architecture === undefined) throw new Error("it names no architecture");
  const sized = (key: string): number | undefined =>
    positive(metadata.get(`${architecture}.${key}`));
  const needed = (key: string): number => {
    const value = sized(key);
    if (value === undefined) throw new Error(`it has no ${architecture}.${key}`);
    return value;
  };
  const elements = (shape: readonly number[]): number =>
    shape.reduce((product, size) => product * size, 1);
  const weightBytes = header.fileSize - header.dataOffset;
  const parameters = tensors.reduce((sum, { shape }) => sum + elements(shape), 0);
  const embedding = tensors.find(({ name }) => name === "token_embd.weight");
  const tied = !tensors.some(({ name }) => name === "output.weight");
  const width = needed("embedding_length");
  const heads = sized("attention.head_count") ?? 1;
  const keyLength = sized("attention.key_length") ?? Math.floor(width / heads);
  const window = sized("attention.sliding_window");
  return {
    name: text(metadata.get("general.name")),
    architecture,
    licence: text(metadata.get("general.license")) ?? "unknown",
    quantisation: quantisationName(metadata.get("general.file_type")),
    parameters,
    contextLength: needed("context_length"),
    shape: {
      weightBytes,
      // All quantised alike, near enough for the lower end of an interval.
      inputEmbeddingBytes:
        tied || embedding === undefined
          ? 0
          : Math.floor((weightBytes * elements(embedding.shape)) / parameters),
      layers: needed("block_count"),
      width,
      hidden: sized("feed_forward_length") ?? 4 * width,
      heads,
      keyValueHeads: sized("attention.head_count_kv") ?? heads,
      keyLength,
      valueLength: sized("attention.value_length") ?? keyLength,
      vocabulary: vocabulary(metadata, embedding?.shape),
      ...(window === undefined ? {} : { window }),
    },
  };
}

function vocabulary(
  metadata: ReadonlyMap<string, GgufValue>,
  embedding: readonly number[] | undefined,
): number {
  const tokens = metadata.get("tokenizer.ggml.tokens");
  return typeof tokens === "object" ? tokens.length : (embedding?.[1] ?? 0);
}

function text(value: GgufValue | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function positive(value: GgufValue | undefined): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
