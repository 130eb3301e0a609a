import { bytesToCome, isActive } from "./download-machine.ts";
import { type DownloadRecord, type LiveFacts, STILL } from "./download-record.ts";

/** A full disk, looked at again and again until there is room for what waits for it. */
export interface DiskWatch {
  /** When it is looked at next, in milliseconds since 1970. */
  nextLook(): number;
  close(): void;
}

/** True for a download that goes on by itself once the disk has room. */
export function waitsForRoom({ state, error }: DownloadRecord): boolean {
  return state === "paused" && error?.code === "DISK_FULL";
}

/** Bytes that must be free before such a download goes on: what its run asked for, else all that is missing of it. */
export function roomFor(record: DownloadRecord): number {
  const { missing } = record.error?.detail ?? {};
  return typeof missing === "number" ? missing : bytesToCome([record]);
}

/** Calls `look` every so many milliseconds; it ends with close(). */
export function createDiskWatch(
  everyMillis: number,
  now: () => number,
  look: () => void,
): DiskWatch {
  let next = now() + everyMillis;
  const timer = setInterval(() => {
    next = now() + everyMillis;
    look();
  }, everyMillis);
  timer.unref();
  return { nextLook: () => Math.round(next), close: () => clearInterval(timer) };
}

/** What a download that does not run waits for: the disk, or its turn in the queue. */
export function stillFacts(
  record: DownloadRecord,
  records: readonly DownloadRecord[],
  nextLook: number,
): LiveFacts {
  if (waitsForRoom(record)) return { ...STILL, waitingFor: "disk", retryAt: nextLook };
  if (record.state !== "waiting") return STILL;
  const place = records.indexOf(record);
  const isBefore = (other: DownloadRecord, index: number): boolean =>
    isActive(other) || (other.state === "waiting" && index < place);
  return { ...STILL, ahead: records.filter(isBefore).length };
}
