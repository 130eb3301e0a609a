import { lstat, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Download } from "../../api/downloads.ts";
import { isTakingFolder } from "../../models/local/taking-folder.ts";
import type { Leftovers } from "./disk.ts";

/**
 * What lies in the downloads' folder and belongs to none that could go on. `downloads` is read after the folder: one that begins
 * meanwhile is in the list before it has a folder. Where the list cannot be read (undefined), or the folder is a link to another
 * one, nobody knows what is left over, and nothing is.
 */
export function downloadLeftovers(
  folder: string,
  downloads: () => readonly Pick<Download, "id" | "state">[] | undefined,
): Leftovers {
  const left = async (): Promise<string[]> => {
    if ((await lstat(folder).catch(() => undefined))?.isDirectory() !== true) return [];
    const names = await readdir(folder).catch(() => []);
    const wanted = downloads()?.filter(({ state }) => state !== "done");
    if (wanted === undefined) return [];
    const ids = new Set(wanted.map(({ id }) => id));
    // What is copied or joined from the person's own files just now is in no list either.
    const isLeft = (name: string): boolean => !ids.has(name) && !isTakingFolder(name);
    return names.filter(isLeft).map((name) => join(folder, name));
  };
  return {
    bytes: async () => {
      const sizes = await Promise.all((await left()).map(sizeOf));
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    remove: async () => {
      for (const path of await left()) await rm(path, { recursive: true, force: true });
    },
  };
}

/** Bytes that a file, or all files of a folder, take on the disk: a file with holes takes less than its length. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.blocks * 512;
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
