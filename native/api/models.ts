import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";
import { unixMillis } from "./units.ts";

const bytes = z.number().int().nonnegative();

/** What a model is for. */
export const modelRole = z.enum(["chat", "code", "embedding"]);
export type ModelRole = z.infer<typeof modelRole>;

/**
 * Whether a model fits this computer: whole on its GPUs (in main memory where there is none), some layers there and the rest in main
 * memory, or not even so. "unknown" only while its head was not read: at its least it does better than at its most.
 */
export const fitVerdict = z.enum(["fits", "partly", "too-large", "unknown"]);
export type FitVerdict = z.infer<typeof fitVerdict>;

/** A model file that this node knows: shipped with Hearth, downloaded, or put into its models folder. */
export const model = z.object({
  id: z.string(),
  name: z.string(),
  file: z.string(),
  sizeBytes: bytes,
  sha256: z.string(),
  quantisation: z.string(),
  parameters: z.number().int().nonnegative(),
  contextLength: z.number().int().positive(),
  licence: z.string(),
  role: modelRole,
  origin: z.enum(["shipped", "downloaded", "added"]),
  state: z.enum(["ready", "missing", "damaged", "unverified"]),
  /** Why it is damaged, or cannot be used. */
  reason: z.string().optional(),
  /** Estimated bytes to run it with the node's context size. */
  neededBytes: bytes,
  /** True when it fits in the shape that the node runs models in unless told. */
  fits: z.boolean(),
  /** In the best way of running it, as in `fit` without a `run`; "unknown" where its head cannot be read. */
  fit: fitVerdict,
  recommended: z.boolean(),
  loaded: z.boolean(),
});
export type Model = z.infer<typeof model>;

/** At least and at most. */
export const range = z.object({ low: z.number(), high: z.number() });

/** Types that the cache of keys and values can have; part of a model's identity on the network. */
export const cacheType = z.enum(["f16", "q8_0", "q4_0"]);
export type CacheType = z.infer<typeof cacheType>;

/** How a model would be run; `contextSize` in tokens of one sequence. */
export const runShape = z.object({
  contextSize: z
    .number()
    .int()
    .min(8)
    .max(1 << 20),
  sequences: z.number().int().min(1).max(64),
  cacheType,
});
export type RunShape = z.infer<typeof runShape>;

/**
 * Where a figure comes from: a formula, the formula corrected by what loads of other models here took, or a measurement of this
 * very model here, run in this very way.
 */
const basis = z.enum(["formula", "learned", "measured"]);

/** Whether a model fits this computer, with every part in bytes, and how fast it would answer. */
export const modelFit = z.object({
  verdict: fitVerdict,
  run: runShape,
  parts: z.object({
    weights: range,
    keyValue: range,
    compute: range,
    output: range,
    overhead: range,
  }),
  /** The sum, with the padding that was learned. */
  total: range,
  basis,
  /** Loads on this GPU, driver and backend that the padding was learned from. */
  loads: z.number().int().nonnegative(),
  /** By device: what it would hold, what is free there now and what is kept for the desktop. */
  devices: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      holds: range,
      freeBytes: bytes,
      reserveBytes: bytes,
    }),
  ),
  /** Layers on GPUs, of all, as llama.cpp counts them: the output is one too. The rest is computed by the processor. */
  gpuLayers: z.number().int().nonnegative(),
  layers: z.number().int().positive(),
  speed: z
    .object({
      /** Tokens per second of one answer. */
      decode: range,
      /** Tokens per second of reading a prompt. */
      prefill: range.optional(),
      basis: z.enum(["formula", "measured"]),
      /** Memory bandwidth in bytes per second, efficiency and fixed seconds per token that the formula used. */
      bandwidth: z.number().optional(),
      efficiency: z.number().optional(),
      secondsPerToken: z.number().optional(),
      /** Of an estimated prefill: floating point operations a second of the card, and the share of them that is reached. */
      flops: z.number().optional(),
      reached: range.optional(),
    })
    .optional(),
});
export type ModelFit = z.infer<typeof modelFit>;

/** One file of a model in the catalogue. */
export const catalogueFile = z.object({
  id: z.string(),
  quantisation: z.string(),
  file: z.string(),
  url: z.string(),
  sizeBytes: bytes,
  /** Sizes of some sources are rounded; the download asks for the exact one. */
  sizeExact: z.boolean(),
  sha256: z.string().optional(),
  /** The id under `models.list` once it is here. */
  localId: z.string().optional(),
  /**
   * In the best way of running it, as in `propose` and in `fit` without a `run`. From the file's head where it was read, else from its
   * size and the parameter count: then the interval is wide.
   */
  fit: fitVerdict,
  run: runShape,
  neededBytes: range,
  decode: range.optional(),
});
export type CatalogueFile = z.infer<typeof catalogueFile>;

/** A model that can be downloaded. */
export const catalogueModel = z.object({
  id: z.string(),
  name: z.string(),
  family: z.string(),
  parameters: z.number().nonnegative(),
  /** Of a mixture of experts: those in use for one token. */
  activeParameters: z.number().nonnegative().optional(),
  contextLength: z.number().int().positive().optional(),
  licence: z.string(),
  /** True where the licence was seen on the model's card and not taken from a list. */
  licenceConfirmed: z.boolean(),
  role: modelRole,
  origin: z.enum(["catalogue", "added"]),
  files: z.array(catalogueFile),
  /** The file proposed for this computer. */
  proposed: z.string().optional(),
});
export type CatalogueEntry = z.infer<typeof catalogueModel>;

/** The best model, quantisation and context for this computer, with the reasons as keys of the page's locale. */
export const proposal = z.object({
  model: z.string(),
  file: z.string(),
  name: z.string(),
  quantisation: z.string(),
  fit: modelFit,
  because: z.array(
    z.object({ key: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
});
export type Proposal = z.infer<typeof proposal>;

/** One load: what the formula said that llama.cpp would set aside, uncorrected, and what it did. */
export const loadRecord = z.object({
  time: unixMillis,
  model: z.string(),
  device: z.string(),
  driver: z.string(),
  backend: z.string(),
  run: runShape,
  predicted: range,
  actualBytes: bytes,
});
export type LoadRecord = z.infer<typeof loadRecord>;

/** The models of this node and those it could have. */
export const models = {
  list: procedure.input(nothing).output(z.array(model)),
  /** `unread` while the system does not give what is in the models folder: the list has what it held before then. Looks anew. */
  folder: procedure
    .input(nothing)
    .output(z.object({ unread: z.object({ reason: z.string(), since: unixMillis }).optional() })),
  /** Hashes a whole file; MODEL_NOT_FOUND for an id that is not in the list. */
  verify: procedure.input(z.object({ id: z.string() })).output(model),
  browse: procedure.input(nothing).output(z.array(catalogueModel)),
  /** What to run here; for a role, chat unless told. NOT_FOUND where nothing fits. */
  propose: procedure
    .input(z.object({ role: modelRole.default("chat") }).default({ role: "chat" }))
    .output(proposal),
  /**
   * From the head of a local file, or of one in the catalogue read by HTTP range and kept. Without `run` the best that fits.
   * MODEL_NOT_FOUND, MODEL_DAMAGED for a head that is none, DOWNLOAD_FAILED where it cannot be read.
   */
  fit: procedure.input(z.object({ id: z.string(), run: runShape.optional() })).output(modelFit),
  /**
   * Adds a model by https address, by `hf:owner/repository/file.gguf`, or by the path of a local file, which is copied or linked.
   * Only the head is read. BAD_INPUT, MODEL_DAMAGED, DOWNLOAD_FAILED, DISK_FULL.
   */
  add: procedure
    .input(
      z.object({
        source: z.string().min(1).max(4096),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
      }),
    )
    .output(catalogueModel),
  /** Takes an added entry out of the catalogue; its downloaded file stays until `remove`. */
  forget: procedure.input(z.object({ id: z.string() })).output(z.array(catalogueModel)),
  /** Deletes a downloaded or added file. MODEL_IN_USE while the engine or the miner holds it; shipped ones stay. */
  remove: procedure.input(z.object({ id: z.string() })).output(z.array(model)),
  /** The newest loads first. */
  loads: procedure.input(nothing).output(z.array(loadRecord)),
};
