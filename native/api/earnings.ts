import { eventIterator } from "@orpc/contract";
import * as z from "zod";
import { nothing, procedure } from "./procedure.ts";
import { transactionState } from "./transaction.ts";
import { address, amountText, hash, netuid, signedAmountText, unixMillis } from "./units.ts";

/** One credited reward. `taoValue` is its worth in rao at the pool price of that block. */
export const earning = z.object({
  id: z.number().int(),
  kind: z.enum(["miner", "validator", "staker"]),
  netuid,
  hotkey: address,
  uid: z.number().int().nonnegative().optional(),
  alpha: amountText,
  taoValue: amountText,
  block: z.number().int().nonnegative(),
  blockHash: hash,
  /** Index in System.Events of that block of the event that proves it. */
  eventIndex: z.number().int().nonnegative(),
  event: z.string(),
  time: unixMillis,
  state: transactionState,
});
export type Earning = z.infer<typeof earning>;

/** One bar of the earnings chart: rao by kind of earning within one block, hour or day, and how many rewards that were. */
export const bucket = z.object({
  /** Start of the hour or day, or the block's time. */
  time: unixMillis,
  block: z.number().int().nonnegative(),
  miner: amountText,
  validator: amountText,
  staker: amountText,
  total: amountText,
  count: z.number().int(),
});

/** What was earned on this network so far. Amounts in rao at the pool price of their blocks; `today` since local midnight. */
export const earningsSummary = z.object({
  total: amountText,
  today: amountText,
  /** Mean of the last hour, or of the time since the first reward where that is shorter; in rao per hour. */
  perHour: amountText,
  perHourBasisSeconds: z.number().nonnegative(),
  byKind: z.object({ miner: amountText, validator: amountText, staker: amountText }),
  /** Alpha by subnet, in that subnet's units. */
  alpha: z.array(z.object({ netuid, amount: amountText })),
  rewards: z.number().int().nonnegative(),
  first: unixMillis.optional(),
  last: earning.optional(),
  scannedToBlock: z.number().int().nonnegative(),
});
export type EarningsSummary = z.infer<typeof earningsSummary>;

/** The ledger compared with the same figures derived from the chain anew; amounts of mismatches in alpha units. */
export const reconciliation = z.object({
  rows: z.number().int().nonnegative(),
  checked: z.number().int().nonnegative(),
  /** Rows whose block the endpoint no longer keeps. */
  unreachable: z.number().int().nonnegative(),
  /** Sum over all checked rows of chain minus ledger, in alpha units; must be zero. */
  difference: signedAmountText,
  mismatches: z.array(
    z.object({
      id: z.number().int().optional(),
      block: z.number().int(),
      reason: z.string(),
      ledger: amountText,
      chain: amountText,
    }),
  ),
  fromBlock: z.number().int().nonnegative(),
  toBlock: z.number().int().nonnegative(),
});
export type Reconciliation = z.infer<typeof reconciliation>;

const historyInput = z.object({
  resolution: z.enum(["block", "hour", "day"]).default("hour"),
  kind: z.enum(["miner", "validator", "staker"]).optional(),
  limit: z.number().int().min(1).max(1000).default(200),
  /** Rows older than this row id. */
  before: z.number().int().optional(),
});

/** The ledger of rewards. A figure without a row does not exist. */
export const earnings = {
  summary: procedure.input(nothing).output(earningsSummary),
  history: procedure
    .input(historyInput.default({ resolution: "hour", limit: 200 }))
    .output(z.object({ buckets: z.array(bucket), rows: z.array(earning), more: z.boolean() })),
  reconcile: procedure.input(nothing).output(reconciliation),
  /** Streams each new or changed row. */
  watch: procedure.input(nothing).output(eventIterator(earning)),
};
