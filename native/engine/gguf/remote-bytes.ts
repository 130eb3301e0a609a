import { type Dispatcher, request } from "undici";
import { HearthError } from "../../api/errors.ts";
import { hostReach, leadsInward } from "./host-reach.ts";

/** The first bytes of a file on a server, its whole size in bytes, and its ETag where it is a strong one. */
export interface FirstBytes {
  readonly bytes: Buffer;
  readonly size: number;
  readonly tag: string | undefined;
}

/** What a request needs. `file` is its name in messages. */
export interface FirstBytesOptions {
  readonly dispatcher: Dispatcher;
  readonly file: string;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: number;
}

const MOST_REDIRECTS = 5;
const PATIENCE = 30_000;

/**
 * The first `length` bytes of a file (all of it where it is shorter). A server without ranges is read from its beginning and
 * left. Throws DOWNLOAD_FAILED for refusals, lies about the range, too many redirects and addresses that are not https
 * (loopback may be http, and only where the person named it), CANCELLED.
 */
export async function firstBytes(
  url: string,
  length: number,
  options: FirstBytesOptions,
): Promise<FirstBytes> {
  const failed = (reason: string, cause?: unknown): HearthError =>
    new HearthError("DOWNLOAD_FAILED", { file: options.file, reason }, { cause });
  if (!URL.canParse(url)) throw failed("It is no address.");
  const patience = options.patience ?? PATIENCE;
  const asked = new URL(url);
  let address = allowed(asked, asked, failed);
  try {
    for (let redirects = 0; ; redirects++) {
      const answer = await request(address, {
        dispatcher: options.dispatcher,
        headers: { range: `bytes=0-${length - 1}`, "accept-encoding": "identity" },
        headersTimeout: patience,
        bodyTimeout: patience,
        signal: options.signal ?? null,
      });
      const location = answer.headers.location;
      if (answer.statusCode < 300 || answer.statusCode > 399 || typeof location !== "string") {
        return await taken(answer, length, failed);
      }
      await answer.body.dump().catch(() => {});
      if (redirects === MOST_REDIRECTS) throw failed("It was redirected too many times.");
      if (!URL.canParse(location, address)) throw failed("It was redirected to no address.");
      address = allowed(new URL(location, address), asked, failed);
    }
  } catch (error) {
    if (options.signal?.aborted === true) throw new HearthError("CANCELLED", {}, { cause: error });
    if (error instanceof HearthError) throw error;
    throw failed(error instanceof Error ? error.message : String(error), error);
  }
}

type Failed = (reason: string, cause?: unknown) => HearthError;

async function taken(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  length: number,
  failed: Failed,
): Promise<FirstBytes> {
  // A body that is left before its end says so, which nobody waits to hear.
  body.on("error", () => {});
  const size = wholeSize(statusCode, headers, length);
  if (typeof size === "string") {
    body.destroy();
    throw failed(size);
  }
  const wanted = Math.min(length, size);
  const pieces: Buffer[] = [];
  let have = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece);
    have += piece.length;
    // What comes beyond is not read: a server without ranges would send the whole file.
    if (have >= wanted) break;
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

function allowed(to: URL, asked: URL, failed: Failed): string {
  // A server elsewhere must not make this computer ask itself or its neighbours.
  if (leadsInward(asked, to)) throw failed("It leads back to this computer or its own network.");
  const isHere = hostReach(asked) === "here" && hostReach(to) === "here";
  if (to.protocol === "https:" || (to.protocol === "http:" && isHere)) return to.href;
  throw failed("Only https addresses are read.");
}
