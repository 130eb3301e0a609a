import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelFile } from "../../native/engine/engine-port.ts";
import { raw32, raw64, rawText } from "./gguf/little-endian.ts";

/** A llama with random weights that real llama.cpp loads: bytes as vocabulary, ChatML as chat template, 100 kB. */
export interface TinyModelOptions {
  readonly seed?: number;
  readonly contextLength?: number;
  readonly name?: string;
  /** Letters that are tokens, in place of all 256 bytes: what the template writes must be among them. */
  readonly letters?: string;
  /** GGUF's number of a pooling, which makes it a model for vectors: 1 mean, 2 first, 3 last. */
  readonly pooling?: number;
}

const WIDTH = 32;
const HEADS = 2;
const LAYERS = 2;
const HIDDEN = 64;
/** Special tokens of the random models: end of text, and the two marks of ChatML. */
export const SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
/** The ChatML chat template. */
export const TEMPLATE =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** Writes the model into a folder and says what was written. The same options give the same bytes. */
export function writeTinyModel(folder: string, options: TinyModelOptions = {}): ModelFile {
  const id = options.name ?? "tiny";
  const bytes = tinyGguf(options);
  const path = join(folder, `${id}.gguf`);
  writeFileSync(path, bytes);
  return { id, path, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** The bytes of a GGUF v3 file with f32 tensors. */
export function tinyGguf(options: TinyModelOptions = {}): Buffer {
  const { letters } = options;
  const vocabulary = [
    ...SPECIALS,
    ...(letters === undefined ? byteTokens() : [...new Set([...letters, "t", "h"]), "th"]),
  ];
  const tensors = layout(vocabulary.length);
  const metadata: readonly Buffer[] = [
    pair("general.architecture", text("llama")),
    pair("general.name", text("Tiny")),
    pair("general.license", text("apache-2.0")),
    pair("llama.context_length", uint32(options.contextLength ?? 512)),
    pair("llama.embedding_length", uint32(WIDTH)),
    pair("llama.block_count", uint32(LAYERS)),
    pair("llama.feed_forward_length", uint32(HIDDEN)),
    pair("llama.rope.dimension_count", uint32(WIDTH / HEADS)),
    pair("llama.attention.head_count", uint32(HEADS)),
    pair("llama.attention.head_count_kv", uint32(HEADS)),
    pair("llama.attention.layer_norm_rms_epsilon", float32(1e-5)),
    pair("llama.vocab_size", uint32(vocabulary.length)),
    ...(options.pooling === undefined ? [] : [pair("llama.pooling_type", uint32(options.pooling))]),
    pair("general.file_type", uint32(0)),
    pair("tokenizer.ggml.model", text("gpt2")),
    pair("tokenizer.ggml.pre", text("gpt-2")),
    pair("tokenizer.ggml.tokens", array(8, vocabulary.map(rawText))),
    pair(
      "tokenizer.ggml.token_type",
      array(
        5,
        vocabulary.map((_, index) => int32(index < SPECIALS.length ? 3 : 1)),
      ),
    ),
    pair("tokenizer.ggml.merges", array(8, [rawText("t h")])),
    pair("tokenizer.ggml.eos_token_id", uint32(2)),
    pair("tokenizer.ggml.bos_token_id", uint32(0)),
    pair("tokenizer.ggml.add_bos_token", Buffer.concat([raw32(7), Buffer.from([0])])),
    pair("tokenizer.chat_template", text(TEMPLATE)),
  ];
  let offset = 0;
  const infos = tensors.map(({ name, shape }) => {
    const info = Buffer.concat([
      rawText(name),
      raw32(shape.length),
      ...shape.map((size) => raw64(size)),
      raw32(0),
      raw64(offset),
    ]);
    offset += shape.reduce((product, size) => product * size, 4);
    return info;
  });
  const head = Buffer.concat([
    Buffer.from("GGUF"),
    raw32(3),
    raw64(tensors.length),
    raw64(metadata.length),
    ...metadata,
    ...infos,
  ]);
  const padding = Buffer.alloc((32 - (head.length % 32)) % 32);
  const random = generator(options.seed ?? 1);
  const data = tensors.map(({ name, shape }) => {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const norm = name.includes("norm");
    for (let index = 0; index < values.length; index++) values[index] = norm ? 1 : random() - 0.5;
    return Buffer.from(values.buffer);
  });
  return Buffer.concat([head, padding, ...data]);
}

function layout(vocabularySize: number): { name: string; shape: number[] }[] {
  const blocks = Array.from({ length: LAYERS }, (_, block) => [
    { name: `blk.${block}.attn_norm.weight`, shape: [WIDTH] },
    ...["q", "k", "v", "output"].map((part) => ({
      name: `blk.${block}.attn_${part}.weight`,
      shape: [WIDTH, WIDTH],
    })),
    { name: `blk.${block}.ffn_norm.weight`, shape: [WIDTH] },
    { name: `blk.${block}.ffn_gate.weight`, shape: [WIDTH, HIDDEN] },
    { name: `blk.${block}.ffn_up.weight`, shape: [WIDTH, HIDDEN] },
    { name: `blk.${block}.ffn_down.weight`, shape: [HIDDEN, WIDTH] },
  ]).flat();
  return [
    { name: "token_embd.weight", shape: [WIDTH, vocabularySize] },
    ...blocks,
    { name: "output_norm.weight", shape: [WIDTH] },
  ];
}

/** GPT-2's printable stand-ins for the 256 bytes, and the one merge. */
export function byteTokens(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let shifted = 256;
  const tokens = Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(printable(byte) ? byte : shifted++),
  );
  return [...tokens, "th"];
}

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const int32 = raw32;
const uint32 = (value: number): Buffer => Buffer.concat([raw32(4), raw32(value)]);
function float32(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(6);
  bytes.writeFloatLE(value, 4);
  return bytes;
}
const text = (value: string): Buffer => Buffer.concat([raw32(8), rawText(value)]);
const array = (type: number, items: readonly Buffer[]): Buffer =>
  Buffer.concat([raw32(9), raw32(type), raw64(items.length), ...items]);
const pair = (name: string, value: Buffer): Buffer => Buffer.concat([rawText(name), value]);
