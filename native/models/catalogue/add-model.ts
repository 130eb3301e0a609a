import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import type { ModelFacts } from "../head/model-facts.ts";
import { partName } from "../join/part-name.ts";
import type { OfferedModel } from "./offered-model.ts";

/** What is known of an added file. */
export interface AddedFile {
  readonly url: string;
  /** Where its parts are, of a model in several; the first is `url`. */
  readonly parts?: readonly string[] | undefined;
  readonly partBytes?: readonly number[] | undefined;
  readonly sizeBytes: number;
  readonly sha256?: string | undefined;
  readonly facts: ModelFacts;
}

const quantisationInName = /[-._]((?:ud-)?(?:i?q\d\w*|tq\d_\d|f16|bf16|f32|mxfp4\w*))$/i;

/**
 * An entry for a file that a person added, with an id that no other model has: `taken` are the ids of all others. The same address
 * added again keeps its id.
 */
export function addedModel(added: AddedFile, others: readonly OfferedModel[]): OfferedModel {
  const { url, parts, partBytes, sizeBytes, sha256, facts } = added;
  const ownName = fileNameOf(url);
  const prefix = parts && partName(ownName)?.prefix;
  const file = prefix === undefined ? ownName : `${prefix}.gguf`;
  const bare = file.replace(/\.gguf$/i, "");
  const named = quantisationInName.exec(bare)?.[1]?.toLowerCase();
  const quantisation = facts.quantisation === "unknown" ? (named ?? "unknown") : facts.quantisation;
  const model = facts.name ?? bare;
  const { activeParameters, parameters } = facts;
  const active =
    activeParameters > 0 && activeParameters < parameters ? activeParameters : undefined;
  return {
    id: freeId(slug(bare), url, others),
    name: model,
    family: facts.architecture,
    parameters,
    ...(active === undefined ? {} : { activeParameters: active }),
    contextLength: facts.contextLength,
    licence: facts.licence,
    // The file itself says so, which is neither the model's card nor a list.
    licenceConfirmed: false,
    role: facts.role,
    files: [
      {
        ...{ quantisation, file, url, sizeBytes, sizeExact: true },
        ...(sha256 === undefined ? {} : { sha256 }),
        ...(parts && { parts: [...parts] }),
        ...(partBytes && { partBytes: [...partBytes] }),
      },
    ],
  };
}

/** The address of a local file, for an entry that leads to it. */
export function localAddress(path: string): string {
  return pathToFileURL(path).href;
}

/** The plain name of the file that an address leads to, with only letters that a file name may have anywhere. */
function fileNameOf(url: string): string {
  const name = basename(decoded(new URL(url).pathname))
    .replaceAll(/[^A-Za-z0-9._+-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return /\.gguf$/i.test(name) && name.length > 5 ? name : "model.gguf";
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "");
  return plain === "" ? "model" : plain;
}

function freeId(wished: string, url: string, others: readonly OfferedModel[]): string {
  const same = others.find(({ files }) => files.some((file) => file.url === url));
  if (same !== undefined) return same.id;
  const taken = new Set(others.map(({ id }) => id));
  for (let attempt = 1; ; attempt++) {
    const id = attempt === 1 ? wished : `${wished}-${attempt}`;
    if (!taken.has(id)) return id;
  }
}
