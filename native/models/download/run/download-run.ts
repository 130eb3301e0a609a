import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HearthError, toHearthError } from "../../../api/errors.ts";
import { checkFileHead } from "../../head/read-head.ts";
import { chunkBytesFor } from "../chunks/chunk-plan.ts";
import { diskError } from "../chunks/disk-error.ts";
import { type Journal, openJournal } from "../chunks/journal.ts";
import type { JournalFile } from "../chunks/journal-lines.ts";
import { openPartialFile } from "../chunks/partial-file.ts";
import { assemble } from "./assemble.ts";
import { fileIdentity } from "./identity.ts";
import type { DownloadJob, FetchedFile, RunPorts } from "./job.ts";
import { atFirst, digestIn, keptBefore, sourcesOf } from "./kept-before.ts";
import { probe } from "./probe.ts";
import type { Sources, SourceWait } from "./sources.ts";

/** Names in a download's own folder. */
export const PARTIAL_FILE = "model.part";
/** Beside it: what has come so far. */
export const JOURNAL_FILE = "journal";

/**
 * Fetches one file into its folder, or goes on where an earlier run, ended in whatever way, left off. Resolves when all of it is
 * there, its digest is known (and right, where it was known beforehand) and the disk has it.
 * Throws DOWNLOAD_FAILED, DOWNLOAD_CHANGED, MODEL_DAMAGED, DISK_FULL, DATA_FOLDER_UNWRITABLE, or the signal's reason.
 */
export async function runDownload(
  job: DownloadJob,
  ports: RunPorts,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const path = join(job.folder, PARTIAL_FILE);
  const journal = openFolder(job, path);
  try {
    return await fetchInto(path, journal, job, ports, signal);
  } finally {
    journal.close();
  }
}

function openFolder(job: DownloadJob, path: string): Journal {
  try {
    if (job.anew === true) rmSync(job.folder, { recursive: true, force: true });
    mkdirSync(job.folder, { recursive: true, mode: 0o700 });
    return openJournal(join(job.folder, JOURNAL_FILE));
  } catch (error) {
    throw diskError(error, path);
  }
}

async function fetchInto(
  path: string,
  journal: Journal,
  job: DownloadJob,
  ports: RunPorts,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const before = keptBefore(path, journal, job);
  let isUnderway = before !== undefined;
  // Until the first answer there is nothing to tell but that it is waited for.
  let onWait = (waiting: SourceWait | undefined): void => {
    if (waiting !== undefined) ports.onProgress({ ...atFirst(job, before, journal), waiting });
  };
  const sources = sourcesOf(job, ports, journal, before, {
    underway: () => isUnderway,
    onWait: (wait) => onWait(wait),
  });
  const start = await decide(journal, before, job, ports, sources, signal);
  const { file: decided, ranged } = start;
  const arrived = new Map(decided === before ? journal.state.chunks : []);
  const file = await openPartialFile(path, decided.total);
  try {
    const sha256 = await assemble({
      ...{ path, file, journal, job, sources, ranged, arrived, signal },
      ports: {
        ...ports,
        onBytes: (bytes) => {
          isUnderway = true;
          ports.onBytes(bytes);
        },
      },
      layout: { total: decided.total, chunkBytes: decided.chunkBytes },
      identity: decided.identity === "" ? undefined : decided.identity,
      ...(start.expected === undefined ? {} : { expected: start.expected }),
      onWaitListener: (listener) => {
        onWait = listener;
      },
    });
    // A known digest vouches for the content; without one at least the head must be a model's.
    if (start.expected === undefined && job.isPart !== true) await checkHead(path, job.file);
    await file.sync();
    return { path, sha256, totalBytes: decided.total };
  } finally {
    await file.close();
  }
}

async function checkHead(path: string, file: string): Promise<void> {
  await checkFileHead(path).catch((error: unknown) => {
    // The system's own trouble says nothing of the bytes, which a resumed download would otherwise throw away.
    if (error instanceof Error && "code" in error && isSystemCode(error.code))
      throw diskError(error, path);
    // Known here by its partial name, which means nothing to a person.
    const { reason } = toHearthError(error).detail;
    throw new HearthError("MODEL_DAMAGED", { file, reason: reason ?? String(error) });
  });
}

/** Such as EMFILE or EIO; what Node and Hearth name themselves is none. */
function isSystemCode(code: unknown): boolean {
  return typeof code === "string" && /^E[A-Z0-9]+$/.test(code);
}

interface Start {
  readonly file: JournalFile;
  readonly ranged: boolean;
  readonly expected?: string;
}

/** What is fetched: as the journal has it where the sources still say the same, else as they say now, from the beginning. */
async function decide(
  journal: Journal,
  before: JournalFile | undefined,
  job: DownloadJob,
  ports: RunPorts,
  sources: Sources,
  signal: AbortSignal,
): Promise<Start> {
  const told = before && digestIn(before.identity);
  const isWhole =
    before !== undefined &&
    journal.state.chunks.size === Math.ceil(before.total / before.chunkBytes);
  if (isWhole) return withExpected({ file: before, ranged: true }, job.sha256 ?? told);
  const answer = await probe(job, ports, sources, signal);
  const expected = job.sha256 ?? answer.linked ?? told;
  const identity = fileIdentity(expected, answer.validator, answer.total);
  const ranged = answer.ranged && identity !== undefined;
  const isSame =
    before !== undefined && before.total === answer.total && before.identity === identity;
  const chunkBytes = ports.chunkBytes ?? chunkBytesFor(answer.total);
  const kept = isSame ? journal.state.chunks.size * before.chunkBytes : 0;
  await ports.needSpace(Math.max(0, answer.total - kept), answer.total);
  if (isSame) return withExpected({ file: before, ranged }, expected);
  const file: JournalFile = {
    ...{ kind: "file", version: 1, total: answer.total, chunkBytes, identity: identity ?? "" },
  };
  rmSync(join(job.folder, PARTIAL_FILE), { force: true });
  journal.append(file);
  for (const { address, known } of sources.all)
    if (known !== undefined) journal.append({ kind: "source", address, ...known.validator });
  return withExpected({ file, ranged }, expected);
}

function withExpected(start: Omit<Start, "expected">, expected: string | undefined): Start {
  return expected === undefined ? start : { ...start, expected };
}
