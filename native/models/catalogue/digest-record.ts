import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const record = z.record(
  z.string(),
  z.object({ sha256: z.string(), size: z.number(), modified: z.number() }),
);

/** A file's identity without reading it: bytes and time of the last change in milliseconds. */
export interface FileStamp {
  readonly size: number;
  readonly modified: number;
}

/** The digest a file had when it was last verified. */
export type KnownDigest = FileStamp & { readonly sha256: string };

/** Digests of the files in one folder, kept beside them in `digests.json`. */
export interface DigestRecord {
  get(file: string): Promise<KnownDigest | undefined>;
  set(file: string, digest: KnownDigest): Promise<void>;
  /** For a file that is gone. */
  forget(file: string): Promise<void>;
}

/** The record of a folder. A record that cannot be read counts as empty; one that cannot be written lives in memory only. */
export function createDigestRecord(folder: string): DigestRecord {
  const path = join(folder, "digests.json");
  const load = async (): Promise<Map<string, KnownDigest>> => {
    const text = await readFile(path, "utf8").catch(() => "{}");
    try {
      return new Map(Object.entries(record.parse(JSON.parse(text))));
    } catch {
      return new Map();
    }
  };
  let known: Promise<Map<string, KnownDigest>> | undefined;
  let writing: Promise<void> = Promise.resolve();
  const loaded = (): Promise<Map<string, KnownDigest>> => {
    known ??= load();
    return known;
  };
  const save = async (all: Map<string, KnownDigest>): Promise<void> => {
    writing = writing.then(async () => {
      const text = `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`;
      // A record of digests can always be made anew, so a full or read-only disk is no failure here.
      await writeFile(`${path}.new`, text)
        .then(() => rename(`${path}.new`, path))
        .catch(() => {});
    });
    await writing;
  };
  return {
    get: async (file) => (await loaded()).get(file),
    set: async (file, digest) => {
      const all = await loaded();
      all.set(file, digest);
      await save(all);
    },
    forget: async (file) => {
      const all = await loaded();
      if (all.delete(file)) await save(all);
    },
  };
}
