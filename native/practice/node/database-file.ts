import { readFileSync } from "node:fs";
import { HearthError } from "../../api/errors.ts";
import { storageError } from "../../store/database.ts";

/** Beside the file: who has it, for the message to whoever comes second. The lock itself is SQLite's. */
export function pidFile(file: string): string {
  return `${file}.pid`;
}

function holder(file: string): number | string {
  try {
    return Number(readFileSync(pidFile(file), "utf8"));
  } catch {
    return "?";
  }
}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Why the file could not be opened, as a code a person can act on; a bug stays what it is. */
export function openingError(error: unknown, file: string, folder: string): unknown {
  if (error instanceof HearthError) return error;
  const code = (error as { errcode?: unknown }).errcode;
  const primary = typeof code === "number" ? code & 0xff : undefined;
  if (primary === SQLITE_BUSY)
    return new HearthError("DATA_FOLDER_IN_USE", { folder, pid: holder(file) }, { cause: error });
  if (primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB) {
    const reason = (error as Error).message;
    return new HearthError("PRACTICE_CHAIN_DAMAGED", { file, reason }, { cause: error });
  }
  return storageError(error, folder) ?? error;
}
