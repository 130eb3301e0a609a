import type { BigIntStats } from "node:fs";
import { lstat } from "node:fs/promises";

/**
 * Throws Error where another file than the open one lies at the path by now, as after a folder was moved to another disk and a link
 * was left in its place: what was hashed is not what would be given a name. Throws what the file system throws as well.
 */
export async function stillThere(
  own: Pick<BigIntStats, "ino" | "dev">,
  path: string,
): Promise<void> {
  const there = await lstat(path, { bigint: true });
  if (own.ino !== there.ino || own.dev !== there.dev)
    throw new Error("the folder was moved while the download ran");
}
