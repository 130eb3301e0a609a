import type { ChunkDigest } from "../chunks/chunk-digest.ts";
import type { PartialFile } from "../chunks/partial-file.ts";

/** Bytes gathered before they are written. */
const WRITE_BYTES = 1 << 20;
/** Writes under way before the network has to wait for the disk. */
const MOST_WRITES = 2;

/** Puts the bytes of one chunk after another into the partial file while it digests them. */
export interface ChunkWriter {
  /** Begins a chunk at its place in the file. */
  begin(position: number): void;
  /** Takes the next bytes. A promise means: not more until it is done. */
  add(bytes: Buffer): Promise<void> | undefined;
  /** Where the next byte goes. */
  position(): number;
  /** Writes what is left; the chunk's digest when the system has all of it. Throws DISK_FULL or DATA_FOLDER_UNWRITABLE. */
  end(): Promise<string>;
  /** Waits for the writes under way, whatever becomes of them. */
  settle(): Promise<void>;
}

/** A writer for one connection. */
export function createChunkWriter(file: PartialFile, digest: ChunkDigest): ChunkWriter {
  let pieces: Buffer[] = [];
  let gathered = 0;
  let at = 0;
  let failure: { readonly error: unknown } | undefined;
  const writes = new Set<Promise<void>>();
  const flush = (): void => {
    if (gathered === 0) return;
    const write = file
      .write(pieces, at - gathered)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => writes.delete(write));
    writes.add(write);
    pieces = [];
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
      pieces = [];
      gathered = 0;
      at = position;
      digest.begin();
    },
    add: (bytes) => {
      check();
      digest.add(bytes);
      pieces.push(bytes);
      gathered += bytes.length;
      at += bytes.length;
      if (gathered < WRITE_BYTES) return undefined;
      flush();
      return writes.size < MOST_WRITES ? undefined : Promise.race(writes).then(check);
    },
    position: () => at,
    end: async () => {
      flush();
      await settle();
      check();
      return digest.end();
    },
    settle,
  };
}
