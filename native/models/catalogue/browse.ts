import type { CatalogueEntry, CatalogueFile } from "../../api/models.ts";
import { bestFit, type FileToFit, fitFile } from "../fit/file-fit.ts";
import type { Machine } from "../fit/model-fit.ts";
import { usualRun } from "../fit/run-plan.ts";
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
    sha256: here?.sha256 === "" ? file.sha256 : (here?.sha256 ?? file.sha256),
  };
}

/** The contract's view of the catalogue, each file with what it would be on this computer run as usual. */
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
  const candidates = model.files.map((file) => fileToFit(model, file, known));
  const fitting = candidates
    .filter((candidate) => bestFit(candidate, machine).verdict === "fits")
    .sort((a, b) => b.file.sizeBytes - a.file.sizeBytes)[0];
  return {
    ...{ id: offered.id, name: offered.name, family: offered.family },
    ...{ parameters: offered.parameters, licence: offered.licence, role: offered.role, origin },
    licenceConfirmed: offered.licenceConfirmed,
    ...(activeParameters === undefined ? {} : { activeParameters }),
    ...(contextLength === undefined ? {} : { contextLength }),
    files: candidates.map((candidate) => browseFile(candidate, known, machine)),
    ...(fitting === undefined ? {} : { proposed: offeredFileId(model, fitting.file) }),
  };
}

function browseFile(candidate: FileToFit, known: KnownFiles, machine: Machine): CatalogueFile {
  const { model, file, facts } = candidate;
  const longest = facts?.contextLength ?? model.contextLength ?? usualRun.contextSize;
  const run = { ...usualRun, contextSize: Math.max(8, Math.min(longest, usualRun.contextSize)) };
  const { fit, sure } = fitFile(candidate, run, machine);
  const here = localFile(file, known.local);
  const sha256 = file.sha256;
  return {
    ...{ id: offeredFileId(model, file), quantisation: file.quantisation, file: file.file },
    ...{ url: file.url, sizeBytes: file.sizeBytes, sizeExact: file.sizeExact },
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(here === undefined ? {} : { localId: here.id }),
    fit: sure ? fit.verdict : "unknown",
    neededBytes: fit.total,
    ...(fit.speed === undefined ? {} : { decode: fit.speed.decode }),
  };
}
