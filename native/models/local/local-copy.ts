import { createHash } from "node:crypto";
import { type FileHandle, link, mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HearthError } from "../../api/errors.ts";
import { fileDigest } from "../../engine/file-digest.ts";
import { folderError } from "../catalogue/added-offers.ts";
import type { DigestRecord } from "../catalogue/digest-record.ts";
import { ownDisk } from "../download/store/disk.ts";
import { otherName, plainFileName } from "../download/store/file-name.ts";
import { needSpace } from "../download/store/free-space.ts";
import { readFileHead } from "../head/read-head.ts";
import { type PartName, partName } from "../join/part-name.ts";
import { takeParts } from "../join/take-parts.ts";
import { fileWithContent } from "./known-content.ts";
import type { TakenFile, TakeOptions } from "./taken-file.ts";
import { takingFolder } from "./taking-folder.ts";

/**
 * Puts a local file into the models folder: as a hard link, or as a copy where the folder lies on another disk. The original is
 * neither moved nor changed. Throws BAD_INPUT (no file there), MODEL_DAMAGED (no model, or other bytes than expected), DISK_FULL,
 * DATA_FOLDER_UNWRITABLE, CANCELLED.
 */
export async function takeLocalFile(source: string, options: TakeOptions): Promise<TakenFile> {
  const { modelsFolder, digests, signal } = options;
  const path = await realpath(source).catch((error: unknown) => {
    // A path is no id: nobody is to be sent to the list of models for a slip of the pen.
    throw new HearthError("BAD_INPUT", { reason: `There is no file ${source}.` }, { cause: error });
  });
  // In whole numbers: on NTFS a file's number passes 2^53, where neighbours are one as doubles.
  const found = await stat(path, { bigint: true });
  if (!found.isFile()) throw new HearthError("BAD_INPUT", { reason: `${source} is no file.` });
  // By the name that was written: a cache may keep each part behind a link, under a digest.
  const part = partName(basename(source));
  if (part !== undefined) return joined(source, part, options);
  const { facts } = await readFileHead(path);
  const sha256 = await checked(path, options.sha256, signal);
  try {
    await mkdir(modelsFolder, { recursive: true, mode: 0o700 });
    const placed = await place(path, found, sha256, options);
    const { file } = placed;
    const digest = placed.sha256 ?? sha256;
    const { size, mtimeMs } = await stat(join(modelsFolder, file));
    if (digest !== undefined) await digests.set(file, { size, modified: mtimeMs, sha256: digest });
    return { file, facts, sizeBytes: size, ...(digest === undefined ? {} : { sha256: digest }) };
  } catch (error) {
    throw folderError(error, modelsFolder);
  }
}

async function joined(source: string, part: PartName, options: TakeOptions): Promise<TakenFile> {
  try {
    await mkdir(options.modelsFolder, { recursive: true, mode: 0o700 });
    return await takeParts(source, part, options);
  } catch (error) {
    throw folderError(error, options.modelsFolder);
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

interface Placed {
  readonly file: string;
  /** Of a copy, which is hashed as it is made. */
  readonly sha256?: string;
}

/** The name that the file has in the folder; one that is there already is taken as it is. */
async function place(
  path: string,
  { ino, dev, size }: { ino: bigint; dev: bigint; size: bigint },
  sha256: string | undefined,
  { modelsFolder: folder, digests, signal }: TakeOptions,
): Promise<Placed> {
  if (dirname(path) === (await realpath(folder))) return { file: basename(path) };
  // The same content under another name, or a copy of it on another disk: one is enough.
  const here = sha256 && (await fileWithContent(folder, digests, sha256));
  if (here) return { file: here };
  const wished = plainFileName(basename(path));
  for (let attempt = 0; ; attempt++) {
    const file = otherName(wished, sha256 ?? ino.toString(16).padStart(8, "0"), attempt);
    const target = join(folder, file);
    const there = await stat(target, { bigint: true }).catch(() => undefined);
    if (there?.ino === ino && there.dev === dev) return { file };
    if (there !== undefined) continue;
    if (await isLinked(path, target)) return { file };
    return copied(path, target, { folder, size: Number(size), digests, signal });
  }
}

async function isLinked(path: string, target: string): Promise<boolean> {
  return link(path, target).then(
    () => true,
    () => false,
  );
}

const COPY_BYTES = 1 << 20;

interface CopyTo {
  readonly folder: string;
  readonly size: number;
  readonly digests: Pick<DigestRecord, "filesOf">;
  readonly signal: AbortSignal | undefined;
}

/**
 * Copies beside the downloads, where the next start deletes what a kill left, and names the copy when the disk has all of it; or leaves
 * it, where its content turns out to be here.
 */
async function copied(
  path: string,
  target: string,
  { folder, size, digests, signal }: CopyTo,
): Promise<Placed> {
  await needSpace(folder, size);
  const own = takingFolder(folder);
  const part = join(own, "model.part");
  try {
    await mkdir(own, { recursive: true, mode: 0o700 });
    await using from = await open(path, "r");
    await using to = await open(part, "wx", 0o644);
    const sha256 = await copyAll(from, to, signal);
    const here = await fileWithContent(folder, digests, sha256);
    if (here !== undefined) return { file: here, sha256 };
    await to.sync();
    await to.close();
    await rename(part, target);
    await ownDisk.syncFolder(folder);
    return { file: basename(target), sha256 };
  } catch (error) {
    if (signal?.aborted === true) throw new HearthError("CANCELLED", {}, { cause: error });
    throw error;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Answers the SHA-256 of what it copied. */
async function copyAll(
  from: FileHandle,
  to: FileHandle,
  signal: AbortSignal | undefined,
): Promise<string> {
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  const hash = createHash("sha256");
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await from.read(buffer, 0, buffer.length);
    if (bytesRead === 0) return hash.digest("hex");
    hash.update(buffer.subarray(0, bytesRead));
    for (let written = 0; written < bytesRead; )
      written += (await to.write(buffer, written, bytesRead - written)).bytesWritten;
  }
}
