import { lstat, mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { HearthError } from "../../../api/errors.ts";
import { fileDigest } from "../../../engine/file-digest.ts";
import type { DigestRecord } from "../../catalogue/digest-record.ts";
import { fileWithContent } from "../../local/known-content.ts";
import { diskError } from "../chunks/disk-error.ts";
import { ownDisk, type StoreDisk } from "./disk.ts";
import { otherName, plainFileName } from "./file-name.ts";

/** Whole model files, each content once: `blobs/<sha256>` and, as a hard link to it, every name that it has. */
export interface ModelStore {
  /** True where this content is here: in the store, or in a file that the record of digests vouches for. */
  has(sha256: string): Promise<boolean>;
  /** Takes a whole file whose digest is known into the store under a name; the name may get an addition where it is taken. Answers it. */
  adopt(path: string, sha256: string, name: string): Promise<string>;
  /** Gives content that is here one more name, or the one it has. Answers it. Throws NOT_FOUND where it is not here. */
  giveName(sha256: string, name: string): Promise<string>;
  /** Deletes a name, and the content with its last one. Throws MODEL_NOT_FOUND, MODEL_IN_USE, BAD_INPUT for what is no plain model file. */
  remove(name: string): Promise<void>;
  /** Deletes content whose last name somebody else deleted. Answers how many. */
  sweep(): Promise<number>;
}

/** What the store tells and asks. */
export interface StoreOptions {
  readonly folder: string;
  /** So that nobody has to hash again what was hashed while it came. */
  readonly digests: Pick<DigestRecord, "set" | "forget" | "filesOf">;
  /** Who works with this file just now; undefined: nobody. */
  readonly user: (path: string) => Promise<string | undefined> | string | undefined;
  readonly disk?: StoreDisk;
}

/** Codes of file systems that know no hard links. */
const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);

/** The store of one models folder. Its methods throw DISK_FULL or DATA_FOLDER_UNWRITABLE as well. */
export function createModelStore(options: StoreOptions): ModelStore {
  const { folder, digests, user, disk = ownDisk } = options;
  const blobs = join(folder, "blobs");
  const blobOf = (sha256: string): string => join(blobs, sha256);

  let turn: Promise<unknown> = Promise.resolve();
  /** One after another: two contents of one name, or one content twice, that end together must not both find their place free. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work).catch((error: unknown) => {
      throw diskError(error, join(folder, "x"));
    });
    turn = next.catch(() => undefined);
    return next;
  };
  const findName = async (blob: string, sha256: string, wished: string): Promise<string> => {
    const plain = plainFileName(wished);
    for (let attempt = 0; ; attempt += 1) {
      const own = otherName(plain, sha256, attempt);
      const taken = (await readdir(folder)).find((each) => isOneName(each, own));
      const name = taken ?? own;
      const path = join(folder, name);
      // Another program may take the name between the two.
      const isLinked = taken === undefined && (await linkOrMove(blob, path, disk));
      if (isLinked || (await isSameFile(path, blob))) {
        await remember(path, sha256);
        return name;
      }
    }
  };
  /** Throws Error where the blobs lie anywhere but in a folder of this one: they would be somebody else's to keep. */
  const makeBlobs = async (): Promise<void> => {
    await mkdir(blobs, { recursive: true, mode: 0o700 });
    if (!(await isOwnFolder(blobs))) throw new Error(`${blobs} is a link to another folder`);
  };
  const remember = async (path: string, sha256: string): Promise<void> => {
    const { size, mtimeMs } = await stat(path);
    await digests.set(basename(path), { size, modified: mtimeMs, sha256 });
  };
  /**
   * True where the blob has the bytes that its name says. Every name of it is the same file, and whoever writes into one writes into
   * all: so it must have no other name, or be as it was when it was hashed, or be hashed again.
   */
  const holds = async (sha256: string): Promise<boolean> => {
    const blob = blobOf(sha256);
    const found = await lstat(blob).catch(() => undefined);
    if (found?.isFile() !== true || !(await isOwnFolder(blobs))) return false;
    if (found.nlink === 1) return true;
    const known = await digests.filesOf(sha256);
    const isSame = known.some(([, { size, modified }]) => {
      return size === found.size && modified === found.mtimeMs;
    });
    return isSame || (await fileDigest(blob)) === sha256;
  };
  /** The name of content that somebody put here beside the store. */
  const outside = (sha256: string): Promise<string | undefined> =>
    fileWithContent(folder, digests, sha256);
  /** Where the content is here: in the store from now on ("blob"), or under its only name where the disk knows no links. */
  const takeIn = async (sha256: string): Promise<"blob" | { only: string } | undefined> => {
    if (await holds(sha256)) return "blob";
    const name = await outside(sha256);
    if (name === undefined) return undefined;
    await makeBlobs();
    // What lies there has other bytes by now, and names of its own to be known by.
    await rm(blobOf(sha256), { force: true });
    return (await linked(join(folder, name), blobOf(sha256), disk)) ? "blob" : { only: name };
  };
  const named = async (sha256: string, wished: string): Promise<string> => {
    const name = await findName(blobOf(sha256), sha256, wished);
    await disk.syncFolder(folder);
    return name;
  };

  return {
    has: async (sha256) => (await holds(sha256)) || (await outside(sha256)) !== undefined,
    adopt: (path, sha256, name) =>
      inTurn(async () => {
        await makeBlobs();
        const here = await takeIn(sha256);
        // The same content may be here under another name already: then this copy is the one too many.
        if (here === undefined) await disk.rename(path, blobOf(sha256));
        else await disk.remove(path);
        if (typeof here === "object") return here.only;
        await disk.syncFolder(blobs);
        return named(sha256, name);
      }),
    giveName: (sha256, name) =>
      inTurn(async () => {
        const here = await takeIn(sha256);
        if (here === undefined)
          throw new HearthError("NOT_FOUND", { what: `The file with SHA-256 ${sha256}` });
        return here === "blob" ? named(sha256, name) : here.only;
      }),
    remove: async (name) => {
      const path = join(folder, name);
      if (basename(name) !== name || !/\.gguf$/i.test(name))
        throw new HearthError("BAD_INPUT", { reason: "That is no model file of this folder." });
      const found = await lstat(path, { bigint: true }).catch(() => undefined);
      // Where capitals make no difference to the disk they make one to those who ask whether the file is in use.
      const isListed = (await readdir(folder).catch((): string[] => [])).includes(name);
      if (found === undefined || !isListed) throw new HearthError("MODEL_NOT_FOUND", { id: name });
      // A link that leads elsewhere is somebody else's; only what lies here is deleted.
      if (!found.isFile())
        throw new HearthError("BAD_INPUT", { reason: `${name} is no plain file.` });
      const works = await user(path);
      if (works !== undefined) throw new HearthError("MODEL_IN_USE", { id: name, user: works });
      await disk.remove(path).catch((error: unknown) => {
        throw diskError(error, path);
      });
      await digests.forget(name);
      await sweepOne(blobs, found.ino);
    },
    sweep: async () => {
      let swept = 0;
      for (const file of await ownBlobs(blobs))
        if (await sweepIfNameless(join(blobs, file))) swept += 1;
      return swept;
    },
  };
}

/** False where the name is taken by now. */
async function linkOrMove(blob: string, path: string, disk: StoreDisk): Promise<boolean> {
  try {
    // Without hard links the content has this one name, and no place among the blobs.
    if (!(await linked(blob, path, disk))) await disk.rename(blob, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  return true;
}

/** False on a file system without links. */
async function linked(from: string, to: string, disk: StoreDisk): Promise<boolean> {
  try {
    await disk.link(from, to);
    return true;
  } catch (error) {
    if (NO_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** What the store put there itself: in a folder of its own, and named by a digest. */
async function ownBlobs(blobs: string): Promise<readonly string[]> {
  if (!(await isOwnFolder(blobs))) return [];
  const files = await readdir(blobs).catch(() => []);
  return files.filter((file) => /^[0-9a-f]{64}$/.test(file));
}

async function isOwnFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Names that some disks cannot tell apart. */
function isOneName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

async function sweepOne(blobs: string, inode: bigint): Promise<void> {
  for (const file of await ownBlobs(blobs)) {
    const path = join(blobs, file);
    if ((await fileNumber(path))?.ino === inode) await sweepIfNameless(path);
  }
}

async function sweepIfNameless(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.nlink > 1) return false;
  await rm(path, { force: true });
  return true;
}

async function isSameFile(path: string, blob: string): Promise<boolean> {
  const [named, content] = await Promise.all([fileNumber(path), fileNumber(blob)]);
  return named !== undefined && named.ino === content?.ino && named.dev === content.dev;
}

/** What tells two files apart, as whole numbers: on NTFS they pass 2^53, where neighbours are one as doubles. */
async function fileNumber(path: string): Promise<{ ino: bigint; dev: bigint } | undefined> {
  return lstat(path, { bigint: true }).catch(() => undefined);
}
