import type { HeadValues } from "./head-values.ts";
import { type LayerWindow, layerWindow } from "./sliding-window.ts";
import type { SizedTensor } from "./tensor-sizes.ts";

/** What one layer takes. */
export interface LayerShape {
  /** Bytes of its tensors. */
  readonly bytes: number;
  /** Bytes that one token passes through: of experts only those that are asked. */
  readonly activeBytes: number;
  /** Numbers that a token leaves in the cache as keys and as values; 0 where the layer keeps none. */
  readonly keyWidth: number;
  readonly valueWidth: number;
  /** Tokens that it looks back; absent where it sees everything. */
  readonly window?: LayerWindow;
  /** Bytes of a recurrent layer's state, of one sequence. */
  readonly stateBytes: number;
  /** Serves drafting several tokens at once; llama.cpp can leave it in the file. */
  readonly optional: boolean;
}

/** Architectures that read a whole text at once and keep nothing. */
const withoutCache = /bert|t5encoder|clip/;
const FLOAT = 4;

/** The shape of one layer. Whether it keeps keys, a state or both is read off its own tensors. `share`: experts asked, of all. */
export function layerShape(
  values: HeadValues,
  own: readonly SizedTensor[],
  layer: number,
  share: number,
): LayerShape {
  const prefix = `blk.${layer}.`;
  const has = (part: string): boolean => own.some(({ name }) => name.startsWith(prefix + part));
  const bytes = own.reduce((sum, tensor) => sum + tensor.bytes, 0);
  const experts = own.reduce(
    (sum, { name, bytes: size }) => (name.includes("_exps.") ? sum + size : sum),
    0,
  );
  const recurrent = has("ssm_") || has("shortconv.") || has("time_mix_");
  // A recurrent layer's own projection is also called attn_qkv.
  const attends = ["attn_k.", "attn_k_b.", "attn_kv_a_mqa.", "attn_kv_b.", "attn_kv."].some(has);
  const keeps = attends || (has("attn_qkv.") && !recurrent);
  const window = layerWindow(values, layer);
  const blocks = values.count("block_count") ?? 0;
  return {
    bytes,
    activeBytes: bytes - experts + experts * share,
    ...(keeps && ownsCache(values, layer, blocks)
      ? cacheWidths(values, layer, window !== undefined)
      : { keyWidth: 0, valueWidth: 0 }),
    ...(window === undefined ? {} : { window }),
    stateBytes: recurrent ? FLOAT * stateNumbers(values) : 0,
    optional: layer >= blocks - (values.count("nextn_predict_layers") ?? 0),
  };
}

function ownsCache(values: HeadValues, layer: number, blocks: number): boolean {
  if (withoutCache.test(values.architecture)) return false;
  return layer < blocks - (values.count("attention.shared_kv_layers") ?? 0);
}

function cacheWidths(
  values: HeadValues,
  layer: number,
  windowed: boolean,
): Pick<LayerShape, "keyWidth" | "valueWidth"> {
  const heads = values.ofLayer("attention.head_count", layer) || 1;
  const keyValueHeads = values.ofLayer("attention.head_count_kv", layer) ?? heads;
  const usual = Math.floor((values.count("embedding_length") ?? 0) / heads);
  const length = (kind: "key" | "value"): number | undefined =>
    (windowed ? values.count(`attention.${kind}_length_swa`) : undefined) ??
    values.count(`attention.${kind}_length`);
  const keyWidth = keyValueHeads * (length("key") ?? usual);
  // Latent attention keeps one compressed vector, of which keys and values are made.
  if (values.count("attention.key_length_mla")) return { keyWidth, valueWidth: 0 };
  return { keyWidth, valueWidth: keyValueHeads * (length("value") ?? length("key") ?? usual) };
}

/**
 * Numbers in the state of a recurrent layer (llama.cpp's n_embd_r + n_embd_s): what the convolution has seen and the state
 * itself, for RWKV, short convolutions, Kimi's delta attention and Mamba with its relatives.
 */
function stateNumbers(values: HeadValues): number {
  const number = (key: string): number => values.count(key) ?? 0;
  const width = number("embedding_length");
  const heads = number("attention.head_count");
  const wkv = number("wkv.head_size");
  if (wkv > 0) return (values.count("token_shift_count") ?? 2) * width + width * wkv;
  const short = number("shortconv.l_cache");
  if (short > 0) return width * (short - 1);
  const convolution = number("ssm.conv_kernel");
  const delta = number("kda.head_dim");
  if (delta > 0) {
    return 3 * (convolution > 0 ? convolution - 1 : 3) * heads * delta + delta * delta * heads;
  }
  const inner = number("ssm.inner_size");
  const state = number("ssm.state_size");
  const seen = Math.max(0, convolution - 1) * (inner + 2 * number("ssm.group_count") * state);
  return seen + state * inner;
}
