import type * as z from "zod";
import type {
  bucket as bucketSchema,
  Earning,
  EarningsSummary,
  Reconciliation,
} from "../api/earnings.ts";
import { HearthError } from "../api/errors.ts";
import type { ChainClient } from "../chain/client.ts";
import type { EarningKind, EarningRow, EarningTable } from "../store/earning-table.ts";
import type { Channel } from "../timeline/channel.ts";
import { createChannel } from "../timeline/channel.ts";
import type { Holdings } from "./epoch-reader.ts";
import { reconcile } from "./reconcile.ts";
import { startScanner } from "./scanner.ts";
import { type Bucket, buckets, type Resolution, totals } from "./summary.ts";

/** What the earnings service needs from its host. */
export interface EarningsOptions {
  readonly chain: ChainClient;
  /** Opens the ledger of one chain. */
  readonly openTable: (genesis: string) => EarningTable;
  /** The chain of the run before: its ledger is shown until this run is connected, so that a total never flashes to zero. */
  readonly lastGenesis: string | undefined;
  /** Told once the connected chain is known. */
  readonly onGenesis: (genesis: string) => void;
  readonly holdings: () => Promise<Holdings>;
  readonly now: () => number;
  readonly onReward: (row: EarningRow) => void;
  readonly onGap: (from: number, to: number) => void;
  readonly onError: (error: unknown) => void;
}

/** What the node earned: followed block by block, kept in the ledger, provable from the chain. */
export interface EarningsService {
  summary(): EarningsSummary;
  history(input: {
    resolution: Resolution;
    kind?: EarningKind | undefined;
    limit: number;
    before?: number | undefined;
  }): {
    buckets: z.infer<typeof bucketSchema>[];
    rows: Earning[];
    more: boolean;
  };
  reconcile(signal?: AbortSignal): Promise<Reconciliation>;
  /** New and changed rows, as they come. */
  readonly changes: Channel<Earning>;
  close(): Promise<void>;
}

/** Starts following the chain; `close()` ends it. */
export function createEarnings(options: EarningsOptions): EarningsService {
  const tables = new Map<string, EarningTable>();
  const changes = createChannel<Earning>();
  let known: string | undefined;
  const open = (genesis: string): EarningTable => {
    const found = tables.get(genesis) ?? options.openTable(genesis);
    tables.set(genesis, found);
    return found;
  };
  /** The ledger of the connected chain, for writing. */
  const table = (): EarningTable | undefined => {
    const { genesis } = options.chain.state();
    if (genesis === undefined) return undefined;
    if (known !== genesis) options.onGenesis(genesis);
    known = genesis;
    return open(genesis);
  };
  /** The ledger to show: the connected chain's, or the one of the run before. */
  const shown = (): EarningTable | undefined =>
    table() ?? (options.lastGenesis === undefined ? undefined : open(options.lastGenesis));
  const ready = (): EarningTable => {
    const found = table();
    if (!found)
      throw new HearthError("NOT_READY", {
        what: "The ledger",
        reason: "The network is not connected yet.",
      });
    return found;
  };
  const scanner = startScanner({
    chain: options.chain,
    table,
    holdings: options.holdings,
    onGap: options.onGap,
    onError: options.onError,
    onChange: (rows) => {
      for (const row of rows) {
        changes.publish(toEarning(row));
        if (row.state !== "reorged") options.onReward(row);
      }
    },
  });
  return {
    changes,
    summary: () => {
      const found = shown();
      return toSummary(found?.all() ?? [], found?.cursor()?.block ?? 0, options.now());
    },
    history: ({ resolution, kind, limit, before }) => {
      const found = shown() ?? ready();
      const page = found.page({ kind, before, limit: limit + 1 });
      const chosen = found.all().filter((row) => kind === undefined || row.kind === kind);
      return {
        buckets: buckets(chosen, resolution, midnight(options.now()), limit).map(toBucket),
        rows: page.slice(0, limit).map(toEarning),
        more: page.length > limit,
      };
    },
    reconcile: async (signal) => {
      const found = ready();
      await scanner.idle();
      const result = await reconcile(options.chain, found, await options.holdings(), signal);
      return {
        ...result,
        difference: String(result.difference),
        mismatches: result.mismatches.map((mismatch) => ({
          ...mismatch,
          ledger: String(mismatch.ledger),
          chain: String(mismatch.chain),
        })),
      };
    },
    close: () => scanner.close(),
  };
}

function midnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}

function toSummary(
  rows: readonly EarningRow[],
  scannedToBlock: number,
  now: number,
): EarningsSummary {
  const sums = totals(rows, now, midnight(now));
  const last = rows.at(-1);
  return {
    total: String(sums.total),
    today: String(sums.today),
    perHour: String(sums.perHour),
    perHourBasisSeconds: Math.floor(sums.perHourBasisMillis / 1000),
    byKind: {
      miner: String(sums.byKind.miner),
      validator: String(sums.byKind.validator),
      staker: String(sums.byKind.staker),
    },
    alpha: [...sums.alpha].map(([netuid, amount]) => ({ netuid, amount: String(amount) })),
    rewards: rows.length,
    ...(rows[0] ? { first: rows[0].time } : {}),
    ...(last ? { last: toEarning(last) } : {}),
    scannedToBlock,
  };
}

function toEarning(row: EarningRow): Earning {
  return {
    id: row.id,
    kind: row.kind,
    netuid: row.netuid,
    hotkey: row.hotkey,
    ...(row.uid === undefined ? {} : { uid: row.uid }),
    alpha: String(row.alpha),
    taoValue: String(row.taoValue),
    block: row.block,
    blockHash: row.blockHash,
    eventIndex: row.eventIndex,
    event: row.event,
    time: row.time,
    state: row.state,
  };
}

function toBucket(bar: Bucket): z.infer<typeof bucketSchema> {
  return {
    time: bar.time,
    block: bar.block,
    miner: String(bar.miner),
    validator: String(bar.validator),
    staker: String(bar.staker),
    total: String(bar.total),
    count: bar.count,
  };
}
