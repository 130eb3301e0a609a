import { HearthError } from "../../../../native/api/errors.ts";
import type {
  CatalogueEntry,
  LoadRecord,
  Model,
  ModelFit,
  ModelRole,
  Proposal,
  RunShape,
} from "../../../../native/api/models.ts";
import { sampleHash } from "../samples.ts";
import type { World } from "../world.ts";
import {
  bestFiles,
  catalogueEntry,
  demoWeighty,
  fileId,
  sampleModels,
  weighty,
} from "./catalogue-view.ts";
import { fitView, usualRun, type Weighty } from "./fit-view.ts";
import { type ModelShape, modelShapes } from "./shapes.ts";

/** What the fake knows of models. */
export interface ModelsState {
  here: Model[];
  added: ModelShape[];
  loads: LoadRecord[];
  /** Why the models folder is not read now, where it is not. */
  folder: { unread?: { reason: string; since: number } };
}

/** The models that a fake begins with. */
export function createModelsState(): ModelsState {
  return { here: sampleModels(), added: [], loads: sampleLoads(), folder: {} };
}

/** The models on disk, those in the engine marked. */
export function listModels(world: World): Model[] {
  const held = new Set(world.engine.models.map((model) => model.id));
  return world.models.here.map((model) => ({ ...model, loaded: held.has(model.id) }));
}

/** Everything that can be downloaded. */
export function browse({ models }: World): CatalogueEntry[] {
  return [
    ...models.added.map((shape) => catalogueEntry(shape, "added", models.here)),
    ...modelShapes.map((shape) => catalogueEntry(shape, "catalogue", models.here)),
  ];
}

/** A file's shape and size, of the catalogue, of what was added or of what was shipped. */
export function findFile(world: World, id: string): { entry?: CatalogueEntry; need: Weighty } {
  for (const shape of [...world.models.added, ...modelShapes]) {
    const entry = catalogueEntry(shape, "catalogue", world.models.here);
    const file = entry.files.find((one) => one.id === id);
    if (file) return { entry, need: weighty(shape, file.sizeBytes) };
  }
  const here = world.models.here.find((model) => model.id === id);
  if (here === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
  return { need: demoWeighty(here) };
}

/** The fit of a file, in the usual shape unless told. */
export function fitOf(world: World, id: string, run: RunShape | undefined): ModelFit {
  const { need } = findFile(world, id);
  return fitView(need, run ?? usualRun(need));
}

/** What the fake proposes for a role. */
export function propose(world: World, role: ModelRole): Proposal {
  const [model, quantisation] = bestFiles[role];
  const file = fileId(model, quantisation);
  const entry = browse(world).find((one) => one.id === model);
  if (entry === undefined) throw new HearthError("NOT_FOUND", { what: "A model that fits" });
  const view = fitOf(world, file, undefined);
  return {
    model,
    file,
    name: entry.name,
    quantisation,
    fit: view,
    because: [
      { key: "fits", values: { needed: view.total.high, available: 35_500_000_000 } },
      { key: "largest", values: { count: 7 } },
      ...(entry.activeParameters === undefined
        ? []
        : [
            {
              key: "experts",
              values: { percent: Math.round((100 * entry.activeParameters) / entry.parameters) },
            },
          ]),
      { key: "context", values: { tokens: view.run.contextSize } },
    ],
  };
}

/** Adds a model by where it comes from, as if its head had been read. */
export function addModel(world: World, source: string): CatalogueEntry {
  const named = /([^/]+)\.gguf$/i.exec(source)?.[1];
  if (named === undefined) {
    throw new HearthError("BAD_INPUT", { reason: "The address must end in .gguf." });
  }
  if (named.includes("broken")) {
    throw new HearthError("MODEL_DAMAGED", {
      file: `${named}.gguf`,
      reason: "its head is no GGUF",
    });
  }
  const quantisation = /(?:I?Q\d\w*|F16|BF16)$/i.exec(named)?.[0].toUpperCase() ?? "F16";
  const shape: ModelShape = {
    id: `added-${sampleHash(source).slice(2, 10)}`,
    name: named.replaceAll(/[-_]+/g, " "),
    family: "Gemma 3",
    parameters: 3_880_000_000,
    contextLength: 131_072,
    licence: "Gemma",
    licenceConfirmed: false,
    role: "chat",
    layers: 34,
    cacheNumbers: 69_632,
    repository: source.startsWith("hf:") ? source.slice(3) : "added/by-hand",
    files: [[quantisation, 2_489_758_112]],
  };
  world.models.added.unshift(shape);
  return catalogueEntry(shape, "added", world.models.here);
}

/** Deletes a file, unless it is shipped or in the engine. */
export function removeModel(world: World, id: string): Model[] {
  const model = listModels(world).find((one) => one.id === id);
  if (model === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
  if (model.loaded) throw new HearthError("MODEL_IN_USE", { id, user: "The engine" });
  if (model.origin === "shipped") {
    throw new HearthError("BAD_INPUT", { reason: "A shipped model stays." });
  }
  world.models.here = world.models.here.filter((one) => one.id !== id);
  return listModels(world);
}

/** Hashes a file; the damaged one stays damaged. */
export function verifyModel(world: World, id: string): Model {
  const model = world.models.here.find((one) => one.id === id);
  if (model === undefined) throw new HearthError("MODEL_NOT_FOUND", { id });
  const next: Model = { ...model, state: model.state === "unverified" ? "ready" : model.state };
  world.models.here = world.models.here.map((one) => (one.id === id ? next : one));
  return next;
}

function sampleLoads(): LoadRecord[] {
  const shape = modelShapes[0];
  if (shape === undefined) return [];
  const need = weighty(shape, shape.files[0]?.[1] ?? 0);
  return [8192, 8192, 4096, 16_384, 8192, 2048].map((contextSize, index) => {
    const run: RunShape = { contextSize, sequences: 4, cacheType: "f16" };
    const { total } = fitView({ ...need, loads: 0 }, run);
    const share = 0.35 + ((index * 37) % 50) / 100;
    return {
      time: Date.now() - (index + 1) * 26_000_000,
      model: "qwen3-4b-q4_k_m",
      device: "NVIDIA GeForce RTX 4090",
      driver: "570.133.07",
      backend: "cuda",
      run,
      predicted: total,
      actualBytes: Math.round(total.low + share * (total.high - total.low)),
    };
  });
}
