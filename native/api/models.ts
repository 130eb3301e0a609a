import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";

/** A model file that this node knows: shipped with Hearth or put into its models folder. */
export const model = z.object({
  id: z.string(),
  name: z.string(),
  file: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  sha256: z.string(),
  quantisation: z.string(),
  parameters: z.number().int().nonnegative(),
  contextLength: z.number().int().positive(),
  licence: z.string(),
  origin: z.enum(["shipped", "added"]),
  state: z.enum(["ready", "missing", "damaged", "unverified"]),
  /** Estimated bytes to run it with the node's context size. */
  neededBytes: z.number().int().nonnegative(),
  fits: z.boolean(),
  recommended: z.boolean(),
  loaded: z.boolean(),
});
export type Model = z.infer<typeof model>;

/** The model files of this node. `verify` hashes a whole file; MODEL_NOT_FOUND for an id that is not in the list. */
export const models = {
  list: procedure.input(nothing).output(z.array(model)),
  verify: procedure.input(z.object({ id: z.string() })).output(model),
};
