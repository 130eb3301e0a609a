import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import {
  type FileTensor,
  type MetadataValue,
  writeGguf,
} from "../../../resources/demo-model/training/gguf.ts";
import { BLOCK, toHalf } from "../../../resources/demo-model/training/quantise.ts";
import { byteTokens, SPECIALS, TEMPLATE } from "../../fakes/tiny-gguf.ts";

/** The size of a llama with random weights: as fast as a trained one of that shape, and it says nothing. */
export interface RandomShape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly hidden: number;
  readonly vocabulary: number;
  readonly contextLength: number;
}

/** 187 million parameters, 105 MB in Q4_0: small enough for a laptop, large enough that a token costs milliseconds. */
export const MEDIUM: RandomShape = {
  ...{ width: 1024, layers: 12, heads: 16, hidden: 2816 },
  ...{ vocabulary: 32_000, contextLength: 4096 },
};
/** The same with the vocabulary of the Qwen3 family. */
export const WIDE_VOCABULARY: RandomShape = { ...MEDIUM, vocabulary: 151_936 };
/** 3.3 billion parameters, 1.9 GB in Q4_0, in the proportions of Qwen2.5-3B: what is mined with at home. */
export const LARGE: RandomShape = {
  ...{ width: 2048, layers: 36, heads: 16, hidden: 11_008 },
  ...{ vocabulary: 151_936, contextLength: 4096 },
};

const BLOCK_BYTES = 2 + BLOCK / 2;

/** The model in `folder`, written there when it is not. The same shape gives the same bytes. */
export function randomModel(folder: string, shape: RandomShape): ModelFile {
  mkdirSync(folder, { recursive: true });
  const id = `random-d${shape.width}-l${shape.layers}-v${shape.vocabulary}-q4_0`;
  const path = join(folder, `${id}.gguf`);
  const digest = `${path}.sha256`;
  if (!existsSync(path) || !existsSync(digest)) writeFileSync(digest, write(path, shape));
  return { id, path, sha256: readFileSync(digest, "utf8") };
}

function write(path: string, shape: RandomShape): string {
  const bytes = writeGguf(new Map(metadata(shape)), tensors(shape));
  writeFileSync(`${path}.partial`, bytes);
  renameSync(`${path}.partial`, path);
  return createHash("sha256").update(bytes).digest("hex");
}

/** Blocks of random quants at the scale of trained weights, a prime number of them so that rows differ. */
function weights(floats: number): Uint8Array {
  const bytes = new Uint8Array((floats / BLOCK) * BLOCK_BYTES);
  const pool = bytes.subarray(0, Math.min(bytes.length, 65_521 * BLOCK_BYTES));
  const scale = toHalf(0.004);
  let state = 1;
  for (let at = 0; at < pool.length; at++) {
    const within = at % BLOCK_BYTES;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pool[at] = within === 0 ? scale & 0xff : within === 1 ? scale >>> 8 : state >>> 24;
  }
  for (let at = pool.length; at < bytes.length; at += pool.length)
    bytes.set(pool.subarray(0, bytes.length - at), at);
  return bytes;
}

function tensors({ width, layers, hidden, vocabulary }: RandomShape): FileTensor[] {
  const matrix = (name: string, columns: number, rows: number): FileTensor => ({
    ...{ name: `${name}.weight`, columns, rows },
    ...{ format: "q4_0", bytes: weights(columns * rows) },
  });
  const norm = (name: string): FileTensor => ({
    ...{ name: `${name}.weight`, columns: width, rows: undefined },
    ...{ format: "f32", bytes: new Uint8Array(new Float32Array(width).fill(1).buffer) },
  });
  const blocks = Array.from({ length: layers }, (_, block) => [
    norm(`blk.${block}.attn_norm`),
    ...["q", "k", "v", "output"].map((part) => matrix(`blk.${block}.attn_${part}`, width, width)),
    norm(`blk.${block}.ffn_norm`),
    matrix(`blk.${block}.ffn_gate`, width, hidden),
    matrix(`blk.${block}.ffn_up`, width, hidden),
    matrix(`blk.${block}.ffn_down`, hidden, width),
  ]);
  return [matrix("token_embd", width, vocabulary), ...blocks.flat(), norm("output_norm")];
}

function metadata(shape: RandomShape): [string, MetadataValue][] {
  const tokens = vocabulary(shape.vocabulary);
  const unsigned = (value: number): MetadataValue => ({ kind: "unsigned", value });
  const text = (value: string): MetadataValue => ({ kind: "text", value });
  return [
    ["general.architecture", text("llama")],
    ["general.name", text("Random weights")],
    ["general.file_type", unsigned(2)],
    ["general.quantization_version", unsigned(2)],
    ["llama.context_length", unsigned(shape.contextLength)],
    ["llama.embedding_length", unsigned(shape.width)],
    ["llama.block_count", unsigned(shape.layers)],
    ["llama.feed_forward_length", unsigned(shape.hidden)],
    ["llama.rope.dimension_count", unsigned(shape.width / shape.heads)],
    ["llama.attention.head_count", unsigned(shape.heads)],
    ["llama.attention.head_count_kv", unsigned(shape.heads)],
    ["llama.attention.layer_norm_rms_epsilon", { kind: "float", value: 1e-5 }],
    ["llama.vocab_size", unsigned(tokens.length)],
    ["tokenizer.ggml.model", text("gpt2")],
    ["tokenizer.ggml.pre", text("gpt-2")],
    ["tokenizer.ggml.tokens", { kind: "texts", value: tokens }],
    [
      "tokenizer.ggml.token_type",
      { kind: "integers", value: tokens.map((_, index) => (index < SPECIALS.length ? 3 : 1)) },
    ],
    ["tokenizer.ggml.merges", { kind: "texts", value: ["t h"] }],
    ["tokenizer.ggml.eos_token_id", unsigned(2)],
    ["tokenizer.ggml.bos_token_id", unsigned(0)],
    ["tokenizer.ggml.add_bos_token", { kind: "boolean", value: false }],
    ["tokenizer.chat_template", text(TEMPLATE)],
  ];
}

/** The tiny model's tokens, then made-up words, which greedy choices fall on but no prompt contains. */
function vocabulary(length: number): string[] {
  const known = [...SPECIALS, ...byteTokens()];
  const made = Array.from({ length: length - known.length }, (_, index) => index.toString(36));
  return [...known, ...made.map((word) => `Ġw${word}`)];
}
