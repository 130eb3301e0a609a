import type { LoadedModel } from "../../../engine/engine-port.ts";
import type { ModelShape } from "../../head/model-shape.ts";

/**
 * What a load really holds, in bytes. On a processor llama.cpp maps the file and may keep a copy of its weights arranged for
 * the processor beside it; it counts both, while the mapped pages are the system's to drop.
 */
export function residentBytes(
  loaded: Pick<LoadedModel, "bytes" | "weights">,
  shape: ModelShape,
): number {
  const counted = loaded.weights.ram + loaded.weights.vram;
  const most =
    shape.weightBytes + (loaded.weights.vram > 0 && shape.tied ? shape.embeddingBytes : 0);
  return loaded.bytes - Math.max(0, counted - most);
}
