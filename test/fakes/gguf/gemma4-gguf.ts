import { ggufHead, type MetadataValue, type TensorPlan } from "./gguf-bytes.ts";
import { vocabularyOf } from "./shaped-gguf.ts";

const LAYERS = 35;
const WIDTH = 1536;
const HIDDEN = 6144;
const HEADS = 8;
/** Of a layer that sees everything, and of one with a window. */
const LENGTHS = { all: 512, window: 256 };
const PER_LAYER = 256;
const VOCABULARY = 262_144;
/** The last layers use the cache of earlier ones. */
const SHARED = 20;
const seesAll = (layer: number): boolean => layer % 5 === 4;

/**
 * The head of a model like Gemma 4 E2B: windows by a list, heads of two lengths, caches that layers share, and an embedding for
 * every layer that is read from the file when a token needs it.
 */
export function gemma4Head(): ReturnType<typeof ggufHead> {
  const number = (value: number): MetadataValue => ({ uint32: value });
  const pattern = Array.from({ length: LAYERS }, (_, layer) => !seesAll(layer));
  return ggufHead(
    {
      "general.architecture": "gemma4",
      "general.name": "Shaped gemma4",
      "general.file_type": number(7),
      "gemma4.context_length": number(131_072),
      "gemma4.embedding_length": number(WIDTH),
      "gemma4.block_count": number(LAYERS),
      "gemma4.feed_forward_length": number(HIDDEN),
      "gemma4.attention.head_count": number(HEADS),
      "gemma4.attention.head_count_kv": number(1),
      "gemma4.attention.key_length": number(LENGTHS.all),
      "gemma4.attention.value_length": number(LENGTHS.all),
      "gemma4.attention.key_length_swa": number(LENGTHS.window),
      "gemma4.attention.value_length_swa": number(LENGTHS.window),
      "gemma4.attention.sliding_window": number(512),
      "gemma4.attention.sliding_window_pattern": { booleans: pattern },
      "gemma4.attention.shared_kv_layers": number(SHARED),
      "gemma4.attention.layer_norm_rms_epsilon": { float32: 1e-6 },
      "gemma4.embedding_length_per_layer_input": number(PER_LAYER),
      "gemma4.rope.dimension_count": number(LENGTHS.all),
      "gemma4.rope.dimension_count_swa": number(LENGTHS.window),
      "gemma4.rope.freq_base": { float32: 1e6 },
      ...vocabularyOf(VOCABULARY),
    },
    [...outside(), ...Array.from({ length: LAYERS }, (_, layer) => block(layer)).flat()],
  );
}

function outside(): TensorPlan[] {
  return [
    { name: "token_embd.weight", shape: [WIDTH, VOCABULARY], type: "q8_0" },
    { name: "per_layer_token_embd.weight", shape: [PER_LAYER * LAYERS, VOCABULARY], type: "q8_0" },
    { name: "per_layer_model_proj.weight", shape: [WIDTH, PER_LAYER * LAYERS], type: "q8_0" },
    { name: "per_layer_proj_norm.weight", shape: [PER_LAYER], type: "f32" },
    { name: "output_norm.weight", shape: [WIDTH], type: "f32" },
    { name: "rope_freqs.weight", shape: [LENGTHS.all / 2], type: "f32" },
  ];
}

function block(layer: number): TensorPlan[] {
  const length = seesAll(layer) ? LENGTHS.all : LENGTHS.window;
  const plan =
    (type: TensorPlan["type"]) =>
    (name: string, ...shape: number[]): TensorPlan => ({
      ...{ name: `blk.${layer}.${name}.weight`, shape, type },
    });
  const matrix = plan("q8_0");
  const norm = plan("f32");
  return [
    norm("attn_norm", WIDTH),
    matrix("attn_q", WIDTH, HEADS * length),
    matrix("attn_k", WIDTH, length),
    matrix("attn_v", WIDTH, length),
    matrix("attn_output", HEADS * length, WIDTH),
    norm("attn_q_norm", length),
    norm("attn_k_norm", length),
    norm("post_attention_norm", WIDTH),
    norm("ffn_norm", WIDTH),
    matrix("ffn_gate", WIDTH, HIDDEN),
    matrix("ffn_up", WIDTH, HIDDEN),
    matrix("ffn_down", HIDDEN, WIDTH),
    norm("post_ffw_norm", WIDTH),
    matrix("inp_gate", WIDTH, PER_LAYER),
    matrix("proj", PER_LAYER, WIDTH),
    norm("post_norm", WIDTH),
  ];
}
