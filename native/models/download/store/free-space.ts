import { statfs } from "node:fs/promises";
import { HearthError } from "../../../api/errors.ts";

/** Kept free beyond the file itself, for the system and for what else the node writes. */
export const RESERVE_BYTES = 512 * 2 ** 20;

/** Bytes that this user may still write where `folder` lies. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Throws DISK_FULL where `bytes` more (`missing` in its detail) and the reserve (with it `needed`) have no room beside what is
 * `available`.
 */
export async function needSpace(
  folder: string,
  bytes: number,
  free: (folder: string) => Promise<number> = freeBytes,
): Promise<void> {
  const available = await free(folder);
  const needed = bytes + RESERVE_BYTES;
  if (available < needed)
    throw new HearthError("DISK_FULL", { folder, needed, available, missing: bytes });
}
