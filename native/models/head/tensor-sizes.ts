import type { GgufHeader } from "../../engine/gguf/gguf-header.ts";

/** A tensor and the bytes that its data take in the file, the gap behind it included. */
export interface SizedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/**
 * The tensors with their sizes, from where each begins and the next one does. That needs no table of ggml's types, so that
 * a quantisation nobody knew when this was written still has its right size.
 */
export function sizedTensors(header: GgufHeader & { fileSize: number }): readonly SizedTensor[] {
  const end = header.fileSize - header.dataOffset;
  const starts = [...new Set(header.tensors.map(({ offset }) => offset)), end].sort(
    (a, b) => a - b,
  );
  const next = new Map(starts.map((start, index) => [start, starts[index + 1] ?? end]));
  return header.tensors.map(({ name, shape, offset }) => ({
    name,
    shape,
    bytes: (next.get(offset) ?? end) - offset,
  }));
}
