import { HearthError } from "../../../api/errors.ts";
import type { LoadedModel } from "../../engine-port.ts";
import type { HeldShape } from "./held-shape.ts";
import type { LoadedLlama } from "./loaded-model.ts";

/** A model in memory, with what those who asked for it were told. */
export interface Neighbour {
  readonly loaded: Pick<LoadedLlama, "mappedBytes">;
  readonly answer: Pick<LoadedModel, "id" | "bytes">;
}

/**
 * Bytes that models beside a new one take although the system counts them as free: Linux counts a mapped file's pages as available,
 * whoever works with them; elsewhere they are counted as taken already.
 */
export function mappedBytes(beside: readonly Neighbour[]): number {
  if (process.platform !== "linux") return 0;
  return beside.reduce((sum, { loaded }) => sum + loaded.mappedBytes, 0);
}

/** A refusal for want of memory says what stood in the way: the models beside it, with their bytes. Other failures stay as they are. */
export function withOthers(
  error: unknown,
  shape: Pick<HeldShape, "contextSize">,
  beside: readonly Neighbour[],
): unknown {
  if (!(error instanceof HearthError) || error.code !== "MODEL_TOO_LARGE") return error;
  const detail: Record<string, string | number | boolean> = { ...error.detail };
  detail.contextSize = shape.contextSize;
  if (beside.length > 0) {
    detail.held = beside.reduce((sum, { answer }) => sum + answer.bytes, 0);
    detail.beside = beside.map(({ answer }) => answer.id).join(", ");
  }
  return new HearthError("MODEL_TOO_LARGE", detail, { cause: error });
}
