import { existsSync, mkdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { HearthError } from "../../api/errors.ts";
import { diskError } from "../download/chunks/disk-error.ts";
import { PARTIAL_FILE, runDownload } from "../download/run/download-run.ts";
import type { DownloadJob, FetchedFile, RunPorts, RunProgress } from "../download/run/job.ts";
import { stillSame } from "../download/run/still-same.ts";
import { checkFileHead } from "../head/read-head.ts";
import { beginJoin } from "./begin-join.ts";
import { type Joined, joinInPlace } from "./join-in-place.ts";
import {
  type JoinRecord,
  readJoinRecord,
  removeJoinRecord,
  writeJoinRecord,
} from "./join-record.ts";

/** A model in several parts: where each of them may be had, and the length of the whole once they are joined. */
export interface PartsJob extends DownloadJob {
  readonly parts: readonly (readonly string[])[];
  readonly joinedBytes: number;
  /** Bytes of the largest part, where somebody said it beforehand. */
  readonly largestPart?: number;
}

/** A place of the joined file that was damaged so often is no accident. */
const MOST_DAMAGES = 3;

/**
 * Fetches the parts of a model one after another, each in a folder of its own where it goes on after whatever ended it, and joins
 * them into one file, for which each part is deleted as soon as the file has it. Resolves and throws as runDownload does; DISK_FULL
 * also where the largest part has no room beside the whole.
 */
export async function runParts(
  job: PartsJob,
  ports: RunPorts,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const path = join(job.folder, PARTIAL_FILE);
  try {
    if (job.anew === true) rmSync(job.folder, { recursive: true, force: true });
    mkdirSync(job.folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskError(error, path);
  }
  for (let damages = 0; damages < MOST_DAMAGES; damages += 1) {
    const before = recordOf(job, path);
    const fetched = await fetchParts(job, before, ports, signal);
    if (before === undefined) await checkVersions(job, ports, signal);
    try {
      const begun = before ?? (await beginJoin(job, path, fetched));
      const joined = await joinInPlace(begun, {
        ...{ target: path, signal, needSpace: (bytes) => ports.needSpace(bytes, bytes) },
        onBytes: tellJoined(job, ports),
        pathOf: (part) => join(folderOf(job, part), PARTIAL_FILE),
        keep: (record) => writeJoinRecord(job.folder, record),
        drop: (part) => rm(folderOf(job, part), { recursive: true, force: true }),
      });
      if (joined.kind === "whole") return await checked(job, path, joined);
      forget(job, path, joined.part);
    } catch (error) {
      signal.throwIfAborted();
      throw diskError(error, path);
    }
  }
  throw diskError(new Error("the disk gives back other bytes than were written"), path);
}

/** Tells how much is joined. */
function tellJoined({ joinedBytes: total, sha256 }: PartsJob, ports: RunPorts) {
  let joined = 0;
  return (bytes: number): void => {
    joined = Math.min(total, joined + bytes);
    ports.onProgress({
      ...{ phase: "joining", totalBytes: total, doneBytes: total, joinedBytes: joined },
      ...{ connections: 0, repaired: 0, expected: sha256 !== undefined },
    });
  };
}

function folderOf(job: DownloadJob, part: number): string {
  return join(job.folder, `part-${part + 1}`);
}

function partOf(job: PartsJob, part: number): DownloadJob {
  const file = `${job.file} (${part + 1}/${job.parts.length})`;
  const addresses = job.parts[part] ?? [];
  return { file, folder: folderOf(job, part), addresses, isPart: true };
}

function recordOf(job: PartsJob, path: string): JoinRecord | undefined {
  try {
    return readJoinRecord(job.folder, path, job.parts.length);
  } catch (error) {
    throw diskError(error, path);
  }
}

/** Those that are not joined yet; undefined for the others. */
async function fetchParts(
  job: PartsJob,
  before: JoinRecord | undefined,
  ports: RunPorts,
  signal: AbortSignal,
): Promise<readonly (FetchedFile | undefined)[]> {
  const found: (FetchedFile | undefined)[] = [];
  let last: RunProgress | undefined;
  let [bytes, repaired, largest] = [0, 0, job.largestPart ?? 0];
  for (const index of job.parts.keys()) {
    const known = before?.parts[index];
    if (known?.joined !== undefined) {
      found.push(undefined);
      bytes += known.fileBytes;
      continue;
    }
    const tell = (progress: RunProgress): void => {
      const done = Math.min(job.joinedBytes, bytes + progress.doneBytes);
      const sofar = repaired + progress.repaired;
      last = { ...progress, totalBytes: job.joinedBytes, doneBytes: done, repaired: sofar };
      ports.onProgress(last);
    };
    const needSpace = (missing: number, total: number): Promise<void> => {
      largest = Math.max(largest, total);
      const others = Math.max(0, job.joinedBytes - bytes - total);
      return ports.needSpace(missing + others + largest, job.joinedBytes);
    };
    const wanted = known?.again === true ? { sha256: known.sha256 } : {};
    const own = { ...ports, onProgress: tell, needSpace };
    const fetched = await runDownload({ ...partOf(job, index), ...wanted }, own, signal);
    // Where it lies in the whole, and of what length it is, was read from another file.
    if (known !== undefined && fetched.sha256 !== known.sha256)
      throw new HearthError("DOWNLOAD_CHANGED", { file: job.file });
    found.push(fetched);
    bytes += fetched.totalBytes;
    repaired = last?.repaired ?? repaired;
  }
  return found;
}

/**
 * Parts may come over days, and of a model that was put there anew meanwhile each part would be whole, and all of them together none.
 * Where the digest of the whole is known it says so at the end; else each server is asked once more before the parts are joined.
 * Throws DOWNLOAD_CHANGED.
 */
async function checkVersions(job: PartsJob, ports: RunPorts, signal: AbortSignal): Promise<void> {
  if (job.sha256 !== undefined) return;
  const onProgress = ({ waiting }: RunProgress): void => {
    const total = job.joinedBytes;
    ports.onProgress({
      ...{ phase: "checking", connections: 0, repaired: 0, expected: false },
      ...{ totalBytes: total, doneBytes: total, ...(waiting && { waiting }) },
    });
  };
  for (const index of job.parts.keys())
    await stillSame(partOf(job, index), { ...ports, onProgress }, signal);
}

/** What reads back as something else is of no use: one part is joined or fetched again, and without its head the whole begins anew. */
function forget(job: PartsJob, path: string, damaged: number | "head"): void {
  const record = recordOf(job, path);
  if (damaged === "head" || record === undefined) {
    removeJoinRecord(job.folder);
    rmSync(path, { force: true });
    return;
  }
  const parts = record.parts.map((part, index) => {
    const { joined: _joined, ...rest } = part;
    if (index !== damaged) return part;
    // A run that was killed before the deletion left the part: what its journal knows of it serves, and no digest is demanded.
    return existsSync(folderOf(job, index)) ? rest : { ...rest, again: true };
  });
  writeJoinRecord(job.folder, { ...record, parts });
}

async function checked(
  job: PartsJob,
  path: string,
  { sha256, bytes }: Extract<Joined, { kind: "whole" }>,
): Promise<FetchedFile> {
  if (job.sha256 !== undefined && job.sha256 !== sha256) {
    const reason = `its SHA-256 is ${sha256}, not ${job.sha256}`;
    throw new HearthError("MODEL_DAMAGED", { file: job.file, reason });
  }
  await checkFileHead(path);
  return { path, sha256, totalBytes: bytes };
}
