import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { HearthError } from "../../api/errors.ts";
import type { ModelFile } from "../engine-port.ts";
import { unreadModel } from "../file-digest.ts";
import { digestChunks, drawChunks, firstChanged } from "./chunk-digests.ts";
import type { VerifiedRecords } from "./verified-record.ts";

/** Chunks that are looked at where the whole file was verified before: some tenths of a second even on a disk that turns. */
export const SAMPLED_CHUNKS = 64;

/** How a file was verified: as a whole, or so many of its chunks. */
export interface Verification {
  readonly how: "whole" | "sampled";
  readonly chunks: number;
  readonly of: number;
}

/** What verifying may be told. */
export interface VerifyOptions {
  /** Reads the whole file whatever is known of it. */
  readonly whole?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** A whole number from 0 to below the given one. */
  readonly random?: (below: number) => number;
}

/**
 * Makes sure that a model file has the bytes it should have: as a whole where that was never done or the file was touched since, else by
 * a sample of its chunks. This is the only guard: llama.cpp loads bit-flipped weights without a word. Throws MODEL_NOT_FOUND when the
 * file is not there, NOT_READY when it cannot be read now, MODEL_DAMAGED when it differs, CANCELLED on abort.
 */
export async function verifyModel(
  model: ModelFile,
  records: VerifiedRecords,
  signal?: AbortSignal,
  options: VerifyOptions = {},
): Promise<Verification> {
  const file = basename(model.path);
  const damaged = (reason: string): HearthError =>
    new HearthError("MODEL_DAMAGED", { file, reason });
  const read = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw unreadModel(error, model);
    });
  const sha256 = model.sha256.toLowerCase();
  const before = await read(stat(model.path));
  const known = options.whole === true ? undefined : await records.read(sha256);
  if (known !== undefined && known.size === before.size && known.modified === before.mtimeMs) {
    const total = known.chunks.length;
    const drawn = drawChunks(total, SAMPLED_CHUNKS, options.random);
    const changed = await read(firstChanged(model.path, known, drawn, signal));
    if (changed === undefined) return { how: "sampled", chunks: drawn.length, of: total };
    await records.forget(sha256);
    throw damaged(
      `its bytes from ${changed * known.chunkBytes} on are not those that were verified`,
    );
  }
  const found = await read(digestChunks(model.path, signal));
  if (found.sha256 !== sha256) {
    await records.forget(sha256);
    throw damaged(`its SHA-256 is ${found.sha256}, not ${sha256}`);
  }
  const after = await read(stat(model.path));
  // A file that changes while it is read was right by chance.
  if (after.size === before.size && after.mtimeMs === before.mtimeMs) {
    const verifiedAt = (options.now ?? Date.now)();
    const { size, chunkBytes, chunks } = found;
    await records.write({ sha256, size, modified: after.mtimeMs, verifiedAt, chunkBytes, chunks });
  }
  return { how: "whole", chunks: found.chunks.length, of: found.chunks.length };
}
