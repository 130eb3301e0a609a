import { join } from "node:path";
import { HearthError, reasonOf } from "../../api/errors.ts";
import type { HardwareReport } from "../../api/hardware.ts";
import { fileDigest } from "../../engine/file-digest.ts";
import type { ModelFacts } from "../head/model-facts.ts";
import { readFileHead } from "../head/read-head.ts";
import {
  type FileSeen,
  type FolderTrouble,
  modelsFolder,
  seenFile,
} from "../local/models-folder.ts";
import { type CatalogueModel, type RunWish, recommendedModel } from "./catalogue-model.ts";
import {
  createDigestRecord,
  type DigestRecord,
  type FileStamp,
  type KnownDigest,
} from "./digest-record.ts";
import { type ManifestEntry, readManifest } from "./manifest.ts";

/** All models this node knows: those shipped with it and those put into its models folder. */
export interface ModelCatalogue {
  /** Shipped ones first, in the manifest's order, then added ones by file name; those last known while the system does not give them. */
  list(): Promise<readonly CatalogueModel[]>;
  /** Why the added ones of the newest list are the last known ones; undefined while they are not. */
  trouble(): FolderTrouble | undefined;
  /** Throws MODEL_NOT_FOUND, or NOT_READY where the folder that may hold it cannot be read now. */
  find(id: string): Promise<CatalogueModel>;
  /** Reads the whole file and says whether its bytes are right. An added file's first digest becomes what it must stay. */
  verify(id: string, signal?: AbortSignal): Promise<CatalogueModel>;
  /** The best model that is ready and fits; undefined when none does. */
  recommended(hardware: HardwareReport, wish?: RunWish): Promise<CatalogueModel | undefined>;
}

/** Shipped files up to this size are verified whenever they are listed: it takes milliseconds. */
const VERIFIED_AT_ONCE = 64 * 2 ** 20;

/** What became of a head. `unread`: the system would not give it now, which says nothing of its bytes. */
type Read =
  | { readonly kind: "facts"; readonly facts: ModelFacts }
  | { readonly kind: "damaged" | "unread"; readonly reason: string };

/** A catalogue over two folders; either may be absent. */
export function createCatalogue(options: {
  readonly shippedFolder: string;
  readonly modelsFolder: string;
  /** Of the models folder; shared with whoever puts files there that it has hashed already. */
  readonly record?: DigestRecord;
  /** Reads a file's head, and throws HearthError for what is wrong with the file alone. */
  readonly readHead?: typeof readFileHead;
  /** Names of what a folder holds. */
  readonly readFolder?: (folder: string) => Promise<readonly string[]>;
  readonly seenFile?: (path: string) => Promise<FileSeen>;
  readonly now?: () => number;
}): ModelCatalogue {
  const record = options.record ?? createDigestRecord(options.modelsFolder);
  const see = options.seenFile ?? seenFile;
  const folder = modelsFolder(options.modelsFolder, options);
  /** Each added model as it was last seen, for as long as the system does not say what became of it. */
  const lastSeen = new Map<string, CatalogueModel>();
  let manifest: readonly ManifestEntry[] | undefined;
  const heads = new Map<string, FileStamp & { readonly read: Promise<Read> }>();
  const digests = new Map<string, KnownDigest>();

  const head = (path: string, stamp: FileStamp): Promise<Read> => {
    const known = heads.get(path);
    if (known !== undefined && sameStamp(known, stamp)) return known.read;
    const entry = { ...stamp, read: readFacts(path, options.readHead ?? readFileHead) };
    heads.set(path, entry);
    void entry.read.then(({ kind }) => {
      // It is tried again the next time.
      if (kind === "unread" && heads.get(path) === entry) heads.delete(path);
    });
    return entry.read;
  };
  const digest = async (path: string, stamp: FileStamp, signal?: AbortSignal): Promise<string> => {
    const known = digests.get(path);
    if (known !== undefined && sameStamp(known, stamp)) return known.sha256;
    const sha256 = await fileDigest(path, signal);
    digests.set(path, { ...stamp, sha256 });
    return sha256;
  };

  const shipped = async (entry: ManifestEntry): Promise<CatalogueModel> => {
    const path = join(options.shippedFolder, entry.file);
    const base = {
      ...{ id: entry.id, name: entry.name ?? entry.id, file: entry.file, path },
      ...{ sizeBytes: entry.size, sha256: entry.sha256, quantisation: entry.quantisation },
      ...{ parameters: entry.parameters, contextLength: entry.contextLength },
      ...{ licence: entry.licence, origin: "shipped" as const },
    };
    const seen = await see(path);
    if (seen.kind === "none") return { ...base, state: "missing" };
    if (seen.kind === "unread") return { ...base, state: "unverified", reason: seen.reason };
    const { stamp } = seen;
    if (stamp.size !== entry.size) {
      const reason = `it has ${stamp.size} bytes instead of ${entry.size}`;
      return { ...base, state: "damaged", reason };
    }
    const known = digests.get(path);
    if (entry.size > VERIFIED_AT_ONCE && (known === undefined || !sameStamp(known, stamp))) {
      return { ...base, state: "unverified", ...(await factsOnly(path, stamp)) };
    }
    let sha256: string;
    try {
      sha256 = await digest(path, stamp);
    } catch (error) {
      // Nothing says that its bytes are wrong.
      return { ...base, state: "unverified", reason: reasonOf(error) };
    }
    if (sha256 !== entry.sha256) {
      return { ...base, state: "damaged", reason: "its SHA-256 is not the manifest's" };
    }
    return { ...base, state: "ready", ...(await factsOnly(path, stamp)) };
  };
  const factsOnly = async (path: string, stamp: FileStamp): Promise<{ facts?: ModelFacts }> => {
    const read = await head(path, stamp);
    return read.kind === "facts" ? { facts: read.facts } : {};
  };

  const added = async (file: string, id: string): Promise<CatalogueModel | undefined> => {
    const path = join(options.modelsFolder, file);
    const seen = await see(path);
    if (seen.kind === "none") return undefined;
    if (seen.kind === "unread") {
      const last = lastSeen.get(file) ?? unseen(file, id, path, seen.reason);
      // With the id of now: another file may have come that has its earlier one.
      return { ...last, id };
    }
    const model = await addedFile(file, id, path, seen.stamp);
    lastSeen.set(file, model);
    return model;
  };
  const addedFile = async (
    file: string,
    id: string,
    path: string,
    stamp: FileStamp,
  ): Promise<CatalogueModel> => {
    const bare = file.replace(/\.gguf$/i, "");
    const known = await record.get(file);
    const read = await head(path, stamp);
    const facts = read.kind === "facts" ? read.facts : undefined;
    const base = {
      ...{ id, name: facts?.name ?? bare, file, path },
      ...{ sizeBytes: stamp.size, sha256: known?.sha256 ?? "" },
      quantisation: facts?.quantisation ?? "unknown",
      parameters: facts?.parameters ?? 0,
      contextLength: facts?.contextLength ?? 1,
      licence: facts?.licence ?? "unknown",
      origin: await originOf(options.modelsFolder, known, see),
      ...(facts === undefined ? {} : { facts }),
    };
    if (read.kind === "damaged") return { ...base, state: "damaged", reason: read.reason };
    if (read.kind === "unread") return { ...base, state: "unverified", reason: read.reason };
    if (known === undefined) return { ...base, state: "unverified" };
    if (sameStamp(known, stamp)) return { ...base, state: "ready" };
    const hashed = digests.get(path);
    if (hashed === undefined || !sameStamp(hashed, stamp)) return { ...base, state: "unverified" };
    const reason = "its bytes are not those that were verified first";
    return { ...base, state: "damaged", reason };
  };

  /** The manifest as it is, or as it was while the system does not give it. */
  const entries = async (): Promise<readonly ManifestEntry[]> => {
    try {
      manifest = await readManifest(options.shippedFolder);
    } catch (error) {
      const unread = error instanceof HearthError && error.code === "NOT_READY";
      if (!unread || manifest === undefined) throw error;
    }
    return manifest;
  };
  const list = async (): Promise<readonly CatalogueModel[]> => {
    const own = await Promise.all((await entries()).map(shipped));
    const taken = new Set(own.map(({ id }) => id));
    const files = await folder.files();
    for (const file of lastSeen.keys()) if (!files.includes(file)) lastSeen.delete(file);
    const others = await Promise.all(files.map((file) => added(file, freeId(file, taken))));
    return [...own, ...others.filter((model) => model !== undefined)];
  };
  const find = async (id: string): Promise<CatalogueModel> => {
    const model = (await list()).find((known) => known.id === id);
    if (model !== undefined) return model;
    const unread = folder.trouble();
    if (unread === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
    throw new HearthError("NOT_READY", { what: "The models folder", reason: unread.reason });
  };

  return {
    list,
    trouble: folder.trouble,
    find,
    verify: async (id, signal) => {
      const model = await find(id);
      const seen = await see(model.path);
      if (seen.kind !== "file") return model;
      const { stamp } = seen;
      digests.delete(model.path);
      heads.delete(model.path);
      const sha256 = await digest(model.path, stamp, signal);
      if (model.origin !== "shipped" && (model.sha256 === "" || model.sha256 === sha256)) {
        await record.set(model.file, { ...stamp, sha256 });
      }
      return find(id);
    },
    recommended: async (hardware, wish) => recommendedModel(await list(), hardware, wish),
  };
}

/** An id that no model has yet: endings may be written in several ways, and shipped ids come first. It is taken with that. */
function freeId(file: string, taken: Set<string>): string {
  const bare = file.replace(/\.gguf$/i, "");
  const wishes = [bare, `added-${bare}`, file];
  for (let count = 2; ; count += 1) {
    const id = wishes.shift() ?? `${file}-${count}`;
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}

/** What a download brought lies in the store by its digest as well. */
async function originOf(
  modelsFolder: string,
  known: KnownDigest | undefined,
  see: typeof seenFile,
): Promise<"downloaded" | "added"> {
  if (known === undefined) return "added";
  const blob = await see(join(modelsFolder, "blobs", known.sha256));
  return blob.kind === "none" ? "added" : "downloaded";
}

/** A file that is in the folder's list, but of which the system never said more. */
function unseen(file: string, id: string, path: string, reason: string): CatalogueModel {
  return {
    ...{
      id,
      name: file.replace(/\.gguf$/i, ""),
      file,
      path,
      sizeBytes: 0,
      sha256: "",
      parameters: 0,
    },
    ...{ quantisation: "unknown", contextLength: 1, licence: "unknown", origin: "added" },
    ...{ state: "unverified", reason },
  };
}

async function readFacts(path: string, readHead: typeof readFileHead): Promise<Read> {
  try {
    return { kind: "facts", facts: (await readHead(path)).facts };
  } catch (error) {
    if (error instanceof HearthError)
      return { kind: "damaged", reason: String(error.detail.reason ?? error.message) };
    return { kind: "unread", reason: reasonOf(error) };
  }
}

function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.modified === b.modified;
}
