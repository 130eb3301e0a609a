import * as z from "zod";
import { amountText, hash } from "./units.ts";

/** Where a signed transaction stands. */
export const transactionState = z.enum(["pending", "in-block", "final", "reorged"]);

/** A transaction that was included and succeeded. */
export const receipt = z.object({
  hash,
  blockHash: hash,
  block: z.number().int().nonnegative(),
  extrinsicIndex: z.number().int().nonnegative(),
  fee: amountText,
  state: transactionState,
});
export type Receipt = z.infer<typeof receipt>;
