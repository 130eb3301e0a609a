import * as z from "zod";
import { type Download, type DownloadSettings, download } from "../../../api/downloads.ts";
import type { HearthError } from "../../../api/errors.ts";
import { shownAddress } from "../mirrors.ts";

/** A download as it outlives a run of the node. `url` as it is asked for, with whatever is secret in it. */
export const downloadRecord = download
  .pick({
    ...{ id: true, fileId: true, name: true, file: true, state: true, repaired: true },
    ...{ totalBytes: true, doneBytes: true, sha256: true, startedAt: true, endedAt: true },
    ...{ error: true, expected: true },
  })
  .extend({
    url: z.string(),
    /** As the catalogue has it; `exactBytes` where that is no rounded figure. */
    sizeBytes: z.number().int().nonnegative(),
    exactBytes: z.number().int().positive().optional(),
    /** What the whole must hash to, as the catalogue has it. */
    wanted: z.string().optional(),
    /** Where the parts are, of a model in several; the first is `url`. */
    parts: z.array(z.string()).optional(),
    /** Bytes of the largest of them, where that is known: joining needs as much room beside the whole. */
    largestPart: z.number().int().positive().optional(),
    /** What is here is of no use: another version, or damaged. */
    anew: z.boolean(),
  });
export type DownloadRecord = z.infer<typeof downloadRecord>;

/** All that is kept of the downloads over restarts. */
export interface DownloadFile {
  readonly version: 1;
  readonly settings: DownloadSettings;
  readonly downloads: readonly DownloadRecord[];
}

/** What is true of a download only while it runs, or waits to. */
export type LiveFacts = Pick<Download, "bytesPerSecond" | "connections"> &
  Pick<Download, "waitingFor" | "retryAt" | "lastFailure" | "ahead" | "joinedBytes">;

/** Of a download that does nothing. */
export const STILL: LiveFacts = { bytesPerSecond: 0, connections: 0 };

/** The contract's view of a download. */
export function toDownload(record: DownloadRecord, live: LiveFacts = STILL): Download {
  const { id, fileId, name, file, state, totalBytes, doneBytes, repaired, expected } = record;
  const { sha256, startedAt, endedAt, error } = record;
  const left = Math.max(0, (totalBytes ?? record.sizeBytes) - doneBytes);
  return {
    ...{ id, fileId, name, file, url: shownAddress(record.url), state },
    ...{ doneBytes, repaired, expected, startedAt, ...live },
    ...(totalBytes === undefined ? {} : { totalBytes }),
    ...(state === "running" && live.bytesPerSecond > 0
      ? { secondsLeft: left / live.bytesPerSecond }
      : {}),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(error === undefined ? {} : { error }),
  };
}

/** An error as a record keeps it. */
export function keptError({ code, detail }: HearthError): NonNullable<DownloadRecord["error"]> {
  return { code, detail: { ...detail } };
}
