import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
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

/** The records in a folder, which is made when the first one is written. */
export function openVerifiedRecords(folder: string): VerifiedRecords {
  const pathOf = (sha256: string): string => join(folder, `${sha256.toLowerCase()}.json`);
  return {
    read: async (sha256) => {
      try {
        const found = record.parse(JSON.parse(await readFile(pathOf(sha256), "utf8")));
        const complete = found.chunks.length === Math.ceil(found.size / found.chunkBytes);
        return complete && found.sha256 === sha256.toLowerCase() ? found : undefined;
      } catch {
        return undefined;
      }
    },
    write: async (entry) => {
      const path = pathOf(entry.sha256);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(`${path}.new`, JSON.stringify({ version: 1, ...entry }));
        await rename(`${path}.new`, path);
      } catch {
        await rm(`${path}.new`, { force: true }).catch(() => {});
      }
    },
    forget: async (sha256) => {
      await rm(pathOf(sha256), { force: true }).catch(() => {});
    },
  };
}
