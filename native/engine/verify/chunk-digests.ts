import { createHash, randomInt } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createXXHash128 } from "hash-wasm";
import { HearthError } from "../../api/errors.ts";

/** Bytes of one chunk: small enough to read at random, large enough that a file of 20 GB has 20,000 of them. */
export const CHUNK_BYTES = 2 ** 20;

/**
 * Digests of a file's chunks, made in the same pass as that of the whole. The last chunk may be shorter. XXH3-128 costs a tenth of
 * SHA-256: it finds damage, and who could forge it could as well write these digests anew.
 */
export interface ChunkDigests {
  readonly size: number;
  readonly chunkBytes: number;
  /** XXH3-128 of each chunk in order, 32 hex digits. */
  readonly chunks: readonly string[];
}

/**
 * Reads a file once. Returns its SHA-256 as lower-case hex and the digests of its chunks. Throws what the file system throws, CANCELLED
 * on abort.
 */
export async function digestChunks(
  path: string,
  signal?: AbortSignal,
): Promise<ChunkDigests & { readonly sha256: string }> {
  const whole = createHash("sha256");
  const chunks: string[] = [];
  let size = 0;
  const chunk = await createXXHash128();
  chunk.init();
  let filled = 0;
  for await (const piece of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    if (signal?.aborted === true) throw new HearthError("CANCELLED");
    const bytes = piece as Buffer;
    whole.update(bytes);
    size += bytes.length;
    // A stream may give less than it was asked for.
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + CHUNK_BYTES - filled);
      chunk.update(part);
      at += part.length;
      filled += part.length;
      if (filled < CHUNK_BYTES) continue;
      chunks.push(chunk.digest("hex"));
      chunk.init();
      filled = 0;
    }
  }
  if (filled > 0) chunks.push(chunk.digest("hex"));
  return { sha256: whole.digest("hex"), size, chunkBytes: CHUNK_BYTES, chunks };
}

/**
 * Indices of the chunks to look at: the first, which is the model's head, and others drawn evenly without repetition, `count` in all.
 * Of `damaged` chunks behind the head at least one is met with probability 1 - C(total - 1 - damaged, count - 1) / C(total - 1, count - 1),
 * which is (count - 1) / (total - 1) for a single one.
 */
export function drawChunks(
  total: number,
  count: number,
  random: (below: number) => number = (below) => randomInt(below),
): readonly number[] {
  if (count >= total) return Array.from({ length: total }, (_, index) => index);
  const drawn = new Set([0]);
  while (drawn.size < count) drawn.add(1 + random(total - 1));
  return [...drawn].sort((left, right) => left - right);
}

/** The first of the given chunks whose bytes are not what they were; undefined where all are. Throws what the file system throws. */
export async function firstChanged(
  path: string,
  known: ChunkDigests,
  indices: readonly number[],
  signal?: AbortSignal,
): Promise<number | undefined> {
  const digest = await createXXHash128();
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(known.chunkBytes);
    for (const index of indices) {
      if (signal?.aborted === true) throw new HearthError("CANCELLED");
      const start = index * known.chunkBytes;
      const length = Math.min(known.chunkBytes, known.size - start);
      const read = await readFully(file, buffer.subarray(0, length), start);
      if (digest.init().update(read).digest("hex") !== known.chunks[index]) return index;
    }
    return undefined;
  } finally {
    await file.close();
  }
}

async function readFully(file: FileHandle, into: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < into.length) {
    const { bytesRead } = await file.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return into.subarray(0, filled);
}
