import { link, open, rename, rm } from "node:fs/promises";

/** What the store does to the disk beyond looking; a port, so that the order of it and disks without links can be tested. */
export interface StoreDisk {
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes the names in a folder survive a power cut; not every system lets a folder be synced. */
  syncFolder(path: string): Promise<void>;
}

/** The disk of this computer. */
export const ownDisk: StoreDisk = {
  link,
  rename,
  remove: (path) => rm(path),
  syncFolder: async (path) => {
    const handle = await open(path, "r").catch(() => undefined);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
  },
};
