import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { HearthError } from "../api/errors.ts";
import { type Disk, diskErrorCode, syncFolder, writeFailure, writeSynced } from "./disk.ts";

/** Relative paths of one wallet's files, as btwallet lays them out. */
export const walletPaths = {
  coldkey: "coldkey",
  coldkeyPublic: "coldkeypub.txt",
  hotkeys: "hotkeys",
  hotkey: (name: string): string => join("hotkeys", name),
  hotkeyPublic: (name: string): string => join("hotkeys", `${name}pub.txt`),
};

/** Unfinished wallets have this prefix: hidden, and swept by the next creation. */
export const UNFINISHED = ".hearth-new-";

/** A file to be: its path relative to the wallet, and its bytes. */
export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes a whole wallet or nothing: into a hidden folder first, every byte synced, then one rename. Throws
 * WALLET_EXISTS, DISK_FULL or DATA_FOLDER_UNWRITABLE; then nothing of it is left.
 */
export async function writeWalletFolder(
  disk: Disk,
  root: string,
  name: string,
  files: readonly NewFile[],
): Promise<void> {
  const draft = join(root, `${UNFINISHED}${randomUUID()}`);
  const final = join(root, name);
  try {
    await disk.mkdir(join(draft, walletPaths.hotkeys), { recursive: true, mode: 0o700 });
    await sweep(disk, root, draft);
    for (const file of files) await writeSynced(disk, join(draft, file.path), file.bytes);
    await syncFolder(disk, join(draft, walletPaths.hotkeys));
    await syncFolder(disk, draft);
    await refuseExisting(disk, final, name);
    await disk.rename(draft, final);
    await syncFolder(disk, root);
  } catch (error) {
    await disk.rm(draft, { recursive: true, force: true }).catch(() => undefined);
    if (["ENOTEMPTY", "EEXIST"].includes(diskErrorCode(error) ?? "")) throw exists(name);
    throw writeFailure(error, root);
  }
}

/**
 * Adds one file to a wallet by writing a hidden draft and linking it to its name, which fails where the name is taken:
 * a key is never overwritten. Throws WALLET_EXISTS, DISK_FULL or DATA_FOLDER_UNWRITABLE.
 */
export async function addFile(disk: Disk, folder: string, file: NewFile): Promise<void> {
  const draft = join(folder, walletPaths.hotkeys, `${UNFINISHED}${randomUUID()}`);
  const final = join(folder, file.path);
  try {
    await disk.mkdir(join(folder, walletPaths.hotkeys), { recursive: true, mode: 0o700 });
    await writeSynced(disk, draft, file.bytes);
    await linkOrCreate(disk, draft, final, file.bytes);
    await syncFolder(disk, join(folder, walletPaths.hotkeys));
  } catch (error) {
    if (diskErrorCode(error) === "EEXIST") throw exists(file.path);
    throw writeFailure(error, folder);
  } finally {
    await disk.rm(draft, { force: true }).catch(() => undefined);
  }
}

async function linkOrCreate(
  disk: Disk,
  draft: string,
  final: string,
  bytes: Uint8Array,
): Promise<void> {
  try {
    await disk.link(draft, final);
  } catch (error) {
    // FAT and some network file systems have no links; creating exclusively is the next best.
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"].includes(diskErrorCode(error) ?? ""))
      throw error;
    await writeSynced(disk, final, bytes);
  }
}

/** On POSIX a rename onto an empty folder succeeds, so an existing name is refused before. */
async function refuseExisting(disk: Disk, path: string, name: string): Promise<void> {
  const found = await disk.stat(path).catch(() => undefined);
  if (found) throw exists(name);
}

async function sweep(disk: Disk, root: string, keep: string): Promise<void> {
  for (const entry of await disk.readdir(root)) {
    const path = join(root, entry);
    if (!entry.startsWith(UNFINISHED) || path === keep) continue;
    await disk.rm(path, { recursive: true, force: true });
  }
}

function exists(name: string): HearthError {
  return new HearthError("WALLET_EXISTS", { name });
}
