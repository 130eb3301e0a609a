import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const PREFIX = "taking-";

/** A folder of its own for a file of the person's that is being copied or joined; who makes it deletes it. */
export function takingFolder(modelsFolder: string): string {
  return join(modelsFolder, "partials", `${PREFIX}${randomUUID()}`);
}

/** True for such a folder's name: while the node runs it is in use, and in no list of downloads. */
export function isTakingFolder(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** Deletes what a node that was killed left of them: copies, whose originals are where they were. For the start, when nobody takes. */
export async function clearTakingFolders(modelsFolder: string): Promise<void> {
  const partials = join(modelsFolder, "partials");
  const names = await readdir(partials).catch((): string[] => []);
  for (const name of names.filter(isTakingFolder))
    await rm(join(partials, name), { recursive: true, force: true });
}
