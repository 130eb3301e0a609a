import type { HearthError } from "../../../api/errors.ts";
import type { RunProgress } from "../run/job.ts";
import { type DownloadRecord, keptError } from "./download-record.ts";

/** What happens to a download. */
export type DownloadEvent =
  /** Its turn in the queue has come. */
  | { readonly kind: "begun" }
  | {
      readonly kind: "progress";
      readonly phase: RunProgress["phase"];
      readonly doneBytes: number;
      readonly totalBytes?: number;
      readonly expected: boolean;
    }
  | { readonly kind: "repaired"; readonly chunks: number }
  /** All of it is here under a partial name. */
  | { readonly kind: "fetched"; readonly sha256: string; readonly totalBytes: number }
  /** It has its name in the models folder. */
  | { readonly kind: "named"; readonly file: string; readonly at: number }
  | { readonly kind: "paused" }
  | { readonly kind: "resumed" }
  | { readonly kind: "failed"; readonly error: HearthError; readonly at: number }
  /** The node begins again, after whatever ended it. */
  | { readonly kind: "restarted" };

/** True while a download has a place among those that run at once. */
export function isActive(record: DownloadRecord): boolean {
  return record.state !== "waiting" && record.state !== "paused" && !isOver(record);
}

/** True for a download that ended, one way or the other. */
export function isOver({ state }: DownloadRecord): boolean {
  return state === "done" || state === "failed";
}

/** A download after an event; an event that does not fit its state changes nothing. */
export function nextRecord(record: DownloadRecord, event: DownloadEvent): DownloadRecord {
  switch (event.kind) {
    case "begun":
      return record.state === "waiting" ? { ...record, state: "checking" } : record;
    case "progress": {
      if (!isActive(record) || record.state === "finishing") return record;
      const { phase, doneBytes, totalBytes, expected } = event;
      const known = totalBytes === undefined ? {} : { totalBytes };
      // Whatever was of no use is thrown away by now: from here on a restart goes on.
      return { ...record, state: phase, doneBytes, expected, anew: false, ...known };
    }
    case "repaired":
      return { ...record, repaired: record.repaired + event.chunks };
    case "fetched": {
      if (!isActive(record)) return record;
      const { sha256, totalBytes } = event;
      return { ...record, state: "finishing", sha256, totalBytes, doneBytes: totalBytes };
    }
    case "named":
      return isActive(record) || record.state === "waiting"
        ? { ...record, state: "done", file: event.file, endedAt: event.at, anew: false }
        : record;
    case "paused": {
      if (isOver(record)) return record;
      // Paused by a person it waits for that person, and no longer for the disk.
      const { error: _error, ...rest } = record;
      return { ...rest, state: "paused" };
    }
    case "resumed": {
      if (record.state !== "paused" && record.state !== "failed") return record;
      const { error: _error, endedAt: _endedAt, ...rest } = record;
      return { ...rest, state: "waiting", ...(record.anew ? { doneBytes: 0 } : {}) };
    }
    case "failed":
      return failed(record, event.error, event.at);
    case "restarted":
      return isActive(record) ? { ...record, state: "waiting" } : record;
  }
}

function failed(record: DownloadRecord, error: HearthError, at: number): DownloadRecord {
  if (isOver(record)) return record;
  const kept = keptError(error);
  // A full disk is waited out: nothing is lost, and it goes on by itself.
  if (error.code === "DISK_FULL") return { ...record, state: "paused", error: kept };
  const anew = error.code === "DOWNLOAD_CHANGED" || error.code === "MODEL_DAMAGED";
  return { ...record, state: "failed", error: kept, endedAt: at, anew: record.anew || anew };
}

/** The ids whose turn it is: the longest waiting first, as many as may run at once. */
export function whoseTurn(records: readonly DownloadRecord[], atOnce: number): readonly string[] {
  const running = records.filter(isActive).length;
  return records
    .filter(({ state }) => state === "waiting")
    .slice(0, Math.max(0, atOnce - running))
    .map(({ id }) => id);
}

/** Bytes that the downloads which are not over will still write. */
export function bytesToCome(records: readonly DownloadRecord[]): number {
  return records
    .filter((record) => !isOver(record))
    .reduce((sum, { totalBytes, sizeBytes, doneBytes, parts, largestPart }) => {
      // While a part is joined it is there twice; which is the largest may be known only when they have come.
      const joined = parts === undefined ? 0 : (largestPart ?? sizeBytes);
      return sum + Math.max(0, (totalBytes ?? sizeBytes) - doneBytes) + joined;
    }, 0);
}
