import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HearthError } from "../../api/errors.ts";
import { diskError } from "../download/chunks/disk-error.ts";
import { PARTIAL_FILE, runDownload } from "../download/run/download-run.ts";
import type { DownloadJob, FetchedFile, RunPorts, RunProgress } from "../download/run/job.ts";
import { checkFileHead, joinFileHeads } from "../head/read-head.ts";
import { writeJoined } from "./write-joined.ts";

/** A model in several parts: where each of them may be had, and the length of the whole once they are joined. */
export interface PartsJob extends DownloadJob {
  readonly parts: readonly (readonly string[])[];
  readonly joinedBytes: number;
}

/**
 * Fetches the parts of a model one after another, each in a folder of its own where it goes on after whatever ended it, and joins
 * them into one file. Resolves and throws as runDownload does; DISK_FULL also where the whole has no room beside its parts.
 */
export async function runParts(
  job: PartsJob,
  ports: RunPorts,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const path = join(job.folder, PARTIAL_FILE);
  prepare(job, path);
  const paths: string[] = [];
  let last: RunProgress | undefined;
  let [bytes, repaired] = [0, 0];
  for (const [index, addresses] of job.parts.entries()) {
    const tell = (progress: RunProgress): void => {
      const done = Math.min(job.joinedBytes, bytes + progress.doneBytes);
      const sofar = repaired + progress.repaired;
      last = { ...progress, totalBytes: job.joinedBytes, doneBytes: done, repaired: sofar };
      ports.onProgress(last);
    };
    const file = `${job.file} (${index + 1}/${job.parts.length})`;
    const folder = join(job.folder, `part-${index + 1}`);
    const part = { file, folder, addresses, isPart: true };
    const fetched = await runDownload(part, { ...ports, onProgress: tell }, signal);
    paths.push(fetched.path);
    bytes += fetched.totalBytes;
    repaired = last?.repaired ?? repaired;
  }
  await ports.needSpace(job.joinedBytes);
  try {
    const joined = await joinFileHeads(paths, job.file);
    const sha256 = await writeJoined(path, joined, paths, signal);
    if (job.sha256 !== undefined && job.sha256 !== sha256) {
      const reason = `its SHA-256 is ${sha256}, not ${job.sha256}`;
      throw new HearthError("MODEL_DAMAGED", { file: job.file, reason });
    }
    await checkFileHead(path);
    return { path, sha256, totalBytes: job.joinedBytes };
  } catch (error) {
    signal.throwIfAborted();
    throw diskError(error, path);
  }
}

function prepare(job: PartsJob, path: string): void {
  try {
    if (job.anew === true) rmSync(job.folder, { recursive: true, force: true });
    mkdirSync(job.folder, { recursive: true, mode: 0o700 });
    // What a join that was interrupted left is made again from the parts.
    rmSync(path, { force: true });
  } catch (error) {
    throw diskError(error, path);
  }
}
