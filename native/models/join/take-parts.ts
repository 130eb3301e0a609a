import { createHash, randomUUID } from "node:crypto";
import { lstat, mkdir, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HearthError } from "../../api/errors.ts";
import { fileWithContent } from "../catalogue/known-content.ts";
import type { TakenFile, TakeOptions } from "../catalogue/taken-file.ts";
import { ownDisk } from "../download/store/disk.ts";
import { otherName, plainFileName } from "../download/store/file-name.ts";
import { needSpace } from "../download/store/free-space.ts";
import { joinFileHeads, readFileHead } from "../head/read-head.ts";
import { padded } from "./joined-head.ts";
import { type PartName, partFile } from "./part-name.ts";

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
  const { head, pieces } = await joinFileHeads(paths, file);
  await needSpace(
    folder,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const own = join(folder, "partials", randomUUID());
  const part = join(own, "model.part");
  try {
    await mkdir(own, { recursive: true, mode: 0o700 });
    const sha256 = await written(part, head, paths, pieces, signal);
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

const COPY_BYTES = 1 << 20;

/** Writes the head and each part's data behind it, each padded as llama.cpp does; answers the SHA-256 of all of it. */
async function written(
  target: string,
  head: Uint8Array,
  paths: readonly string[],
  pieces: readonly { readonly start: number; readonly bytes: number }[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash("sha256");
  await using to = await open(target, "wx", 0o644);
  const put = async (bytes: Uint8Array): Promise<void> => {
    signal?.throwIfAborted();
    hash.update(bytes);
    for (let done = 0; done < bytes.length; )
      done += (await to.write(bytes, done, bytes.length - done)).bytesWritten;
  };
  await put(head);
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  for (const [index, { start, bytes }] of pieces.entries()) {
    await using from = await open(paths[index] ?? "", "r");
    for (let done = 0; done < bytes; ) {
      const wanted = Math.min(buffer.length, bytes - done);
      const { bytesRead } = await from.read(buffer, 0, wanted, start + done);
      if (bytesRead === 0)
        throw damaged(`part ${index + 1}`, "it became shorter while it was read");
      await put(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
    await put(Buffer.alloc(padded(bytes) - bytes));
  }
  await to.sync();
  return hash.digest("hex");
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
