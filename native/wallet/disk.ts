import * as nodeFiles from "node:fs/promises";
import { HearthError } from "../api/errors.ts";

/** The file operations that the wallet needs: a port, so that a full or failing disk can be played in tests. */
export type Disk = Pick<
  typeof nodeFiles,
  "link" | "mkdir" | "open" | "readdir" | "readFile" | "rename" | "rm" | "stat" | "unlink"
>;

/** The real disk. */
export const realDisk: Disk = nodeFiles;

/** The system's code of a failed file operation (`ENOENT`, …), or undefined for any other error. */
export function diskErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" && error.code.startsWith("E") ? error.code : undefined;
}

/** A failed write as a code of the closed list: DISK_FULL, DATA_FOLDER_UNWRITABLE, or the error itself. */
export function writeFailure(error: unknown, folder: string): unknown {
  const code = diskErrorCode(error);
  switch (code) {
    case undefined:
      return error;
    case "ENOSPC":
    case "EDQUOT":
      return new HearthError("DISK_FULL", { folder }, { cause: error });
    default:
      return new HearthError("DATA_FOLDER_UNWRITABLE", { folder, reason: code }, { cause: error });
  }
}

/** Writes a file that must not exist yet, 0600, and returns when its bytes are on the disk. */
export async function writeSynced(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder durable. Systems that cannot open folders (Windows) do it by themselves. */
export async function syncFolder(disk: Disk, path: string): Promise<void> {
  const folder = await disk.open(path, "r").catch(() => undefined);
  if (!folder) return;
  try {
    await folder.sync().catch(() => undefined);
  } finally {
    await folder.close();
  }
}
