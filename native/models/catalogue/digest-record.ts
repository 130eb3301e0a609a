import { renameSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeWholeFile } from "../download/store/whole-file.ts";
import { isAbsent } from "../local/absent.ts";

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
 * The record of a folder. One that is none is set aside as `digests.json.damaged`. One that the system does not give, or that is not
 * there, is looked for again the next time: what is learned until then lives in memory and joins it. So does what the disk does not take.
 */
export function createDigestRecord(
  folder: string,
  write: typeof writeWholeFile = writeWholeFile,
): DigestRecord {
  const path = join(folder, "digests.json");
  /** The record, once it was read. */
  let known: Map<string, KnownDigest> | undefined;
  let reading: Promise<void> | undefined;
  /** What was learned before, and the files that are gone since. */
  const learned = new Map<string, KnownDigest>();
  const gone = new Set<string>();
  /** True where the system said, the last time, that there is no record yet. */
  let absent = false;
  const read = async (): Promise<void> => {
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      absent = isAbsent(error);
    });
    // None is none for now only: on a drive that comes back later there may be one.
    if (text === undefined) return;
    const found = parsed(text, path);
    for (const file of gone) found.delete(file);
    for (const [file, digest] of learned) found.set(file, digest);
    known = found;
    if (gone.size + learned.size > 0) save();
  };
  const ready = async (): Promise<void> => {
    if (known !== undefined) return;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    await reading;
  };
  const all = (): Map<string, KnownDigest> => known ?? learned;
  const save = (): void => {
    if (known === undefined && !absent) return;
    try {
      // On the disk before it has its name: an empty record after a power cut would forget what every file must stay.
      write(path, `${JSON.stringify(Object.fromEntries(all()), undefined, 2)}\n`);
    } catch {
      // Digests can always be made anew, so a full or read-only disk is no failure here.
      return;
    }
  };
  return {
    get: async (file) => {
      await ready();
      return all().get(file);
    },
    filesOf: async (sha256) => {
      await ready();
      return [...all()].filter(([, digest]) => digest.sha256 === sha256);
    },
    set: async (file, digest) => {
      await ready();
      all().set(file, digest);
      gone.delete(file);
      save();
    },
    forget: async (file) => {
      await ready();
      gone.add(file);
      if (all().delete(file)) save();
    },
  };
}

function parsed(text: string, path: string): Map<string, KnownDigest> {
  try {
    return new Map(Object.entries(record.parse(JSON.parse(text))));
  } catch {
    setAside(path);
    return new Map();
  }
}

function setAside(path: string): void {
  try {
    renameSync(path, `${path}.damaged`);
  } catch {
    // It is written over with the next digest, as a record that is none was before.
    return;
  }
}
