import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { HearthError } from "../api/errors.ts";
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
 * Makes sure that a model file has the bytes it should have. This is the only guard: llama.cpp loads bit-flipped weights
 * without a word. Throws MODEL_NOT_FOUND when the file is not there, MODEL_DAMAGED when it differs or cannot be read.
 */
export async function verifyModelFile(model: ModelFile, signal?: AbortSignal): Promise<void> {
  const file = basename(model.path);
  const found = await fileDigest(model.path, signal).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof HearthError) throw error;
    if (error.code === "ENOENT") throw new HearthError("MODEL_NOT_FOUND", { id: model.id });
    throw new HearthError("MODEL_DAMAGED", { file, reason: error.message });
  });
  if (found !== model.sha256.toLowerCase()) {
    throw new HearthError("MODEL_DAMAGED", {
      file,
      reason: `its SHA-256 is ${found}, not ${model.sha256}`,
    });
  }
}
