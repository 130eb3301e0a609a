import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { runShape } from "./models.ts";
import { nothing, procedure } from "./procedure.ts";
import { unixMillis } from "./units.ts";

const bytes = z.number().int().nonnegative();

/** Who works with models of the engine. */
export const modelUser = z.enum(["mining", "validator", "benchmark", "doctor"]);
export type ModelUser = z.infer<typeof modelUser>;

/** A model in memory and what it is doing. */
export const heldModel = z.object({
  id: z.string(),
  sha256: z.string(),
  backend: z.enum(["cuda", "vulkan", "metal", "cpu"]),
  run: runShape,
  flashAttention: z.boolean(),
  gpuLayers: z.number().int().nonnegative(),
  bytes,
  /** Requests in work and waiting. */
  active: z.number().int().nonnegative(),
  waiting: z.number().int().nonnegative(),
  /** Tokens written in the last ten seconds, per second, over all requests. */
  tokensPerSecond: z.number().nonnegative(),
  /** Who works with it, so that it is not taken away. */
  users: z.array(modelUser),
  loadedAt: unixMillis,
  loadMillis: z.number().nonnegative(),
  /** What had to be given up so that it loads, in order. */
  concessions: z.array(
    z.object({
      step: z.enum(["backend", "context", "quantisation"]),
      from: z.string(),
      to: z.string(),
      reason: z.string(),
    }),
  ),
});
export type HeldModel = z.infer<typeof heldModel>;

/** The engine and what it holds. */
export const engineStatus = z.object({
  state: z.enum(["starting", "running", "backing-off", "stopped", "gave-up"]),
  models: z.array(heldModel),
  /** A swap in work: the old model answers what it accepted, the new one takes what comes. */
  swap: z.object({ from: z.string(), to: z.string(), startedAt: unixMillis }).optional(),
  /** What the last unload gave back, in bytes of GPU and main memory as probed before and after. */
  unloaded: z
    .object({ id: z.string(), bytes: z.number().int(), millis: z.number(), at: unixMillis })
    .optional(),
});
export type EngineStatus = z.infer<typeof engineStatus>;

/** The engine: which models are in memory. */
export const engine = {
  status: procedure.input(nothing).output(engineStatus),
  watch: procedure.input(nothing).output(eventIterator(engineStatus)),
  /**
   * Loads beside what is there. MODEL_TOO_LARGE when both do not fit, MODEL_IN_USE for a larger shape of a model that somebody works
   * with, and the codes of the models.
   */
  load: procedure
    .input(z.object({ id: z.string(), run: runShape.optional() }))
    .output(engineStatus),
  /** MODEL_IN_USE while somebody works with it. */
  unload: procedure.input(z.object({ id: z.string() })).output(engineStatus),
  /** Replaces the miner's model without dropping a request that was accepted; returns when the new one serves. */
  swap: procedure
    .input(z.object({ to: z.string(), run: runShape.optional() }))
    .output(engineStatus),
};
