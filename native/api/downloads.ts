import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { errorCodes } from "./errors.ts";
import { nothing, procedure } from "./procedure.ts";
import { unixMillis } from "./units.ts";

const bytes = z.number().int().nonnegative();

/** Why a request did not bring what was asked, by what can be done about it. */
const downloadTrouble = z.enum([
  /** No connection could be made: the network or the server is away. */
  "network",
  /** Nothing came for too long. */
  "stall",
  /** The connection ended before the answer did. */
  "cut",
  /** The server asked to come back later. */
  "busy",
  /** The server has trouble of its own. */
  "server",
  /** The server will not give it: asking again does not help. */
  "refused",
  /** The answer contradicts the question or an earlier answer. */
  "lie",
  /** The server has another version than before. */
  "changed",
]);
/** One of them. */
export type DownloadTrouble = z.infer<typeof downloadTrouble>;

/** The last thing that failed before a download had to wait. */
export const lastFailure = z.object({
  code: downloadTrouble,
  /** For a person; nothing secret is in it. */
  reason: z.string(),
  /** The server that failed: the host itself or a mirror. */
  host: z.string(),
  at: unixMillis,
  /** Failures of that server in a row. */
  times: z.number().int().positive(),
});
export type LastFailure = z.infer<typeof lastFailure>;

/** A file on its way to the store. */
export const download = z.object({
  id: z.string(),
  /** The catalogue's file id that it was started for. */
  fileId: z.string(),
  name: z.string(),
  file: z.string(),
  /** Without user name and password. */
  url: z.string(),
  /** `waiting` in the queue, `checking` what is already here, `joining` parts into one file, `finishing` syncing and naming. */
  state: z.enum([
    "waiting",
    "checking",
    "running",
    "joining",
    "paused",
    "finishing",
    "done",
    "failed",
  ]),
  totalBytes: bytes.optional(),
  doneBytes: bytes,
  /** While parts are joined: how much of the whole stands. */
  joinedBytes: bytes.optional(),
  /** Of the last seconds. */
  bytesPerSecond: z.number().nonnegative(),
  secondsLeft: z.number().nonnegative().optional(),
  connections: z.number().int().nonnegative(),
  /** Chunks that came damaged or were cut off, and were fetched again. */
  repaired: z.number().int().nonnegative(),
  /**
   * Why nothing comes just now although nobody paused it: the server failed (`retry`) or asked for a pause (`rate-limit`), the
   * network is away, the disk has no room, or the speed limit's next bytes are due in more than a second.
   */
  waitingFor: z.enum(["retry", "rate-limit", "network", "disk", "limit"]).optional(),
  /** When it is tried next, while it waits for one of these. */
  retryAt: unixMillis.optional(),
  /** What failed last, while it waits for a server or the network; for the disk `error` has it. */
  lastFailure: lastFailure.optional(),
  /** In the queue: downloads that come before it, those that run among them. */
  ahead: z.number().int().nonnegative().optional(),
  /** True when its whole-file sha256 was known beforehand and is compared; false: it becomes known by this download. */
  expected: z.boolean(),
  sha256: z.string().optional(),
  startedAt: unixMillis,
  endedAt: unixMillis.optional(),
  error: z
    .object({
      code: z.enum(errorCodes as [string, ...string[]]),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    })
    .optional(),
});
export type Download = z.infer<typeof download>;

/** How files are fetched. */
export const downloadSettings = z.object({
  /** Bytes per second of all downloads together; absent means no limit. */
  bytesPerSecond: z.number().int().min(1024).optional(),
  /** Connections of one download. */
  connections: z.number().int().min(1).max(16),
  /** Downloads that run at once; the others wait. */
  atOnce: z.number().int().min(1).max(8),
  /** http, https or socks5 address; absent: as the environment says (HTTPS_PROXY, NO_PROXY). */
  proxy: z.string().optional(),
  /** Addresses that stand in for a host, tried before it: `{ host: "huggingface.co", mirrors: ["https://mirror.example"] }`. */
  mirrors: z.array(z.object({ host: z.string(), mirrors: z.array(z.url()).max(8) })).max(16),
});
export type DownloadSettings = z.infer<typeof downloadSettings>;

/** Fetching model files, over restarts. */
export const downloads = {
  list: procedure.input(nothing).output(z.array(download)),
  /** The whole list at each change, at most four times a second. */
  watch: procedure.input(nothing).output(eventIterator(z.array(download))),
  /** Queues a file of the catalogue by its id; a second start answers with the first. MODEL_NOT_FOUND, DISK_FULL with the bytes needed. */
  start: procedure.input(z.object({ fileId: z.string() })).output(download),
  pause: procedure.input(z.object({ id: z.string() })).output(download),
  resume: procedure.input(z.object({ id: z.string() })).output(download),
  /** Ends it and deletes what was fetched; of a finished one only the line. */
  cancel: procedure.input(z.object({ id: z.string() })).output(z.array(download)),
  settings: procedure.input(nothing).output(downloadSettings),
  saveSettings: procedure.input(downloadSettings).output(downloadSettings),
};
