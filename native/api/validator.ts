import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { errorCodes } from "./errors.ts";
import { nothing, procedure } from "./procedure.ts";
import { address, amountText, keyName, netuid, unixMillis } from "./units.ts";

export const minerScore = z.object({
  uid: z.number().int().nonnegative(),
  hotkey: address,
  /** Last round's score and its moving average, 0..1. */
  score: z.number(),
  average: z.number(),
  answered: z.boolean(),
  reason: z.string(),
  /** Share of the last weights set, 0..1. */
  weight: z.number().min(0).max(1),
});

export const validatorStatus = z.object({
  state: z.enum(["off", "starting", "running", "waiting-permit", "stopping", "failed"]),
  step: z.enum(["register", "stake", "model", "permit", "query", "none"]),
  wallet: keyName.optional(),
  hotkey: keyName.optional(),
  hotkeyAddress: address.optional(),
  netuid: netuid.optional(),
  uid: z.number().int().nonnegative().optional(),
  permit: z.boolean(),
  stake: amountText.optional(),
  rounds: z.number().int().nonnegative(),
  lastRoundAt: unixMillis.optional(),
  weightsSetBlock: z.number().int().optional(),
  nextWeightsBlock: z.number().int().optional(),
  trust: z.number().min(0).max(1).optional(),
  scores: z.array(minerScore),
  error: z
    .object({
      code: z.enum(errorCodes as [string, ...string[]]),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    })
    .optional(),
});
export type ValidatorStatus = z.infer<typeof validatorStatus>;

export const validator = {
  /** Registers, stakes to itself, queries, scores and sets weights until stopped. Returns at once; follow `validator.watch`. */
  start: procedure
    .input(
      z
        .object({
          wallet: keyName.optional(),
          /** A hotkey apart from the miner's; made where it does not exist. */
          hotkey: keyName.default("validator"),
          netuid: netuid.optional(),
          /** Rao to stake to itself; default: enough for a permit. */
          stake: amountText.optional(),
          password: z.string().max(1024).optional(),
        })
        .default({ hotkey: "validator" }),
    )
    .output(validatorStatus),
  stop: procedure.input(nothing).output(validatorStatus),
  status: procedure.input(nothing).output(validatorStatus),
  watch: procedure.input(nothing).output(eventIterator(validatorStatus)),
};
