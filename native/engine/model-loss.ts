import { toHearthError } from "../api/errors.ts";

const LOSSES: ReadonlySet<string> = new Set([
  "MODEL_TOO_LARGE",
  "MODEL_NOT_FOUND",
  "MODEL_DAMAGED",
  "NOT_READY",
]);

/** Whether a load, or work whose model was to be loaded again, failed for that model's sake alone: others may be there all the same. */
export function isModelLoss(error: unknown): boolean {
  return LOSSES.has(toHearthError(error).code);
}
