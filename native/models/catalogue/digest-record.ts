import { renameSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeWholeFile } from "../download/store/whole-file.ts";

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
  /** The files that had this digest. */
  filesOf(sha256: string): Promise<readonly (readonly [string, KnownDigest])[]>;
  set(file: string, digest: KnownDigest): Promise<void>;
  /** For a file that is gone. */
  forget(file: string): Promise<void>;
}

/**
 * The record of a folder. One that is none is set aside as `digests.json.damaged`. One that the system does not give is left as it
 * is, and what is learned lives in memory only, as it does where the disk takes nothing.
 */
export function createDigestRecord(
  folder: string,
  write: typeof writeWholeFile = writeWholeFile,
): DigestRecord {
  const path = join(folder, "digests.json");
  let isOurs = true;
  const load = async (): Promise<Map<string, KnownDigest>> => {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      isOurs = error.code === "ENOENT";
      return "{}";
    });
    try {
      return new Map(Object.entries(record.parse(JSON.parse(text))));
    } catch {
      setAside(path);
      return new Map();
    }
  };
  let known: Promise<Map<string, KnownDigest>> | undefined;
  const loaded = (): Promise<Map<string, KnownDigest>> => {
    known ??= load();
    return known;
  };
  const save = (all: Map<string, KnownDigest>): void => {
    if (!isOurs) return;
    try {
      // On the disk before it has its name: an empty record after a power cut would forget what every file must stay.
      write(path, `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`);
    } catch {
      // Digests can always be made anew, so a full or read-only disk is no failure here.
      return;
    }
  };
  return {
    get: async (file) => (await loaded()).get(file),
    filesOf: async (sha256) =>
      [...(await loaded())].filter(([, digest]) => digest.sha256 === sha256),
    set: async (file, digest) => {
      const all = await loaded();
      all.set(file, digest);
      save(all);
    },
    forget: async (file) => {
      const all = await loaded();
      if (all.delete(file)) save(all);
    },
  };
}

function setAside(path: string): void {
  try {
    renameSync(path, `${path}.damaged`);
  } catch {
    // It is written over with the next digest, as a record that is none was before.
    return;
  }
}
