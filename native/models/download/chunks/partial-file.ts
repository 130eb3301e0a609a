import { close, fdatasync, ftruncate, open, write } from "node:fs";
import { promisify } from "node:util";
import { diskError } from "./disk-error.ts";

const openFile = promisify(open);
const closeFile = promisify(close);
const truncateFile = promisify(ftruncate);
const syncFile = promisify(fdatasync);

/** The file in which chunks are put together, as long as it will be from the start and full of holes until then. */
export interface PartialFile {
  /** Writes all of it from `position` on; the bytes must not change until then. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Waits until the disk has all of it. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the partial file at its full length, keeping what is in it. Its methods throw DISK_FULL or DATA_FOLDER_UNWRITABLE. */
export async function openPartialFile(path: string, total: number): Promise<PartialFile> {
  const guarded = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw diskError(error, path);
    });
  // "r+" keeps what is there and "a" cannot write in the middle: so it is made first where it is missing.
  const descriptor = await guarded(openFile(path, "r+").catch(() => openFile(path, "w+", 0o644)));
  await guarded(truncateFile(descriptor, total));
  return {
    write: (bytes, position) => guarded(writeAll(descriptor, bytes, position)),
    sync: () => guarded(syncFile(descriptor)),
    close: () => closeFile(descriptor),
  };
}

async function writeAll(descriptor: number, bytes: Buffer, position: number): Promise<void> {
  // A disk that is nearly full takes what it can, and says so at the next try only.
  for (let written = 0; written < bytes.length; )
    written += await writeOnce(descriptor, bytes.subarray(written), position + written);
}

function writeOnce(descriptor: number, bytes: Buffer, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(descriptor, bytes, 0, bytes.length, at, (error, written) => {
      if (error) reject(error);
      else resolve(written);
    });
  });
}
