import { CHAT_TEMPLATE } from "./chat-template.ts";
import { type FileTensor, type MetadataValue, writeGguf } from "./gguf.ts";
import { layOut, type ModelShape, NORM_EPSILON, ROPE_BASE, type Tensor } from "./layout.ts";
import { type Format, quantise } from "./quantise.ts";
import { END_OF_TEXT, SPECIALS, type Tokenizer, TURN_END, tokenBytes } from "./tokenizer.ts";

/** llama.cpp's number for "mostly this format" (general.file_type). */
const FILE_TYPES: Readonly<Record<Format, number>> = { f32: 0, f16: 1, q4_0: 2, q8_0: 7 };
const NORMAL_TOKEN = 1;
const CONTROL_TOKEN = 3;

/** GPT-2's printable stand-in for each byte: itself where printable, else the next free character from U+0100 on. */
function byteCharacters(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    if (printable(byte)) return String.fromCharCode(byte);
    next += 1;
    return String.fromCharCode(next - 1);
  });
}

function vocabularyMetadata(tokenizer: Tokenizer): [string, MetadataValue][] {
  const characters = byteCharacters();
  const printed = tokenBytes(tokenizer).map((bytes) =>
    bytes.map((byte) => characters[byte]!).join(""),
  );
  const tokens = [...SPECIALS, ...printed.slice(SPECIALS.length)];
  const types = tokens.map((_, id) => (id < SPECIALS.length ? CONTROL_TOKEN : NORMAL_TOKEN));
  const merges = tokenizer.merges.map(([left, right]) => `${tokens[left]} ${tokens[right]}`);
  return [
    ["tokenizer.ggml.model", { kind: "text", value: "gpt2" }],
    ["tokenizer.ggml.pre", { kind: "text", value: "gpt-2" }],
    ["tokenizer.ggml.tokens", { kind: "texts", value: tokens }],
    ["tokenizer.ggml.token_type", { kind: "integers", value: types }],
    ["tokenizer.ggml.merges", { kind: "texts", value: merges }],
    ["tokenizer.ggml.bos_token_id", { kind: "unsigned", value: END_OF_TEXT }],
    ["tokenizer.ggml.eos_token_id", { kind: "unsigned", value: TURN_END }],
    ["tokenizer.ggml.padding_token_id", { kind: "unsigned", value: END_OF_TEXT }],
    ["tokenizer.ggml.add_bos_token", { kind: "boolean", value: false }],
    ["tokenizer.chat_template", { kind: "text", value: CHAT_TEMPLATE }],
  ];
}

function metadataOf(
  shape: ModelShape,
  format: Format,
  tokenizer: Tokenizer,
): Map<string, MetadataValue> {
  const unsigned = (value: number): MetadataValue => ({ kind: "unsigned", value });
  const text = (value: string): MetadataValue => ({ kind: "text", value });
  return new Map([
    ["general.architecture", text("llama")],
    ["general.name", text("Hearth demo")],
    ["general.license", text("apache-2.0")],
    ["general.file_type", unsigned(FILE_TYPES[format])],
    ["general.quantization_version", unsigned(2)],
    ["llama.vocab_size", unsigned(shape.vocabulary)],
    ["llama.context_length", unsigned(shape.context)],
    ["llama.embedding_length", unsigned(shape.width)],
    ["llama.block_count", unsigned(shape.layers)],
    ["llama.feed_forward_length", unsigned(shape.hidden)],
    ["llama.attention.head_count", unsigned(shape.heads)],
    ["llama.attention.head_count_kv", unsigned(shape.heads)],
    ["llama.attention.layer_norm_rms_epsilon", { kind: "float", value: NORM_EPSILON }],
    ["llama.rope.freq_base", { kind: "float", value: ROPE_BASE }],
    ["llama.rope.dimension_count", unsigned(shape.width / shape.heads)],
    ...vocabularyMetadata(tokenizer),
  ]);
}

/** The bytes of the model file: matrices in `format`, norms in f32 as llama.cpp wants them, embedding tied to the output. */
export function modelFile(
  shape: ModelShape,
  parameters: Float32Array,
  tokenizer: Tokenizer,
  format: Format,
): Buffer {
  const layout = layOut(shape);
  const { width, hidden } = shape;
  const tensors: FileTensor[] = [];
  const push = (name: string, tensor: Tensor, firstRow = 0, rows = tensor.rows): void => {
    const start = tensor.offset + firstRow * tensor.columns;
    const values = parameters.subarray(start, start + rows * tensor.columns);
    const own = tensor.rows === 1 ? "f32" : format;
    tensors.push({
      name: `${name}.weight`,
      rows: tensor.rows === 1 ? undefined : rows,
      columns: tensor.columns,
      format: own,
      bytes: quantise(values, own),
    });
  };
  push("token_embd", layout.embedding);
  layout.layers.forEach((layer, index) => {
    const name = (part: string): string => `blk.${index}.${part}`;
    push(name("attn_norm"), layer.attentionNorm);
    push(name("attn_q"), layer.qkv, 0, width);
    push(name("attn_k"), layer.qkv, width, width);
    push(name("attn_v"), layer.qkv, 2 * width, width);
    push(name("attn_output"), layer.attentionOut);
    push(name("ffn_norm"), layer.hiddenNorm);
    push(name("ffn_gate"), layer.gateUp, 0, hidden);
    push(name("ffn_up"), layer.gateUp, hidden, hidden);
    push(name("ffn_down"), layer.down);
  });
  push("output_norm", layout.outputNorm);
  return writeGguf(metadataOf(shape, format, tokenizer), tensors);
}
