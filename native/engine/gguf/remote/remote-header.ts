import { HearthError } from "../../../api/errors.ts";
import { type GgufHeader, headerWithin, LARGEST_HEADER } from "../gguf-header.ts";
import { firstBytes } from "./remote-bytes.ts";
import type { WayOut } from "./way-out.ts";

/** How a head is read from a server. */
export interface RemoteHeaderOptions {
  /** How requests leave; the caller makes and closes it. */
  readonly way: WayOut;
  readonly signal?: AbortSignal | undefined;
  /** Bytes asked for first; eight times as many each time that the head is longer. 1 MiB unless told. */
  readonly firstBytes?: number;
  /** Milliseconds to wait for a server that sends nothing; 30 000 unless told. */
  readonly patience?: number;
}

/**
 * Reads the head of a GGUF file over HTTP without the rest of it: some MiB of many GiB. Only bytes that the server says are
 * from where they were asked, of a file that stays the same between requests, are believed.
 * Throws DOWNLOAD_FAILED with the reason, DOWNLOAD_CHANGED, MODEL_DAMAGED where it is no GGUF, CANCELLED.
 */
export async function readRemoteGgufHeader(
  url: string,
  options: RemoteHeaderOptions,
): Promise<GgufHeader & { fileSize: number }> {
  const file = fileName(url);
  const step = options.firstBytes ?? 2 ** 20;
  let version: { readonly size: number; readonly tag: string | undefined } | undefined;
  for (let length = step; ; length = Math.min(8 * length, LARGEST_HEADER)) {
    const read = await firstBytes(url, length, { ...options, file });
    version ??= read;
    if (version.size !== read.size || version.tag !== read.tag) {
      throw new HearthError("DOWNLOAD_CHANGED", { file });
    }
    const header = headerWithin(read.bytes, read.size, file);
    if (header !== undefined) return header;
  }
}

/** The last part of an address's path, for messages; user name, password and query stay out of them. */
function fileName(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  return path.split("/").at(-1) || "the file";
}
