import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { errorCodes } from "./errors.ts";
import { nothing, procedure } from "./procedure.ts";
import { address, amountText, keyName, netuid, unixMillis } from "./units.ts";

/** What this validator thinks of one miner; `reason` is the code of the last verdict, such as `good` or `timeout`. */
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

/** All that there is to say about this validator now; `stake` in alpha units. `error` is why it failed, or what troubles it while it goes on. */
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

/** What a start would take from the coldkey, all in rao. */
export const validatorQuote = z.object({
  registered: z.boolean(),
  netuid,
  /** Rao that a place costs now, and the most that is paid for it; 0 where the hotkey has one. */
  burn: amountText,
  maximumBurn: amountText,
  /** Rao that will be staked: what was asked, or what still lacks for a permit. */
  stake: amountText,
  /** Rao of network fees, for the calls that are still needed. */
  fee: amountText,
  /** The most rao that leave the free balance: maximumBurn, stake and fee. */
  total: amountText,
  /** The coldkey's free balance in rao. */
  free: amountText,
});
export type ValidatorQuote = z.infer<typeof validatorQuote>;

/** The own validator behind one switch. What fails after `start` returned is told in the status, not thrown. */
export const validator = {
  /** What a start would take from the wallet now; signs and changes nothing. A hotkey that does not exist yet is not registered. */
  quote: procedure
    .input(
      z
        .object({
          wallet: keyName.optional(),
          hotkey: keyName.default("validator"),
          netuid: netuid.optional(),
          /** Rao to stake to itself; default: enough for a permit. */
          stake: amountText.optional(),
        })
        .default({ hotkey: "validator" }),
    )
    .output(validatorQuote),
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
          /** The most rao to pay for the registration. Default: the price at the start and a quarter. */
          maximumBurn: amountText.optional(),
          /** The most rao to stake, so that no more leaves than a quote showed. Default: no bound. */
          maximumStake: amountText.optional(),
          password: z.string().max(1024).optional(),
        })
        .default({ hotkey: "validator" }),
    )
    .output(validatorStatus),
  stop: procedure.input(nothing).output(validatorStatus),
  status: procedure.input(nothing).output(validatorStatus),
  watch: procedure.input(nothing).output(eventIterator(validatorStatus)),
};
