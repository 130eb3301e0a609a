import { HearthError, reasonOf } from "../../api/errors.ts";
import { type FirstBytes, firstBytes } from "../../engine/gguf/remote/remote-bytes.ts";
import type { WayOut } from "../../engine/gguf/remote/way-out.ts";
import { readHeadOfParts } from "../head/read-head.ts";
import type { HeadFacts } from "../head/thread/head-task.ts";
import { firstLengths, longerLengths } from "../join/part-heads.ts";

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
  let lengths = firstLengths(addresses.length);
  for (;;) {
    for (const [index, address] of addresses.entries()) {
      const wanted = lengths[index] ?? 0;
      const before = read[index];
      if (before !== undefined && before.bytes.length >= Math.min(wanted, before.size)) continue;
      const now = await firstBytes(address, wanted, { way, file, signal });
      if (before !== undefined && (before.size !== now.size || before.tag !== now.tag))
        throw new HearthError("DOWNLOAD_CHANGED", { file });
      read[index] = now;
    }
    const parts = read.map(({ bytes, size }) => ({ bytes, fileSize: size }));
    const found = await readHeadOfParts(parts, file);
    if (!("short" in found)) return { ...found, partBytes: parts.map(({ fileSize }) => fileSize) };
    lengths = longerHeads(lengths, found.short, file);
  }
}

function longerHeads(
  lengths: readonly number[],
  short: readonly number[],
  file: string,
): readonly number[] {
  try {
    return longerLengths(lengths, short);
  } catch (error) {
    const reason = reasonOf(error);
    throw new HearthError("MODEL_DAMAGED", { file, reason }, { cause: error });
  }
}
