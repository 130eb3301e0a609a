import type { CatalogueEntry, CatalogueFile } from "../../api/models.ts";
import { bestFile, type FittedFile } from "../fit/best-file.ts";
import { bestFit, type FileToFit } from "../fit/file-fit.ts";
import type { Machine } from "../fit/model-fit.ts";
import type { HeadFacts } from "../head/thread/head-task.ts";
import type { OfferedByOrigin } from "./catalogue-files.ts";
import type { CatalogueModel } from "./catalogue-model.ts";
import { type OfferedFile, type OfferedModel, offeredFileId } from "./offered-model.ts";

/** What is known of files beside the catalogue: which are here, and which heads were read. */
export interface KnownFiles {
  readonly local: readonly CatalogueModel[];
  readonly remote: (url: string) => HeadFacts | undefined;
}

/**
 * The local file that an offered one is: by its bytes where they are known, else by its name, unless digest or size say that
 * it is another's file of that name.
 */
export function localFile(
  file: OfferedFile,
  local: readonly CatalogueModel[],
): CatalogueModel | undefined {
  const own = local.filter(({ state }) => state !== "missing");
  const byBytes = own.find(({ sha256 }) => sha256 !== "" && sha256 === file.sha256);
  const mayBe = ({ sha256, sizeBytes }: CatalogueModel): boolean =>
    (sha256 === "" || file.sha256 === undefined) &&
    (!file.sizeExact || sizeBytes === file.sizeBytes);
  return (
    byBytes ??
    own.find((model) => model.origin !== "shipped" && model.file === file.file && mayBe(model))
  );
}

/** A file with everything that is known of it. */
export function fileToFit(model: OfferedModel, file: OfferedFile, known: KnownFiles): FileToFit {
  const remote = known.remote(file.url);
  const told =
    remote === undefined ? file : { ...file, sizeBytes: remote.sizeBytes, sizeExact: true };
  const here = localFile(told, known.local);
  const exact = here?.sizeBytes ?? remote?.sizeBytes;
  return {
    model,
    file: exact === undefined ? file : { ...file, sizeBytes: exact, sizeExact: true },
    facts: here?.facts ?? remote?.facts,
    // Of a file that is here and was never verified nothing is known by its digest, as in its own fit.
    sha256: here === undefined ? file.sha256 : here.sha256 || undefined,
  };
}

/** The contract's view of the catalogue, each file with what it would be on this computer in the best way of running it. */
export function browse(
  offers: readonly OfferedByOrigin[],
  known: KnownFiles,
  machine: Machine,
): CatalogueEntry[] {
  return offers.map((model) => browseOne(model, known, machine));
}

/** The contract's view of one model. */
export function browseOne(
  model: OfferedByOrigin,
  known: KnownFiles,
  machine: Machine,
): CatalogueEntry {
  const { origin, activeParameters, contextLength, ...offered } = model;
  const fitted = model.files.map((offeredFile): FittedFile => {
    const candidate = fileToFit(model, offeredFile, known);
    return { ...candidate, fit: bestFit(candidate, machine) };
  });
  const proposed = bestFile(fitted);
  return {
    ...{ id: offered.id, name: offered.name, family: offered.family },
    ...{ parameters: offered.parameters, licence: offered.licence, role: offered.role, origin },
    licenceConfirmed: offered.licenceConfirmed,
    ...(activeParameters === undefined ? {} : { activeParameters }),
    ...(contextLength === undefined ? {} : { contextLength }),
    files: fitted.map((candidate) => browseFile(candidate, known)),
    ...(proposed === undefined ? {} : { proposed: offeredFileId(model, proposed.file) }),
  };
}

function browseFile({ model, file, fit }: FittedFile, known: KnownFiles): CatalogueFile {
  const here = localFile(file, known.local);
  const sha256 = file.sha256;
  return {
    ...{ id: offeredFileId(model, file), quantisation: file.quantisation, file: file.file },
    ...{ url: file.url, sizeBytes: file.sizeBytes, sizeExact: file.sizeExact },
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(here === undefined ? {} : { localId: here.id }),
    ...{ fit: fit.verdict, run: fit.run, neededBytes: fit.total },
    ...(fit.speed === undefined ? {} : { decode: fit.speed.decode }),
  };
}
