import { HearthError } from "../../api/errors.ts";
import { LARGEST_HEADER } from "../../engine/gguf/gguf-header.ts";
import { type FirstBytes, firstBytes } from "../../engine/gguf/remote/remote-bytes.ts";
import type { WayOut } from "../../engine/gguf/remote/way-out.ts";
import { readHeadOfParts } from "../head/read-head.ts";
import type { HeadFacts } from "../head/thread/head-task.ts";

/** Bytes asked for of the first part, which has the vocabulary, and of each of the others, one try after another. */
const TRIES: readonly (readonly [number, number])[] = [
  [2 ** 20, 2 ** 20],
  [8 * 2 ** 20, 2 ** 20],
  [LARGEST_HEADER, 2 ** 20],
  [LARGEST_HEADER, 8 * 2 ** 20],
];

/**
 * What the heads of all parts of a model say together, read by range. Throws DOWNLOAD_FAILED, DOWNLOAD_CHANGED where a part changes
 * meanwhile, MODEL_DAMAGED where they are no parts of one model, CANCELLED.
 */
export async function readRemoteParts(
  addresses: readonly string[],
  way: WayOut,
  signal: AbortSignal | undefined,
): Promise<HeadFacts> {
  const file = new URL(addresses[0] ?? "").pathname.split("/").at(-1) ?? "the file";
  const read: FirstBytes[] = [];
  for (const [first, others] of TRIES) {
    for (const [index, address] of addresses.entries()) {
      const wanted = index === 0 ? first : others;
      const before = read[index];
      if (before !== undefined && before.bytes.length >= Math.min(wanted, before.size)) continue;
      const now = await firstBytes(address, wanted, { way, file, signal });
      if (before !== undefined && (before.size !== now.size || before.tag !== now.tag))
        throw new HearthError("DOWNLOAD_CHANGED", { file });
      read[index] = now;
    }
    const parts = read.map(({ bytes, size }) => ({ bytes, fileSize: size }));
    const found = await readHeadOfParts(parts, file);
    if (found !== undefined) return found;
  }
  throw new HearthError("MODEL_DAMAGED", { file, reason: "its head is longer than any" });
}
