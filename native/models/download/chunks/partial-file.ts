import { close, fdatasync, fstat, ftruncate, open, write } from "node:fs";
import { promisify } from "node:util";
import { diskError } from "./disk-error.ts";
import { stillThere } from "./still-there.ts";

const openFile = promisify(open);
const closeFile = promisify(close);
const truncateFile = promisify(ftruncate);
const syncFile = promisify(fdatasync);
const statOpen = promisify(fstat);

/** So much is written before the disk is asked to take it, so that little is left to wait for at the end. */
const SYNC_BYTES = 64 * 2 ** 20;

/** The file in which chunks are put together, as long as it will be from the start and full of holes until then. */
export interface PartialFile {
  /** Writes all of it from `position` on; the bytes must not change until then. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Waits until the disk has all of it, and makes sure that its path still leads to it. */
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
  let unsynced = 0;
  let syncing: Promise<void> = Promise.resolve();
  let isSyncing = false;
  let failure: { readonly error: unknown } | undefined;
  const syncBeside = (): void => {
    if (isSyncing || unsynced < SYNC_BYTES) return;
    unsynced = 0;
    isSyncing = true;
    syncing = syncFile(descriptor)
      .catch((error: unknown) => {
        // The system tells it once: a later sync would succeed without the bytes.
        failure ??= { error };
      })
      .finally(() => {
        isSyncing = false;
      });
  };
  return {
    write: async (bytes, position) => {
      await guarded(writeAll(descriptor, bytes, position));
      unsynced += bytes.length;
      syncBeside();
    },
    sync: async () => {
      await syncing;
      await guarded(syncFile(descriptor));
      await guarded(statOpen(descriptor, { bigint: true }).then((own) => stillThere(own, path)));
      if (failure !== undefined) throw diskError(failure.error, path);
    },
    close: async () => {
      await syncing;
      await closeFile(descriptor);
    },
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
