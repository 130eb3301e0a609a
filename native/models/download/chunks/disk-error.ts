import { dirname } from "node:path";
import { HearthError } from "../../../api/errors.ts";

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** A failure of the disk as the code a person can act on: DISK_FULL or DATA_FOLDER_UNWRITABLE. */
export function diskError(error: unknown, path: string): HearthError {
  if (error instanceof HearthError) return error;
  const folder = dirname(path);
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (FULL.has(code)) return new HearthError("DISK_FULL", { folder }, { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return new HearthError("DATA_FOLDER_UNWRITABLE", { folder, reason }, { cause: error });
}
