import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { errorCodes } from "./errors.ts";
import { range } from "./models.ts";
import { nothing, procedure } from "./procedure.ts";
import { amountText, netuid, unixMillis } from "./units.ts";

/** Speed at one number of streams: tokens per second over all, and the spread of the repetitions. */
export const streamSpeed = z.object({
  streams: z.number().int().positive(),
  /** Of reading prompts; absent in receipts from before it was measured by streams. */
  prefill: range.optional(),
  decode: range,
  /** Seconds to the first token. */
  firstToken: range,
});

/** What one subnet paid its miners, as what this computer could have had: rao a day at the price now. It could always have been zero. */
export const wouldEarn = z.object({
  netuid,
  name: z.string(),
  /** A quarter of the subnet's miners got `low` or less in the last epoch, half of them `middle`, nine of ten `high`. */
  perDay: z.object({ low: amountText, middle: amountText, high: amountText }),
  /** Miners that the figures stand on. */
  miners: z.number().int().nonnegative(),
  /** Why nothing can be said, instead of figures, which are then zero. */
  unknown: z.enum(["noMiner", "notServed", "unreachable"]).optional(),
});
export type WouldEarn = z.infer<typeof wouldEarn>;

/** The 60-second receipt: what this computer does with one model. */
export const receipt = z.object({
  time: unixMillis,
  model: z.string(),
  modelName: z.string(),
  sha256: z.string(),
  device: z.string(),
  backend: z.string(),
  seconds: z.number(),
  prefill: range,
  streams: z.array(streamSpeed),
  /** Mean over the decode phases, of all GPUs; absent where no sensor tells. */
  watts: range.optional(),
  idleWatts: z.number().optional(),
  joulesPerAnswer: range.optional(),
  /** Tokens of the answer that `joulesPerAnswer` means. */
  answerTokens: z.number().int(),
  /** Electricity of a day at full work, in the tariff's currency; absent where price or watts are not known. */
  costPerDay: z.object({ amount: z.number().nonnegative(), currency: z.string() }).optional(),
  wouldEarn: z.array(wouldEarn),
});
export type Receipt = z.infer<typeof receipt>;

/** How far a measurement is. */
export const benchmarkStatus = z.object({
  state: z.enum(["idle", "loading", "prefill", "decode", "streams", "earnings", "done", "failed"]),
  /** 0..1. */
  progress: z.number().min(0).max(1),
  startedAt: unixMillis.optional(),
  receipt: receipt.optional(),
  error: z
    .object({
      code: z.enum(errorCodes as [string, ...string[]]),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    })
    .optional(),
});
export type BenchmarkStatus = z.infer<typeof benchmarkStatus>;

/** A measurement that needs no key and no money. */
export const benchmark = {
  /** MINER_RUNNING while mining uses the engine. Without a model the one proposed for this computer among those here. */
  start: procedure
    .input(
      z
        .object({
          model: z.string().optional(),
          seconds: z.number().int().min(5).max(300).default(60),
        })
        .default({ seconds: 60 }),
    )
    .output(benchmarkStatus),
  cancel: procedure.input(nothing).output(benchmarkStatus),
  status: procedure.input(nothing).output(benchmarkStatus),
  watch: procedure.input(nothing).output(eventIterator(benchmarkStatus)),
  /** The newest first; kept over restarts. */
  receipts: procedure.input(nothing).output(z.array(receipt)),
};
