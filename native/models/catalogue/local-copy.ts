import { copyFile, link, mkdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HearthError } from "../../api/errors.ts";
import { fileDigest } from "../../engine/file-digest.ts";
import { readGgufHeader } from "../../engine/gguf/gguf-header.ts";
import { otherName, plainFileName } from "../download/store/file-name.ts";
import { needSpace } from "../download/store/free-space.ts";
import { type ModelFacts, modelFacts } from "../head/model-facts.ts";
import { folderError } from "./added-offers.ts";
import type { DigestRecord } from "./digest-record.ts";

/** A local file that is in the models folder now. */
export interface TakenFile {
  readonly file: string;
  readonly facts: ModelFacts;
  readonly sizeBytes: number;
  readonly sha256?: string;
}

/** Where it goes, and what it must hash to where the person said so. */
export interface TakeOptions {
  readonly modelsFolder: string;
  readonly digests: Pick<DigestRecord, "get" | "set">;
  readonly sha256?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts a local file into the models folder: as a hard link, or as a copy where the folder lies on another disk. The original is
 * neither moved nor changed. Throws MODEL_NOT_FOUND, MODEL_DAMAGED (no model, or other bytes than expected), DISK_FULL,
 * DATA_FOLDER_UNWRITABLE, CANCELLED.
 */
export async function takeLocalFile(source: string, options: TakeOptions): Promise<TakenFile> {
  const { modelsFolder, digests, signal } = options;
  const path = await realpath(source).catch((error: unknown) => {
    throw new HearthError("MODEL_NOT_FOUND", { id: source }, { cause: error });
  });
  const found = await stat(path);
  if (!found.isFile()) throw new HearthError("BAD_INPUT", { reason: `${source} is no file.` });
  const facts = await readLocalFacts(path);
  const sha256 = await checked(path, options.sha256, signal);
  try {
    await mkdir(modelsFolder, { recursive: true, mode: 0o700 });
    const file = await placed(path, found, sha256, options);
    const { size, mtimeMs } = await stat(join(modelsFolder, file));
    if (sha256 !== undefined) await digests.set(file, { size, modified: mtimeMs, sha256 });
    return { file, facts, sizeBytes: size, ...(sha256 === undefined ? {} : { sha256 }) };
  } catch (error) {
    throw folderError(error, modelsFolder);
  }
}

async function readLocalFacts(path: string): Promise<ModelFacts> {
  const header = await readGgufHeader(path);
  try {
    return modelFacts(header);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HearthError("MODEL_DAMAGED", { file: basename(path), reason }, { cause: error });
  }
}

async function checked(
  path: string,
  expected: string | undefined,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (expected === undefined) return undefined;
  const digest = await fileDigest(path, signal);
  if (digest === expected) return digest;
  throw new HearthError("MODEL_DAMAGED", {
    file: basename(path),
    reason: `its SHA-256 is ${digest}, not ${expected}`,
  });
}

/** The name that the file has in the folder; one that is there already is taken as it is. */
async function placed(
  path: string,
  { ino, dev, size }: { ino: number; dev: number; size: number },
  sha256: string | undefined,
  { modelsFolder: folder, digests }: Pick<TakeOptions, "modelsFolder" | "digests">,
): Promise<string> {
  if (dirname(path) === (await realpath(folder))) return basename(path);
  const wished = plainFileName(basename(path));
  for (let attempt = 0; ; attempt++) {
    const file = otherName(wished, sha256 ?? ino.toString(16).padStart(8, "0"), attempt);
    const target = join(folder, file);
    const there = await stat(target).catch(() => undefined);
    if (there?.ino === ino && there.dev === dev) return file;
    if (there !== undefined) {
      // A copy on another disk is another file with the same content.
      if (sha256 !== undefined && (await digests.get(file))?.sha256 === sha256) return file;
      continue;
    }
    const linked = await link(path, target).then(
      () => true,
      () => false,
    );
    if (!linked) await copied(path, target, folder, size);
    return file;
  }
}

async function copied(path: string, target: string, folder: string, size: number): Promise<void> {
  await needSpace(folder, size);
  const part = `${target}.copying`;
  try {
    await copyFile(path, part);
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
