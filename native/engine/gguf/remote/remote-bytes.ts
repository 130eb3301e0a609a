import { type Dispatcher, request } from "undici";
import { HearthError } from "../../../api/errors.ts";
import { BadRedirect, credentialsOf, firstHop, isRedirect, nextHop } from "./hop.ts";
import { unreachable } from "./unreachable.ts";
import type { WayOut } from "./way-out.ts";

/** The first bytes of a file on a server, its whole size in bytes, and its ETag where it is a strong one. */
export interface FirstBytes {
  readonly bytes: Buffer;
  readonly size: number;
  readonly tag: string | undefined;
}

/** What a request needs. `file` is its name in messages. */
export interface FirstBytesOptions {
  readonly way: WayOut;
  readonly file: string;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: number;
}

const PATIENCE = 30_000;
/** Less than this in `patience` is no answer: a server that drips would hold whoever waits for ever. */
const LEAST_BYTES = 16_384;

/**
 * The first `length` bytes of a file (all of it where it is shorter). A server without ranges is read from its beginning and
 * left. Throws DOWNLOAD_FAILED for refusals, lies about the range, silence, dripping, and redirects that are not followed;
 * CANCELLED.
 */
export async function firstBytes(
  url: string,
  length: number,
  options: FirstBytesOptions,
): Promise<FirstBytes> {
  const { file, way, signal } = options;
  const failed = (reason: string, cause?: unknown): HearthError =>
    new HearthError("DOWNLOAD_FAILED", { file, reason }, { cause });
  if (!URL.canParse(url)) throw failed("It is no address.");
  const patience = options.patience ?? PATIENCE;
  let hop = firstHop(new URL(url), way);
  if (!/^https?:$/.test(hop.address.protocol)) throw failed("Only http and https are read.");
  try {
    for (let count = 1; ; count++) {
      const { origin, pathname, search } = hop.address;
      const answer = await request(origin + pathname + search, {
        dispatcher: way.dispatcher(hop.nearest),
        headers: {
          range: `bytes=0-${length - 1}`,
          "accept-encoding": "identity",
          ...credentialsOf(hop.address),
        },
        headersTimeout: patience,
        bodyTimeout: patience,
        signal: signal ?? null,
      });
      // A body that is left before its end says so, which nobody waits to hear.
      answer.body.on("error", () => {});
      if (!isRedirect(answer.statusCode)) return await taken(answer, length, patience, failed);
      // Nothing in it is wanted, and it may drip without an end.
      answer.body.destroy();
      const { location } = answer.headers;
      hop = nextHop(hop, typeof location === "string" ? location : undefined, count, way);
    }
  } catch (error) {
    if (signal?.aborted === true) throw new HearthError("CANCELLED", {}, { cause: error });
    if (error instanceof HearthError) throw error;
    if (error instanceof BadRedirect) throw failed(`The server sent ${error.message}.`, error);
    throw failed(unreachable(error, hop.address.hostname), error);
  }
}

type Failed = (reason: string, cause?: unknown) => HearthError;

async function taken(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  length: number,
  patience: number,
  failed: Failed,
): Promise<FirstBytes> {
  const size = wholeSize(statusCode, headers, length);
  if (typeof size === "string") {
    body.destroy();
    throw failed(size);
  }
  const wanted = Math.min(length, size);
  const pieces: Buffer[] = [];
  let have = 0;
  let window = { began: Date.now(), have };
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece);
    have += piece.length;
    // What comes beyond is not read: a server without ranges would send the whole file.
    if (have >= wanted) break;
    if (have - window.have >= LEAST_BYTES) window = { began: Date.now(), have };
    else if (Date.now() - window.began > patience) {
      body.destroy();
      throw failed("The server sends too slowly.");
    }
  }
  body.destroy();
  if (have < wanted) throw failed(`The server sent ${have} bytes of the ${wanted} it announced.`);
  if (statusCode === 206 && have > wanted) throw failed("The server sent more than it announced.");
  const tag = headers.etag;
  return {
    bytes: Buffer.concat(pieces).subarray(0, wanted),
    size,
    tag: typeof tag === "string" && !tag.startsWith("W/") ? tag : undefined,
  };
}

/** The whole file's bytes as the answer says, or why it cannot be believed. */
function wholeSize(
  statusCode: number,
  headers: Dispatcher.ResponseData["headers"],
  length: number,
): number | string {
  if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity") {
    return "The server encoded the file although it was asked not to.";
  }
  const announced = headers["content-length"];
  if (statusCode === 200) {
    const size = typeof announced === "string" ? Number(announced) : Number.NaN;
    return Number.isSafeInteger(size) && size > 0 ? size : "The server does not tell its size.";
  }
  if (statusCode !== 206) return `The server answered with status ${statusCode}.`;
  const range = headers["content-range"];
  const parts = typeof range === "string" ? /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) : null;
  const [first, last, size] = (parts ?? []).slice(1).map(Number);
  if (first === undefined || last === undefined || size === undefined) {
    return "The server does not say which part of the file it sent.";
  }
  const honest = first === 0 && size > 0 && last === Math.min(length, size) - 1;
  const agrees = announced === undefined || Number(announced) === last + 1;
  return honest && agrees && Number.isSafeInteger(size)
    ? size
    : "The server sent another part of the file than it was asked for.";
}
