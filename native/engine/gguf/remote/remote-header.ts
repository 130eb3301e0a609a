import { HearthError } from "../../../api/errors.ts";
import { LARGEST_HEADER } from "../gguf-header.ts";
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
 * from where they were asked, of a file that stays the same between requests, are believed. `within` makes of the first bytes of a
 * file what is wanted of it, and answers undefined where it needs more of them; it may keep the bytes.
 * Throws DOWNLOAD_FAILED with the reason, DOWNLOAD_CHANGED, CANCELLED, and what `within` throws.
 */
export async function readRemoteHead<T>(
  url: string,
  options: RemoteHeaderOptions,
  within: (bytes: Buffer, fileSize: number, file: string) => T | Promise<T>,
): Promise<Exclude<Awaited<T>, undefined>> {
  const file = fileName(url);
  const step = options.firstBytes ?? 2 ** 20;
  let version: { readonly size: number; readonly tag: string | undefined } | undefined;
  for (let length = step; ; length = Math.min(8 * length, LARGEST_HEADER)) {
    const { bytes, size, tag } = await firstBytes(url, length, { ...options, file });
    version ??= { size, tag };
    if (version.size !== size || version.tag !== tag)
      throw new HearthError("DOWNLOAD_CHANGED", { file });
    const found = await within(bytes, size, file);
    if (found !== undefined) return found as Exclude<Awaited<T>, undefined>;
  }
}

/** The last part of an address's path, for messages; user name, password and query stay out of them. */
function fileName(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  return path.split("/").at(-1) || "the file";
}
