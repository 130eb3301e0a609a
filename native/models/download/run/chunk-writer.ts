import type { ChunkDigest } from "../chunks/chunk-digest.ts";
import type { PartialFile } from "../chunks/partial-file.ts";
import { letGo } from "./let-go.ts";

/** Bytes gathered before they are written. */
const WRITE_BYTES = 1 << 20;
/** Writes under way before the network has to wait for the disk. */
const MOST_WRITES = 2;

/** Puts the bytes of one chunk after another into the partial file while it digests them. */
export interface ChunkWriter {
  /** Begins a chunk at its place in the file. */
  begin(position: number): void;
  /** Takes the next bytes, which are the caller's again at once. A promise means: not more until it is done. */
  add(bytes: Buffer): Promise<void> | undefined;
  /** Where the next byte goes. */
  position(): number;
  /** Writes what is left; the chunk's digest when the system has all of it. Throws DISK_FULL or DATA_FOLDER_UNWRITABLE. */
  end(): Promise<string>;
  /** Waits for the writes under way, whatever becomes of them. */
  settle(): Promise<void>;
}

/**
 * A writer for one connection. Bytes are gathered in a few buffers that are used again and again: keeping the network's own, of
 * 64 KiB each, until they are written costs more in collecting them than copying them does.
 */
export function createChunkWriter(file: PartialFile, digest: ChunkDigest): ChunkWriter {
  const free: Buffer[] = [];
  const writes = new Set<Promise<void>>();
  let buffer: Buffer = Buffer.allocUnsafeSlow(WRITE_BYTES);
  let gathered = 0;
  let at = 0;
  // Whoever gave it may still look at it before the next one comes.
  let taken: Buffer | undefined;
  const release = (next?: Buffer): void => {
    if (taken !== undefined && taken.buffer !== next?.buffer) letGo(taken);
    taken = next;
  };
  let failure: { readonly error: unknown } | undefined;
  const flush = (): void => {
    if (gathered === 0) return;
    const full = buffer;
    const write = file
      .write(full.subarray(0, gathered), at - gathered)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        writes.delete(write);
        free.push(full);
      });
    writes.add(write);
    buffer = free.pop() ?? Buffer.allocUnsafeSlow(WRITE_BYTES);
    gathered = 0;
  };
  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  const settle = async (): Promise<void> => {
    while (writes.size > 0) await Promise.all(writes);
  };
  return {
    begin: (position) => {
      gathered = 0;
      at = position;
      digest.begin();
    },
    add: (bytes) => {
      check();
      release(bytes);
      digest.add(bytes);
      for (let done = 0; done < bytes.length; ) {
        const copied = bytes.copy(buffer, gathered, done);
        done += copied;
        gathered += copied;
        at += copied;
        if (gathered === WRITE_BYTES) flush();
      }
      return writes.size <= MOST_WRITES ? undefined : Promise.race(writes).then(check);
    },
    position: () => at,
    end: async () => {
      flush();
      await settle();
      check();
      release();
      return digest.end();
    },
    settle,
  };
}
