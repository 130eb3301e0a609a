import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file's text without surrounding blanks, or undefined where there is none, it may not be read, or the driver refuses. */
export async function readText(...path: readonly string[]): Promise<string | undefined> {
  try {
    return (await readFile(join(...path), "utf8")).trim();
  } catch {
    return undefined;
  }
}

/** A file that holds one whole number, divided by `scale` into the unit wanted; undefined for anything else. */
export async function readNumber(
  scale: number,
  ...path: readonly string[]
): Promise<number | undefined> {
  const text = await readText(...path);
  return text !== undefined && /^-?\d{1,18}$/.test(text) ? Number(text) / scale : undefined;
}

/** Names in a folder, sorted; none where it cannot be read. */
export async function namesIn(...path: readonly string[]): Promise<readonly string[]> {
  try {
    return (await readdir(join(...path))).sort();
  } catch {
    return [];
  }
}
