import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ggufHead, type MetadataValue, type TensorPlan } from "./gguf-bytes.ts";

/** A model's sizes. Its weights are zeros that take no room on the disk: only its head means anything. */
export interface ShapedModel {
  readonly architecture:
    | "llama"
    | "qwen3"
    | "qwen3moe"
    | "gemma3"
    | "gpt-oss"
    | "qwen35"
    | "deepseek2";
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headLength: number;
  readonly hidden: number;
  readonly vocabulary: number;
  readonly contextLength: number;
  readonly type: TensorPlan["type"];
  readonly window?: number;
  readonly experts?: { readonly count: number; readonly used: number; readonly hidden: number };
  /** With its own output matrix; else the embedding serves for both. */
  readonly untied?: boolean;
  /** Of recurrent layers (qwen35: three of four). */
  readonly state?: {
    readonly convolution: number;
    readonly inner: number;
    readonly size: number;
    readonly groups: number;
  };
  /** Of latent attention (deepseek2). */
  readonly latent?: {
    readonly query: number;
    readonly keyValue: number;
    readonly rope: number;
    readonly keyLength: number;
    readonly valueLength: number;
  };
}

/** Writes the model as a sparse file of its full length and says where. */
export function writeShapedModel(folder: string, name: string, model: ShapedModel): string {
  return writeHead(folder, name, shapedHead(model));
}

/** Writes a head with as many bytes of nothing behind it as its tensors would take. */
export function writeHead(
  folder: string,
  name: string,
  { head, dataBytes }: ReturnType<typeof ggufHead>,
): string {
  const path = join(folder, `${name}.gguf`);
  const file = openSync(path, "w");
  writeSync(file, head);
  ftruncateSync(file, head.length + dataBytes);
  closeSync(file);
  return path;
}

/** The head alone, and the bytes of data that would follow it. */
export function shapedHead(model: ShapedModel): ReturnType<typeof ggufHead> {
  return ggufHead(metadata(model), tensors(model));
}

function metadata(model: ShapedModel): Record<string, MetadataValue> {
  const { architecture: name, experts, state, latent } = model;
  const number = (value: number): MetadataValue => ({ uint32: value });
  const mla = latent === undefined ? undefined : latent.keyValue + latent.rope;
  const pairs: Record<string, MetadataValue | undefined> = {
    "general.architecture": name,
    "general.name": `Shaped ${name}`,
    "general.file_type": number(15),
    [`${name}.context_length`]: number(model.contextLength),
    [`${name}.embedding_length`]: number(model.width),
    [`${name}.block_count`]: number(model.layers),
    [`${name}.feed_forward_length`]: number(model.hidden),
    [`${name}.attention.head_count`]: number(model.heads),
    [`${name}.attention.head_count_kv`]: number(latent ? 1 : model.keyValueHeads),
    [`${name}.attention.key_length`]: number(mla ?? model.headLength),
    [`${name}.attention.value_length`]: number(latent?.keyValue ?? model.headLength),
    [`${name}.attention.layer_norm_rms_epsilon`]: { float32: 1e-6 },
    [`${name}.rope.dimension_count`]: number(latent?.rope ?? model.headLength),
    [`${name}.rope.freq_base`]: { float32: 1e6 },
    [`${name}.attention.sliding_window`]:
      model.window === undefined ? undefined : number(model.window),
    ...(experts && {
      [`${name}.expert_count`]: number(experts.count),
      [`${name}.expert_used_count`]: number(experts.used),
      [`${name}.expert_feed_forward_length`]: number(experts.hidden),
    }),
    ...(state && {
      [`${name}.ssm.conv_kernel`]: number(state.convolution),
      [`${name}.ssm.inner_size`]: number(state.inner),
      [`${name}.ssm.state_size`]: number(state.size),
      [`${name}.ssm.time_step_rank`]: number(state.inner / state.size),
      [`${name}.ssm.group_count`]: number(state.groups),
      [`${name}.full_attention_interval`]: number(4),
      [`${name}.rope.dimension_sections`]: { int32s: [11, 11, 10, 0] },
    }),
    ...(latent && {
      [`${name}.attention.q_lora_rank`]: number(latent.query),
      [`${name}.attention.kv_lora_rank`]: number(latent.keyValue),
      [`${name}.attention.key_length_mla`]: number(latent.keyLength),
      [`${name}.attention.value_length_mla`]: number(latent.valueLength),
      [`${name}.leading_dense_block_count`]: number(1),
      [`${name}.expert_shared_count`]: number(1),
      [`${name}.expert_weights_scale`]: { float32: 1 },
    }),
    ...vocabularyOf(model.vocabulary),
  };
  return Object.fromEntries(
    Object.entries(pairs).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** Metadata of a vocabulary of so many words. */
export function vocabularyOf(size: number): Record<string, MetadataValue> {
  return {
    "tokenizer.ggml.model": "gpt2",
    "tokenizer.ggml.pre": "gpt-2",
    "tokenizer.ggml.tokens": { strings: Array.from({ length: size }, (_, index) => `t${index}`) },
    "tokenizer.ggml.token_type": { int32s: Array.from({ length: size }, () => 1) },
    "tokenizer.ggml.merges": { strings: ["t 0"] },
    "tokenizer.ggml.eos_token_id": { uint32: 0 },
    "tokenizer.ggml.bos_token_id": { uint32: 0 },
  };
}

function tensors(model: ShapedModel): TensorPlan[] {
  const { width, vocabulary: tokens, type } = model;
  return [
    { name: "token_embd.weight", shape: [width, tokens], type },
    { name: "output_norm.weight", shape: [width], type: "f32" },
    ...(model.untied || model.architecture === "gpt-oss"
      ? [{ name: "output.weight", shape: [width, tokens], type } as const]
      : []),
    ...Array.from({ length: model.layers }, (_, layer) => block(model, layer)).flat(),
  ];
}

function block(model: ShapedModel, layer: number): TensorPlan[] {
  const { width, heads, headLength, type, architecture, state } = model;
  const named = (name: string, shape: readonly number[], of: TensorPlan["type"]): TensorPlan => ({
    name: `blk.${layer}.${name}`,
    shape,
    type: of,
  });
  const matrix = (name: string, ...shape: number[]): TensorPlan =>
    named(`${name}.weight`, shape, type);
  const plain = (name: string, ...shape: number[]): TensorPlan => named(name, shape, "f32");
  const recurrent = state !== undefined && (layer + 1) % 4 !== 0;
  const attention = (): TensorPlan[] => {
    if (model.latent) return latentAttention(model, matrix, plain);
    if (recurrent) return recurrentLayer(model, matrix, plain);
    const keyValue = model.keyValueHeads * headLength;
    const normed = architecture !== "llama" && architecture !== "gpt-oss";
    return [
      matrix("attn_q", width, heads * headLength * (state ? 2 : 1)),
      matrix("attn_k", width, keyValue),
      matrix("attn_v", width, keyValue),
      matrix("attn_output", heads * headLength, width),
      ...(normed
        ? [plain("attn_q_norm.weight", headLength), plain("attn_k_norm.weight", headLength)]
        : []),
      ...(architecture === "gpt-oss"
        ? [
            plain("attn_sinks.weight", heads),
            plain("attn_q.bias", heads * headLength),
            plain("attn_k.bias", keyValue),
            plain("attn_v.bias", keyValue),
            plain("attn_output.bias", width),
          ]
        : []),
    ];
  };
  const postNorms = architecture === "gemma3" || architecture === "gpt-oss" || state !== undefined;
  return [
    plain("attn_norm.weight", width),
    ...attention(),
    ...(postNorms ? [plain("post_attention_norm.weight", width)] : []),
    ...(architecture === "gemma3" ? [plain("post_ffw_norm.weight", width)] : []),
    ...(architecture === "gpt-oss" || state ? [] : [plain("ffn_norm.weight", width)]),
    ...feedForward(model, layer, matrix, plain),
  ];
}

type Make = (name: string, ...shape: number[]) => TensorPlan;

function feedForward(model: ShapedModel, layer: number, matrix: Make, plain: Make): TensorPlan[] {
  const { width, hidden, experts, latent, architecture } = model;
  if (experts === undefined || (latent !== undefined && layer === 0)) {
    return [
      matrix("ffn_gate", width, hidden),
      matrix("ffn_up", width, hidden),
      matrix("ffn_down", hidden, width),
    ];
  }
  return [
    plain("ffn_gate_inp.weight", width, experts.count),
    matrix("ffn_gate_exps", width, experts.hidden, experts.count),
    matrix("ffn_up_exps", width, experts.hidden, experts.count),
    matrix("ffn_down_exps", experts.hidden, width, experts.count),
    ...(latent
      ? [
          matrix("ffn_gate_shexp", width, experts.hidden),
          matrix("ffn_up_shexp", width, experts.hidden),
          matrix("ffn_down_shexp", experts.hidden, width),
        ]
      : []),
    ...(architecture === "gpt-oss"
      ? [
          plain("ffn_gate_inp.bias", experts.count),
          plain("ffn_gate_exps.bias", experts.hidden, experts.count),
          plain("ffn_up_exps.bias", experts.hidden, experts.count),
          plain("ffn_down_exps.bias", width, experts.count),
        ]
      : []),
  ];
}

function latentAttention(model: ShapedModel, matrix: Make, plain: Make): TensorPlan[] {
  const { width, heads, latent } = model;
  if (latent === undefined) return [];
  const { query, keyValue, rope, keyLength, valueLength } = latent;
  return [
    plain("attn_q_a_norm.weight", query),
    plain("attn_kv_a_norm.weight", keyValue),
    matrix("attn_q_a", width, query),
    matrix("attn_q_b", query, heads * keyLength),
    matrix("attn_kv_a_mqa", width, keyValue + rope),
    matrix("attn_k_b", keyLength - rope, keyValue, heads),
    matrix("attn_v_b", keyValue, valueLength, heads),
    matrix("attn_output", heads * valueLength, width),
  ];
}

function recurrentLayer(model: ShapedModel, matrix: Make, plain: Make): TensorPlan[] {
  const { width, state } = model;
  if (state === undefined) return [];
  const ranks = state.inner / state.size;
  const convolved = 2 * state.size * state.groups + state.inner;
  return [
    matrix("attn_qkv", width, convolved),
    matrix("attn_gate", width, state.inner),
    plain("ssm_conv1d.weight", state.convolution, convolved),
    plain("ssm_dt.bias", ranks),
    plain("ssm_a", ranks),
    matrix("ssm_beta", width, ranks),
    matrix("ssm_alpha", width, ranks),
    plain("ssm_norm.weight", state.size),
    matrix("ssm_out", state.inner, width),
  ];
}
