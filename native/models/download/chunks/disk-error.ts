import { dirname } from "node:path";
import { HearthError, reasonOf } from "../../../api/errors.ts";

const FULL = new Set(["ENOSPC", "EDQUOT"]);

/** A failure of the disk as the code a person can act on: DISK_FULL or DATA_FOLDER_UNWRITABLE. */
export function diskError(error: unknown, path: string): HearthError {
  if (error instanceof HearthError) return error;
  const folder = dirname(path);
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (FULL.has(code)) return new HearthError("DISK_FULL", { folder }, { cause: error });
  const words = reasonOf(error);
  // Room alone does not help: FAT32 ends a file at 4 GiB, however much is free.
  const reason =
    code === "EFBIG" ? `the file is larger than this disk's file system allows (${words})` : words;
  return new HearthError("DATA_FOLDER_UNWRITABLE", { folder, reason }, { cause: error });
}
