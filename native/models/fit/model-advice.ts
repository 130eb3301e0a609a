import { join } from "node:path";
import { setImmediate as breath } from "node:timers/promises";
import { HearthError } from "../../api/errors.ts";
import type { HardwareReport } from "../../api/hardware.ts";
import type { CatalogueEntry, ModelFit, ModelRole, Proposal, RunShape } from "../../api/models.ts";
import { addedModel, localAddress } from "../catalogue/add-model.ts";
import type { AddedOffers } from "../catalogue/added-offers.ts";
import { browseOne, fileToFit, type KnownFiles } from "../catalogue/browse.ts";
import type { ModelCatalogue } from "../catalogue/catalogue.ts";
import type { CatalogueFiles } from "../catalogue/catalogue-files.ts";
import type { DigestRecord } from "../catalogue/digest-record.ts";
import { offeredFileId } from "../catalogue/offered-model.ts";
import type { RemoteHeads } from "../catalogue/remote-facts.ts";
import { readSource } from "../catalogue/source.ts";
import type { ModelFacts } from "../head/model-facts.ts";
import { partUrls } from "../join/part-name.ts";
import { takeLocalFile } from "../local/local-copy.ts";
import type { MachineStore } from "./learned/machine-store.ts";
import { fitModel, type Machine } from "./model-fit.ts";
import { proposeModel } from "./propose.ts";
import { bestRun } from "./run-choice.ts";
import { measureMemoryBandwidth } from "./speed/memory-bandwidth.ts";
import type { SpeedRange } from "./speed/speed.ts";

/** What this computer could run, and how. */
export interface ModelAdvice {
  browse(): Promise<CatalogueEntry[]>;
  /** Throws NOT_FOUND where nothing of that role fits even partly. */
  propose(role: ModelRole): Promise<Proposal>;
  /** Of a local model or a file of the catalogue. Throws MODEL_NOT_FOUND, NOT_READY, MODEL_DAMAGED, DOWNLOAD_FAILED, CANCELLED. */
  fit(id: string, run: RunShape | undefined, signal?: AbortSignal): Promise<ModelFit>;
  /** Throws BAD_INPUT, MODEL_NOT_FOUND, MODEL_DAMAGED, DOWNLOAD_FAILED, DISK_FULL, DATA_FOLDER_UNWRITABLE, CANCELLED. */
  add(source: string, sha256: string | undefined, signal?: AbortSignal): Promise<CatalogueEntry>;
  /** Throws NOT_FOUND for an id that nobody added. */
  forget(id: string): Promise<CatalogueEntry[]>;
}

/** What advice stands on. */
export interface ModelAdviceOptions {
  readonly catalogue: Pick<ModelCatalogue, "list">;
  readonly files: CatalogueFiles;
  readonly added: AddedOffers;
  readonly heads: RemoteHeads;
  readonly digests: Pick<DigestRecord, "get" | "set" | "filesOf">;
  readonly modelsFolder: string;
  readonly hardware: () => Promise<HardwareReport>;
  readonly store: Pick<MachineStore, "loads" | "speeds">;
  /** Where `hf:` references lead. */
  readonly endpoint?: string | undefined;
}

/** Advice on what is known now: nothing is kept between calls but heads that were read. */
export function createModelAdvice(options: ModelAdviceOptions): ModelAdvice {
  const { catalogue, files, added, heads, store, modelsFolder } = options;
  let bandwidth: Promise<SpeedRange> | undefined;
  const machine = async (): Promise<Machine> => {
    bandwidth ??= measureMemoryBandwidth();
    return {
      hardware: await options.hardware(),
      memoryBandwidth: await bandwidth,
      loads: store.loads(),
      speeds: store.speeds,
    };
  };
  const known = async (): Promise<KnownFiles> => ({
    local: await catalogue.list(),
    remote: heads.known,
  });
  const browse = async (): Promise<CatalogueEntry[]> => {
    const [offers, kept, here] = await Promise.all([files.offers(), known(), machine()]);
    const entries: CatalogueEntry[] = [];
    for (const offer of offers) {
      entries.push(browseOne(offer, kept, here));
      // A long list in one piece would hold up everything else for a tenth of a second.
      await breath();
    }
    return entries;
  };

  return {
    browse,
    propose: async (role) => {
      const [offers, kept, here] = await Promise.all([files.offers(), known(), machine()]);
      const all = offers.flatMap((model) =>
        model.files.map((file) => fileToFit(model, file, kept)),
      );
      const found = proposeModel(all, role, here);
      if (found === undefined) throw new HearthError("NOT_FOUND", { what: "A model that fits" });
      return found;
    },
    fit: async (id, run, signal) => {
      const { facts, sha256 } = await factsOf(id, signal);
      const here = await machine();
      const fitOf = (shape: RunShape): ModelFit => fitModel(facts, sha256, shape, here);
      return run === undefined ? bestRun(facts.contextLength, fitOf) : fitOf(run);
    },
    add: async (text, sha256, signal) => {
      const source = readSource(text, options.endpoint);
      if (source.kind === "file") {
        const taken = await takeLocalFile(source.path, { ...options, sha256, signal });
        const url = localAddress(join(modelsFolder, taken.file));
        const model = addedModel({ ...taken, url }, await files.offers());
        const entry = { ...model, origin: "added" as const };
        return browseOne(entry, await known(), await machine());
      }
      const parts = partUrls(source.url);
      const url = parts?.[0] ?? source.url;
      const { facts, sizeBytes, partBytes } = await heads.readAnew(url, signal);
      const others = await files.offers();
      const model = addedModel({ url, parts, partBytes, sizeBytes, sha256, facts }, others);
      const shipped = others.find(({ id, origin }) => id === model.id && origin === "catalogue");
      // A file of the catalogue itself is there already, with more known about it.
      if (shipped !== undefined) return browseOne(shipped, await known(), await machine());
      await added.put(model);
      return browseOne({ ...model, origin: "added" }, await known(), await machine());
    },
    forget: async (id) => {
      if (!(await added.remove(id)))
        throw new HearthError("NOT_FOUND", { what: `The model ${id}` });
      return browse();
    },
  };

  async function factsOf(
    id: string,
    signal?: AbortSignal,
  ): Promise<{ facts: ModelFacts; sha256: string | undefined }> {
    const local = (await catalogue.list()).find((model) => model.id === id);
    if (local !== undefined) {
      if (local.state === "missing") throw new HearthError("MODEL_NOT_FOUND", { id });
      if (local.facts === undefined) {
        const reason = local.reason ?? "its head cannot be read";
        // What the system did not give says nothing of the bytes.
        if (local.state === "unverified" && local.reason !== undefined)
          throw new HearthError("NOT_READY", { what: local.name, reason });
        throw new HearthError("MODEL_DAMAGED", { file: local.file, reason });
      }
      return { facts: local.facts, sha256: local.sha256 === "" ? undefined : local.sha256 };
    }
    for (const model of await files.offers()) {
      const file = model.files.find((one) => offeredFileId(model, one) === id);
      if (file === undefined) continue;
      const { facts, sha256 } = fileToFit(model, file, await known());
      return facts === undefined
        ? { facts: (await heads.read(file.url, signal)).facts, sha256 }
        : { facts, sha256 };
    }
    throw new HearthError("MODEL_NOT_FOUND", { id });
  }
}
