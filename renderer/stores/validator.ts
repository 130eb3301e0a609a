import type * as z from "zod";
import type { validatorStatus } from "../../native/api/validator.ts";
import { createWatched } from "./watched.ts";

/** The validator's state as the contract gives it. */
export type ValidatorStatus = z.infer<typeof validatorStatus>;

/** What this node's validator does now, from validator.watch. */
export const useValidator = createWatched<ValidatorStatus>();
