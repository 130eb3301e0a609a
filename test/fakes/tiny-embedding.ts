import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelFile } from "../../native/engine/engine-port.ts";
import { ggufHead, type TensorPlan } from "./gguf/gguf-bytes.ts";

const WIDTH = 32;
const HIDDEN = 64;
const LAYERS = 2;
const SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
/** Letters that begin a word, and letters within one, as the BERT family writes its word pieces in GGUF. */
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];

/** A BERT with random weights that real llama.cpp loads: letters as vocabulary, the mean over all tokens as vector, 80 kB. */
export function writeTinyEmbedding(folder: string, name = "tiny-embedding"): ModelFile {
  const bytes = tinyEmbedding();
  const path = join(folder, `${name}.gguf`);
  writeFileSync(path, bytes);
  return { id: name, path, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** The bytes of its GGUF file; the same each time. Texts of more than 62 letters do not fit it. */
export function tinyEmbedding(): Buffer {
  const tokens = [...SPECIALS, ...LETTERS.map((letter) => `▁${letter}`), ...LETTERS];
  const context = 64;
  const tensors = layout(tokens.length, context);
  const { head, dataBytes } = ggufHead(
    {
      "general.architecture": "bert",
      "general.name": "Tiny vectors",
      "bert.context_length": { uint32: context },
      "bert.embedding_length": { uint32: WIDTH },
      "bert.block_count": { uint32: LAYERS },
      "bert.feed_forward_length": { uint32: HIDDEN },
      "bert.attention.head_count": { uint32: 2 },
      "bert.attention.layer_norm_epsilon": { float32: 1e-12 },
      "bert.attention.causal": false,
      "bert.pooling_type": { uint32: 1 },
      "general.file_type": { uint32: 0 },
      "tokenizer.ggml.model": "bert",
      "tokenizer.ggml.token_type_count": { uint32: 2 },
      "tokenizer.ggml.tokens": { strings: tokens },
      "tokenizer.ggml.token_type": {
        int32s: tokens.map((_, id) => (id < SPECIALS.length ? 3 : 1)),
      },
      "tokenizer.ggml.padding_token_id": { uint32: 0 },
      "tokenizer.ggml.unknown_token_id": { uint32: 1 },
      "tokenizer.ggml.bos_token_id": { uint32: 2 },
      "tokenizer.ggml.eos_token_id": { uint32: 3 },
      "tokenizer.ggml.cls_token_id": { uint32: 2 },
      "tokenizer.ggml.seperator_token_id": { uint32: 3 },
      "tokenizer.ggml.mask_token_id": { uint32: 4 },
    },
    tensors,
  );
  const data = Buffer.alloc(dataBytes);
  let state = 1;
  let at = 0;
  for (const { name, shape } of tensors) {
    const scale = name.includes("norm.weight");
    const count = shape.reduce((product, size) => product * size, 1);
    for (let index = 0; index < count; index++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      data.writeFloatLE(scale ? 1 : state / 2 ** 32 - 0.5, at + index * 4);
    }
    at = Math.ceil((at + count * 4) / 32) * 32;
  }
  return Buffer.concat([head, data]);
}

function layout(vocabulary: number, context: number): TensorPlan[] {
  const tensor = (name: string, ...shape: number[]): TensorPlan => ({ name, shape, type: "f32" });
  const both = (name: string, from: number, to: number): TensorPlan[] => [
    tensor(`${name}.weight`, from, to),
    tensor(`${name}.bias`, to),
  ];
  const norm = (name: string): TensorPlan[] => [
    tensor(`${name}.weight`, WIDTH),
    tensor(`${name}.bias`, WIDTH),
  ];
  const blocks = Array.from({ length: LAYERS }, (_, block) => [
    ...["q", "k", "v", "output"].flatMap((part) => both(`blk.${block}.attn_${part}`, WIDTH, WIDTH)),
    ...norm(`blk.${block}.attn_output_norm`),
    ...both(`blk.${block}.ffn_up`, WIDTH, HIDDEN),
    ...both(`blk.${block}.ffn_down`, HIDDEN, WIDTH),
    ...norm(`blk.${block}.layer_output_norm`),
  ]);
  return [
    tensor("token_embd.weight", WIDTH, vocabulary),
    tensor("token_types.weight", WIDTH, 2),
    tensor("position_embd.weight", WIDTH, context),
    ...norm("token_embd_norm"),
    ...blocks.flat(),
  ];
}
