import { close, fdatasync, ftruncate, open, writev } from "node:fs";
import { promisify } from "node:util";
import { diskError } from "./disk-error.ts";

const openFile = promisify(open);
const closeFile = promisify(close);
const truncateFile = promisify(ftruncate);
const syncFile = promisify(fdatasync);

/** The file in which chunks are put together, as long as it will be from the start and full of holes until then. */
export interface PartialFile {
  /** Writes all pieces one after the other from `position` on. */
  write(pieces: readonly Buffer[], position: number): Promise<void>;
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
    write: (pieces, position) => guarded(writeAll(descriptor, pieces, position)),
    sync: () => guarded(syncFile(descriptor)),
    close: () => closeFile(descriptor),
  };
}

async function writeAll(
  descriptor: number,
  pieces: readonly Buffer[],
  position: number,
): Promise<void> {
  let left = pieces;
  let at = position;
  while (left.length > 0) {
    const written = await writeOnce(descriptor, left, at);
    // A disk that is nearly full takes what it can, and says so at the next try only.
    left = without(left, written);
    at += written;
  }
}

function writeOnce(descriptor: number, pieces: readonly Buffer[], at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(descriptor, pieces, at, (error, written) => {
      if (error) reject(error);
      else resolve(written);
    });
  });
}

function without(pieces: readonly Buffer[], bytes: number): readonly Buffer[] {
  let skip = bytes;
  const left: Buffer[] = [];
  for (const piece of pieces) {
    if (skip < piece.length) left.push(skip === 0 ? piece : piece.subarray(skip));
    skip = Math.max(0, skip - piece.length);
  }
  return left;
}
