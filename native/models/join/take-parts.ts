import { lstat, mkdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HearthError } from "../../api/errors.ts";
import { ownDisk } from "../download/store/disk.ts";
import { otherName, plainFileName } from "../download/store/file-name.ts";
import { needSpace } from "../download/store/free-space.ts";
import { joinFileHeads, readFileHead } from "../head/read-head.ts";
import { fileWithContent } from "../local/known-content.ts";
import type { TakenFile, TakeOptions } from "../local/taken-file.ts";
import { takingFolder } from "../local/taking-folder.ts";
import { type PartName, partFile } from "./part-name.ts";
import { writeJoined } from "./write-joined.ts";

/**
 * Joins the parts of a model that lie beside `first` into one file of the models folder, hashed as it is written. The parts are
 * neither moved nor changed. Throws BAD_INPUT where a part is missing, MODEL_DAMAGED where they are no parts of one model or hash to
 * something else, and what the disk does.
 */
export async function takeParts(
  first: string,
  name: PartName,
  { modelsFolder: folder, digests, sha256: expected, signal }: TakeOptions,
): Promise<TakenFile> {
  const paths = Array.from({ length: name.count }, (_, index) =>
    join(dirname(first), partFile(name, index + 1)),
  );
  const sizes = await Promise.all(paths.map(sizeOf));
  const file = `${name.prefix}.gguf`;
  const joined = await joinFileHeads(paths, file);
  await needSpace(
    folder,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const own = takingFolder(folder);
  const part = join(own, "model.part");
  try {
    await mkdir(own, { recursive: true, mode: 0o700 });
    const sha256 = await writeJoined(part, joined, paths, signal);
    if (expected !== undefined && expected !== sha256)
      throw damaged(file, `the whole has SHA-256 ${sha256}, not ${expected}`);
    const { facts } = await readFileHead(part);
    const here = await fileWithContent(folder, digests, sha256);
    const given = here ?? (await named(part, folder, file, sha256));
    const { size, mtimeMs } = await stat(join(folder, given));
    await digests.set(given, { size, modified: mtimeMs, sha256 });
    return { file: given, facts, sizeBytes: size, sha256 };
  } catch (error) {
    if (signal?.aborted === true) throw new HearthError("CANCELLED", {}, { cause: error });
    throw error;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) return found.size;
  throw new HearthError("BAD_INPUT", { reason: `A part is missing: ${path}` });
}

async function named(
  part: string,
  folder: string,
  wished: string,
  sha256: string,
): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const name = otherName(plainFileName(wished), sha256, attempt);
    const path = join(folder, name);
    if ((await lstat(path).catch(() => undefined)) !== undefined) continue;
    await ownDisk.rename(part, path);
    await ownDisk.syncFolder(folder);
    return name;
  }
}

function damaged(file: string, reason: string): HearthError {
  return new HearthError("MODEL_DAMAGED", { file, reason });
}
