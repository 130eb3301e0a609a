import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { diskError } from "./disk-error.ts";
import { encodeLine, type JournalLine, type JournalState, readJournal } from "./journal-lines.ts";

/** The journal beside a partial file. */
export interface Journal {
  /** What it said when it was opened. */
  readonly state: JournalState;
  /** Appends a line. Throws DISK_FULL or DATA_FOLDER_UNWRITABLE. */
  append(entry: JournalLine): void;
  close(): void;
}

/**
 * Opens (or begins) a journal. A line is appended only after its chunk's bytes were written. Neither waits for the disk: when
 * the power fails a chunk may be less there than its line says, which the check of every chunk at the next start finds out.
 */
export function openJournal(path: string): Journal {
  const content = existing(path);
  const descriptor = openSync(path, "a", 0o600);
  // A torn last line must not swallow the next one.
  if (content !== "" && !content.endsWith("\n")) writeSync(descriptor, "\n");
  return {
    state: readJournal(content),
    append: (entry) => {
      try {
        writeSync(descriptor, encodeLine(entry));
      } catch (error) {
        throw diskError(error, path);
      }
    },
    close: () => closeSync(descriptor),
  };
}

function existing(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    if (code !== "EISDIR") throw error;
    // A folder lies in its place: without a journal nothing is known of the partial file.
    rmSync(path, { recursive: true, force: true });
    return "";
  }
}
