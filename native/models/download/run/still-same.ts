import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HearthError } from "../../../api/errors.ts";
import { diskError } from "../chunks/disk-error.ts";
import { type JournalState, readJournal } from "../chunks/journal-lines.ts";
import { JOURNAL_FILE, PARTIAL_FILE } from "./download-run.ts";
import type { DownloadJob, RunPorts } from "./job.ts";
import { atFirst, keptBefore, sourcesOf } from "./kept-before.ts";
import { probe } from "./probe.ts";

/**
 * Asks the server of a file that is all here whether it still has that version, by its first four bytes. Throws DOWNLOAD_CHANGED where
 * it has another one, and as runDownload where nobody answers.
 */
export async function stillSame(
  job: DownloadJob,
  ports: RunPorts,
  signal: AbortSignal,
): Promise<void> {
  const journal = { state: journalOf(job.folder) };
  const before = keptBefore(join(job.folder, PARTIAL_FILE), journal, job);
  // Without any mark there is nothing to compare.
  if (before === undefined) return;
  const sources = sourcesOf(job, ports, journal, before, {
    underway: () => true,
    onWait: (waiting) => waiting && ports.onProgress({ ...atFirst(job, before, journal), waiting }),
  });
  const { total } = await probe(job, ports, sources, signal);
  if (total !== before.total) throw new HearthError("DOWNLOAD_CHANGED", { file: job.file });
}

function journalOf(folder: string): JournalState {
  const path = join(folder, JOURNAL_FILE);
  try {
    return readJournal(readFileSync(path, "utf8"));
  } catch (error) {
    throw diskError(error, path);
  }
}
