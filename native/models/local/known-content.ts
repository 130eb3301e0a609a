import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { DigestRecord } from "../catalogue/digest-record.ts";

/**
 * The plain file of a models folder that has this content, by the record of digests: one that was hashed or verified, and has not
 * changed since. Undefined where there is none.
 */
export async function fileWithContent(
  folder: string,
  digests: Pick<DigestRecord, "filesOf">,
  sha256: string,
): Promise<string | undefined> {
  for (const [file, { size, modified }] of await digests.filesOf(sha256)) {
    const found = await lstat(join(folder, file)).catch(() => undefined);
    if (found?.isFile() === true && found.size === size && found.mtimeMs === modified) return file;
  }
  return undefined;
}
