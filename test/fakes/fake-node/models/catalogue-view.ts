import type {
  CatalogueEntry,
  CatalogueFile,
  Model,
  ModelRole,
} from "../../../../native/api/models.ts";
import { sampleHash } from "../samples.ts";
import { fitView, usualRun, type Weighty } from "./fit-view.ts";
import { demoShape, type ModelShape, modelShapes } from "./shapes.ts";

const MIB = 1024 ** 2;

/** What the fake proposes for each role: its model's best file in the list too. */
export const bestFiles: Readonly<
  Record<ModelRole, readonly [model: string, quantisation: string]>
> = {
  chat: ["qwen3-30b-a3b", "Q4_K_M"],
  code: ["qwen2.5-coder-14b", "Q8_0"],
  embedding: ["nomic-embed-v1.5", "F16"],
};

/** The id of one file of a model. */
export function fileId(model: string, quantisation: string): string {
  return `${model}-${quantisation.toLowerCase()}`;
}

/** A catalogue's model as the contract gives it; `local` are the files that are here. */
export function catalogueEntry(
  shape: ModelShape,
  origin: CatalogueEntry["origin"],
  local: readonly Model[],
): CatalogueEntry {
  const files = shape.files.map(([quantisation, sizeBytes]): CatalogueFile => {
    const id = fileId(shape.id, quantisation);
    const here = local.find((model) => model.id === id);
    const fit = fitView(weighty(shape, sizeBytes), usualRun(weighty(shape, sizeBytes)));
    const file = `${shape.name.replaceAll(/[ .]+/g, "-").toLowerCase()}-${quantisation.toLowerCase()}.gguf`;
    return {
      id,
      quantisation,
      file,
      url: `https://models.example/${shape.repository}/${file}`,
      sizeBytes,
      sizeExact: quantisation !== "Q5_K_M",
      ...(shape.licenceConfirmed && { sha256: sampleHash(id).slice(2) }),
      ...(here && { localId: here.id }),
      fit: fit.verdict,
      run: fit.run,
      neededBytes: fit.total,
      ...(fit.speed && { decode: fit.speed.decode }),
    };
  });
  const [best, quantisation] = bestFiles[shape.role];
  const proposed =
    files.find((one) => shape.id === best && one.quantisation === quantisation) ??
    [...files].reverse().find((one) => one.fit === "fits");
  return {
    id: shape.id,
    name: shape.name,
    family: shape.family,
    parameters: shape.parameters,
    ...(shape.activeParameters !== undefined && { activeParameters: shape.activeParameters }),
    contextLength: shape.contextLength,
    licence: shape.licence,
    licenceConfirmed: shape.licenceConfirmed,
    role: shape.role,
    origin,
    files,
    ...(proposed && { proposed: proposed.id }),
  };
}

/** What the fit needs of a file of a model. */
export function weighty(shape: ModelShape, sizeBytes: number): Weighty {
  return {
    sizeBytes,
    layers: shape.layers,
    cacheNumbers: shape.cacheNumbers,
    contextLength: shape.contextLength,
    activeShare: (shape.activeParameters ?? shape.parameters) / shape.parameters,
    loads: shape.id === "qwen3-4b" ? 6 : 0,
  };
}

/** The three shipped models as the fit sees them. */
export function demoWeighty(model: Model): Weighty {
  return { ...demoShape, sizeBytes: model.sizeBytes, activeShare: 1, loads: 12 };
}

/** A downloaded file as a model of this node. */
export function localModel(shape: ModelShape, quantisation: string): Model {
  const sizeBytes = shape.files.find(([name]) => name === quantisation)?.[1] ?? 0;
  const need = weighty(shape, sizeBytes);
  const fit = fitView(need, usualRun(need));
  const id = fileId(shape.id, quantisation);
  return {
    id,
    name: shape.name,
    file: `${id}.gguf`,
    sizeBytes,
    sha256: sampleHash(id).slice(2),
    quantisation,
    parameters: shape.parameters,
    contextLength: shape.contextLength,
    licence: shape.licence,
    role: shape.role,
    origin: "downloaded",
    state: "ready",
    neededBytes: fit.total.high,
    fits: fit.verdict === "fits",
    fit: fit.verdict,
    recommended: false,
    loaded: false,
  };
}

/** The shipped demo in one quantisation. */
function shippedModel(quantisation: string, size: number, recommended: boolean): Model {
  const id = `hearth-demo-${quantisation.toLowerCase()}`;
  return {
    id,
    name: "Hearth Demo",
    file: `${id}.gguf`,
    sizeBytes: Math.round(size),
    sha256: sampleHash(quantisation).slice(2),
    quantisation,
    parameters: 412_000,
    contextLength: demoShape.contextLength,
    role: "chat",
    licence: "Apache-2.0",
    origin: "shipped",
    state: "ready",
    neededBytes: Math.round(size + 6 * MIB),
    fits: true,
    fit: "fits",
    recommended,
    loaded: false,
  };
}

/** What is on the fake's disk: the three shipped models, three downloaded, and one that was added and is too large. */
export function sampleModels(): Model[] {
  const shape = (id: string): ModelShape | undefined => modelShapes.find((one) => one.id === id);
  const downloaded = [
    ["qwen3-4b", "Q4_K_M"],
    ["nomic-embed-v1.5", "F16"],
    ["qwen2.5-coder-14b", "Q4_K_M"],
  ].flatMap(([id = "", quantisation = ""]) => {
    const found = shape(id);
    return found ? [localModel(found, quantisation)] : [];
  });
  const large = shape("llama-3.3-70b");
  return [
    shippedModel("F16", 0.9 * MIB, true),
    shippedModel("Q8_0", 0.5 * MIB, false),
    shippedModel("Q4_0", 0.3 * MIB, false),
    ...downloaded.map((model) =>
      model.id.startsWith("qwen2.5")
        ? { ...model, state: "damaged" as const, reason: "its SHA-256 is not the manifest's" }
        : model,
    ),
    ...(large
      ? [{ ...localModel(large, "Q4_K_M"), origin: "added" as const, state: "unverified" as const }]
      : []),
  ];
}
