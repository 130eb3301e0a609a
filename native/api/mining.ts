import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { endpointProcedures } from "./endpoint.ts";
import { errorCodes } from "./errors.ts";
import { nothing, procedure } from "./procedure.ts";
import { address, amountText, keyName, netuid, unixMillis } from "./units.ts";

/** The eight steps from the click to the first reward, in order. */
export const miningStepNames = [
  "hardware",
  "model",
  "register",
  "endpoint",
  "announce",
  "challenge",
  "answer",
  "reward",
] as const;
export type MiningStepName = (typeof miningStepNames)[number];

/** How far one of the eight steps is. `error` says why it failed or, while it is active, why it is worked on again. */
export const miningStep = z.object({
  name: z.enum(miningStepNames),
  state: z.enum(["pending", "active", "done", "failed"]),
  /** Facts of the step, such as the device found or the uid given; keys are locale keys' placeholders. */
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  /** How long this step usually takes, in seconds. */
  usualSeconds: z.number().nonnegative(),
  startedAt: unixMillis.optional(),
  endedAt: unixMillis.optional(),
  error: z
    .object({
      code: z.enum(errorCodes as [string, ...string[]]),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    })
    .optional(),
});
export type MiningStep = z.infer<typeof miningStep>;

/**
 * How many answers the model in memory writes at once, and why as many:
 *   memory, speed, time   twice as many would not fit whole; would hardly be faster; could take an answer too long
 *   most                  more are not tried
 *   unknown, partly       it is not known how fast several are; the model does not lie whole on the GPUs
 *   asked, held           a person asked for as many; it was in memory with as many already
 * The figures, where known, are what all of them together are expected to write, and what the longest answer may take among them.
 */
export const atOnce = z.object({
  sequences: z.number().int().positive(),
  because: z.enum(["memory", "speed", "time", "most", "unknown", "partly", "asked", "held"]),
  tokensPerSecond: z.number().nonnegative().optional(),
  answerMillis: z.number().nonnegative().optional(),
});
export type AtOnce = z.infer<typeof atOnce>;

/** All that there is to say about this miner now; absent figures are not known yet. `error` only where the state is `failed`. */
export const miningStatus = z.object({
  /** `earning` only while an answered challenge is fresh; `stale` when one was answered but too long ago; `paused` while the governor lets nothing run. */
  state: z.enum(["off", "starting", "waiting", "earning", "paused", "stale", "stopping", "failed"]),
  steps: z.array(miningStep),
  wallet: keyName.optional(),
  hotkey: keyName.optional(),
  hotkeyAddress: address.optional(),
  netuid: netuid.optional(),
  uid: z.number().int().nonnegative().optional(),
  model: z.string().optional(),
  atOnce: atOnce.optional(),
  endpoint: z.string().optional(),
  startedAt: unixMillis.optional(),
  lastChallengeAt: unixMillis.optional(),
  lastAnswerAt: unixMillis.optional(),
  /** An answered challenge counts as fresh for this long. */
  freshForMillis: z.number().int().positive(),
  challenges: z.object({
    received: z.number().int().nonnegative(),
    answered: z.number().int().nonnegative(),
    refused: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
  }),
  /** 1 is best, by incentive of the last epoch. */
  rank: z
    .object({
      place: z.number().int().positive(),
      of: z.number().int().positive(),
      incentive: z.number().int(),
    })
    .optional(),
  nextEpochBlock: z.number().int().optional(),
  error: z
    .object({
      code: z.enum(errorCodes as [string, ...string[]]),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    })
    .optional(),
});
export type MiningStatus = z.infer<typeof miningStatus>;

/** One request to this miner: from arrival to the reveal, or to its refusal. Newest first in lists. */
export const minerRequest = z.object({
  id: z.string(),
  /** Address of the asker's hotkey, empty where a refused request proved none, and its uid where the metagraph has it. */
  hotkey: z.string(),
  uid: z.number().int().nonnegative().optional(),
  receivedAt: unixMillis,
  state: z.enum(["waiting", "working", "committed", "revealed", "refused", "failed", "cancelled"]),
  endedAt: unixMillis.optional(),
  tokens: z.number().int().nonnegative().optional(),
  /** From its turn to the answer, and the wait before it. */
  workMillis: z.number().nonnegative().optional(),
  waitMillis: z.number().nonnegative().optional(),
  /** Code of the refusal or failure. */
  code: z.string().optional(),
});
export type MinerRequest = z.infer<typeof minerRequest>;

/** The miner behind the one button. What fails after `start` returned is told in the status, not thrown. */
export const mining = {
  /** What starting would cost: whether the hotkey must be registered first (the coldkey pays) and the price now. */
  quote: procedure
    .input(
      z
        .object({
          wallet: keyName.optional(),
          hotkey: keyName.optional(),
          netuid: netuid.optional(),
        })
        .default({}),
    )
    .output(z.object({ registered: z.boolean(), netuid, burn: amountText, free: amountText })),
  /** Starts mining and returns at once; follow `mining.watch`. The password is needed only where a registration must be paid. */
  start: procedure
    .input(
      z
        .object({
          wallet: keyName.optional(),
          hotkey: keyName.optional(),
          password: z.string().max(1024).optional(),
          model: z.string().optional(),
          netuid: netuid.optional(),
          /** The most rao to pay for the registration. Default: the price quoted now and a quarter. */
          maximumBurn: amountText.optional(),
        })
        .default({}),
    )
    .output(miningStatus),
  stop: procedure.input(nothing).output(miningStatus),
  status: procedure.input(nothing).output(miningStatus),
  watch: procedure.input(nothing).output(eventIterator(miningStatus)),
  /**
   * What waits and runs now and the last 200 that ended, newest first; again at each change, at most four times a second. Refusals
   * count apart, 50 of validators and 50 of everybody else, so that strangers who knock push nothing out.
   */
  requests: procedure.input(nothing).output(eventIterator(z.array(minerRequest))),
  ...endpointProcedures,
};
