import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { HearthError } from "../api/errors.ts";

/**
 * Writes a file whole or not at all: beside its place, then moved there. Readable by the user alone. Throws DISK_FULL or
 * DATA_FOLDER_UNWRITABLE; what was at that place before is then still there.
 */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const beside = `${file}.${process.pid}.part`;
  try {
    const descriptor = openSync(beside, "wx", 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    const folder = dirname(file);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC") throw new HearthError("DISK_FULL", { folder }, { cause: error });
    throw new HearthError("DATA_FOLDER_UNWRITABLE", { folder, reason: message }, { cause: error });
  }
}
