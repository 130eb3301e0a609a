import type { LayerShape } from "../../head/layer-shape.ts";
import type { ModelShape } from "../../head/model-shape.ts";
import {
  cacheBytes,
  paddedContext,
  type RunPlan,
  usesFlashAttention,
  windowCells,
} from "../run-plan.ts";
import type { ByteRange } from "./byte-range.ts";

/**
 * Bytes of one layer's cache over all sequences:
 *   sequences * cells * (keys + values) * bytes of a number, cells = the padded context, or window + pass where it looks
 *   back only so far; and the state of a recurrent layer, of every sequence.
 * Source: llama.cpp v0.5.0, llama_kv_cache and llama_kv_cache_iswa, one stream a sequence. Without flash attention values
 * lie transposed, so that every layer takes the widest one's room.
 */
export function layerCache(shape: ModelShape, layer: LayerShape, plan: RunPlan): ByteRange {
  const all = paddedContext(plan);
  const least =
    layer.window === undefined ? all : Math.min(all, windowCells(plan, layer.window.tokens));
  const most = layer.window?.sure === true ? least : all;
  const values = layer.keyWidth === 0 ? 0 : valueWidth(shape, layer, plan);
  const perCell = (layer.keyWidth + values) * cacheBytes[plan.cacheType] * plan.sequences;
  const state = layer.stateBytes * plan.sequences;
  return { low: layer.optional ? 0 : least * perCell + state, high: most * perCell + state };
}

function valueWidth(shape: ModelShape, layer: LayerShape, plan: RunPlan): number {
  if (layer.valueWidth === 0 || usesFlashAttention(plan)) return layer.valueWidth;
  return shape.layers.reduce((widest, { valueWidth: width }) => Math.max(widest, width), 0);
}
