import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { HearthError, reasonOf } from "../api/errors.ts";
import type { ModelFile } from "./engine-port.ts";

/** SHA-256 of a file as lower-case hex, read in pieces of 1 MiB. Throws what the file system throws, CANCELLED on abort. */
export async function fileDigest(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    if (signal?.aborted === true) throw new HearthError("CANCELLED");
    hash.update(piece as Buffer);
  }
  return hash.digest("hex");
}

/**
 * What a file that could not be read is told as: MODEL_NOT_FOUND where it is not there, else NOT_READY. The system's own trouble (too
 * many open files, a right, a disk that does not answer) passes and says nothing of the bytes. A HearthError stays what it is.
 */
export function unreadModel(error: unknown, model: ModelFile): HearthError {
  if (error instanceof HearthError) return error;
  const reason = reasonOf(error);
  return (error as NodeJS.ErrnoException).code === "ENOENT"
    ? new HearthError("MODEL_NOT_FOUND", { id: model.id }, { cause: error })
    : new HearthError("NOT_READY", { what: basename(model.path), reason }, { cause: error });
}

/**
 * Makes sure that a model file has the bytes it should have. This is the only guard: llama.cpp loads bit-flipped weights
 * without a word. Throws MODEL_NOT_FOUND when the file is not there, NOT_READY when it cannot be read now, MODEL_DAMAGED when it differs.
 */
export async function verifyModelFile(model: ModelFile, signal?: AbortSignal): Promise<void> {
  const found = await fileDigest(model.path, signal).catch((error: unknown) => {
    throw unreadModel(error, model);
  });
  if (found !== model.sha256.toLowerCase()) {
    throw new HearthError("MODEL_DAMAGED", {
      file: basename(model.path),
      reason: `its SHA-256 is ${found}, not ${model.sha256}`,
    });
  }
}
