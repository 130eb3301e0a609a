import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { ChunkDigests } from "./chunk-digests.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const record = z.object({
  version: z.literal(1),
  sha256: hash,
  size: z.number().int().nonnegative(),
  /** Time of the last change as the file system tells it, in milliseconds. */
  modified: z.number(),
  /** When the whole file was last read and found right, in milliseconds since 1970. */
  verifiedAt: z.number(),
  chunkBytes: z.number().int().positive(),
  chunks: z.array(z.string().regex(/^[0-9a-f]{32}$/)),
});

/** What is kept of a file that was read as a whole and found right. */
export type VerifiedRecord = ChunkDigests &
  Pick<z.infer<typeof record>, "sha256" | "modified" | "verifiedAt">;

/** Records of verified files, one file each, named by the model's SHA-256. */
export interface VerifiedRecords {
  /** Undefined where there is none, or none that can be read. */
  read(sha256: string): Promise<VerifiedRecord | undefined>;
  /** A record that cannot be written is no failure: the file is read as a whole next time. */
  write(entry: VerifiedRecord): Promise<void>;
  forget(sha256: string): Promise<void>;
}

/** Where records lie; what it throws is what a file system throws. */
export interface RecordDisk {
  makeFolder(path: string): Promise<void>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Resolves when what was written is on the disk and not only on its way there; of a folder, the names in it. */
  sync(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

/** The records in a folder, which is made when the first one is written. */
export function openVerifiedRecords(
  folder: string,
  disk: RecordDisk = fileSystem,
): VerifiedRecords {
  const pathOf = (sha256: string): string => join(folder, `${sha256.toLowerCase()}.json`);
  return {
    read: async (sha256) => {
      try {
        const found = record.parse(JSON.parse(await disk.read(pathOf(sha256))));
        const complete = found.chunks.length === Math.ceil(found.size / found.chunkBytes);
        return complete && found.sha256 === sha256.toLowerCase() ? found : undefined;
      } catch {
        return undefined;
      }
    },
    write: async (entry) => {
      const path = pathOf(entry.sha256);
      // The node reads files as a whole while the engine's process may load one of them.
      const draft = `${path}.${process.pid}.new`;
      try {
        await disk.makeFolder(folder);
        await disk.write(draft, JSON.stringify({ version: 1, ...entry }));
        // A name that is on the disk before its content would be an empty record after a power cut.
        await disk.sync(draft);
        await disk.rename(draft, path);
        await disk.sync(folder).catch(() => {});
      } catch {
        await disk.remove(draft).catch(() => {});
      }
    },
    forget: async (sha256) => {
      await disk.remove(pathOf(sha256)).catch(() => {});
      // Else a power cut would bring back what says that the file is whole.
      await disk.sync(folder).catch(() => {});
    },
  };
}

const fileSystem: RecordDisk = {
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  read: (path) => readFile(path, "utf8"),
  write: async (path, text) => {
    const file = await open(path, "w");
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  },
  sync: async (path) => {
    // Windows flushes only what is open for writing, and opens no folder at all; it keeps names safe by itself.
    const file = await open(path, "r+").catch(() => open(path, "r"));
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
};
