import { readdir, stat } from "node:fs/promises";
import { reasonOf } from "../../api/errors.ts";
import type { FileStamp } from "../catalogue/digest-record.ts";
import { isAbsent } from "./absent.ts";

/** Why a folder is not read now, in the system's words, and since when in milliseconds since 1970. */
export interface FolderTrouble {
  readonly reason: string;
  readonly since: number;
}

/** The models in a folder. */
export interface ModelsFolder {
  /** Names of the model files, sorted: of now, or the last known ones while the system does not give them. None where there is no folder. */
  files(): Promise<readonly string[]>;
  /** Set from the first reading that failed until one succeeds. */
  trouble(): FolderTrouble | undefined;
}

/** What the system says of a path now. `unread`: it did not say, so that the file may be there as before. */
export type FileSeen =
  | { readonly kind: "file"; readonly stamp: FileStamp }
  | { readonly kind: "none" }
  | { readonly kind: "unread"; readonly reason: string };

/**
 * A folder that is read anew each time. Without free file handles, or while a network's drive is away, nobody knows what it holds:
 * that makes no model disappear.
 */
export function modelsFolder(
  folder: string,
  options: {
    readonly readFolder?: ((folder: string) => Promise<readonly string[]>) | undefined;
    readonly now?: (() => number) | undefined;
  } = {},
): ModelsFolder {
  const { readFolder = (path: string) => readdir(path), now = Date.now } = options;
  let known: readonly string[] = [];
  let trouble: FolderTrouble | undefined;
  /** Readings that were begun, and the newest that ended: an older one says nothing any more. */
  let begun = 0;
  let newest = 0;
  return {
    files: async () => {
      const number = ++begun;
      const read = await readFolder(folder).catch((error: unknown) =>
        isAbsent(error) ? [] : reasonOf(error),
      );
      if (number < newest) return known;
      newest = number;
      if (typeof read === "string") {
        trouble = { reason: read, since: trouble?.since ?? now() };
        return known;
      }
      trouble = undefined;
      known = read.filter((file) => /\.gguf$/i.test(file)).sort();
      return known;
    },
    trouble: () => trouble,
  };
}

/** Looks at a path without reading it. What is no plain file is none. */
export async function seenFile(path: string): Promise<FileSeen> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return { kind: "none" };
    return { kind: "file", stamp: { size: found.size, modified: found.mtimeMs } };
  } catch (error) {
    return isAbsent(error) ? { kind: "none" } : { kind: "unread", reason: reasonOf(error) };
  }
}
