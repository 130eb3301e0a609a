import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The calls of node:fs that a small file is written with; a port, so that their order can be tested. */
export const ownFiles = {
  ...{ closeSync, fsyncSync, mkdirSync, openSync, renameSync },
  writeFileSync: (descriptor: number, text: string): void => writeFileSync(descriptor, text),
};

/**
 * Writes a small file whole or not at all, for its user alone: beside its place, onto the disk, then moved there. Without the
 * wait for the disk a power cut may leave an empty file under the new name. Throws what the file system throws.
 */
export function writeWholeFile(
  path: string,
  text: string,
  files: typeof ownFiles = ownFiles,
): void {
  files.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new`;
  const descriptor = files.openSync(beside, "w", 0o600);
  try {
    files.writeFileSync(descriptor, text);
    files.fsyncSync(descriptor);
  } finally {
    files.closeSync(descriptor);
  }
  files.renameSync(beside, path);
  syncFolder(dirname(path), files);
}

/** Makes the new name survive a power cut as well; not every system lets a folder be synced. */
function syncFolder(folder: string, files: typeof ownFiles): void {
  try {
    const descriptor = files.openSync(folder, "r");
    try {
      files.fsyncSync(descriptor);
    } finally {
      files.closeSync(descriptor);
    }
  } catch {
    return;
  }
}
