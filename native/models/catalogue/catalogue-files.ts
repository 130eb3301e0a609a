import { HearthError } from "../../api/errors.ts";
import type { AddedOffers } from "./added-offers.ts";
import { type OfferedModel, offeredFileId } from "./offered-model.ts";
import { shippedOffers } from "./shipped-offers.ts";

/** One file that can be fetched: what a download needs to know before it asks the server. */
export interface FetchableFile {
  /** As in the contract's `catalogueFile.id`. */
  readonly id: string;
  readonly modelId: string;
  /** The model's name with its quantisation, for people. */
  readonly name: string;
  /** The plain file name that it has in the models folder. */
  readonly file: string;
  readonly url: string;
  readonly sizeBytes: number;
  /** False where the size is rounded, so that only the server knows it. */
  readonly sizeExact: boolean;
  /** Where the parts are, of a model in several; the first is `url`, and `sizeBytes` is the whole's once they are joined. */
  readonly parts?: readonly string[];
  /** Bytes of each of them, where their heads were read. */
  readonly partBytes?: readonly number[];
  /** What the whole file must hash to, where somebody said it beforehand. */
  readonly sha256?: string;
}

/** Everything that can be fetched: the shipped catalogue and what the person added. */
export interface CatalogueFiles {
  offers(): Promise<readonly OfferedByOrigin[]>;
  /** Throws MODEL_NOT_FOUND. */
  findFile(fileId: string): Promise<FetchableFile>;
}

/** A model that can be fetched, and who put it into the catalogue. */
export type OfferedByOrigin = OfferedModel & { readonly origin: "catalogue" | "added" };

/** The files of the shipped catalogue and the added ones; a shipped id wins over an added one. */
export function createCatalogueFiles(
  added: Pick<AddedOffers, "list">,
  shipped: readonly OfferedModel[] = shippedOffers,
): CatalogueFiles {
  const offers = async (): Promise<readonly OfferedByOrigin[]> => {
    const taken = new Set(shipped.map(({ id }) => id));
    return [
      ...shipped.map((model) => ({ ...model, origin: "catalogue" as const })),
      ...(await added.list())
        .filter(({ id }) => !taken.has(id))
        .map((model) => ({ ...model, origin: "added" as const })),
    ];
  };
  return {
    offers,
    findFile: async (fileId) => {
      for (const model of await offers()) {
        const found = model.files.find((file) => offeredFileId(model, file) === fileId);
        if (found !== undefined) return fetchable(model, found);
      }
      throw new HearthError("MODEL_NOT_FOUND", { id: fileId });
    },
  };
}

function fetchable(model: OfferedModel, found: OfferedModel["files"][number]): FetchableFile {
  const { file, url, sizeBytes, sizeExact, sha256, quantisation, parts, partBytes } = found;
  return {
    ...{ id: offeredFileId(model, found), modelId: model.id, file, url, sizeBytes, sizeExact },
    name: `${model.name} ${quantisation}`,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(parts && { parts }),
    ...(partBytes && { partBytes }),
  };
}
