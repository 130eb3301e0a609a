import type { EarningKind, EarningRow } from "../store/earning-table.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Sums of rows: TAO worth in rao by kind, alpha by subnet, and the mean rate with the time it rests on. */
export interface Totals {
  readonly total: bigint;
  readonly today: bigint;
  readonly perHour: bigint;
  readonly perHourBasisMillis: number;
  readonly byKind: Readonly<Record<EarningKind, bigint>>;
  readonly alpha: ReadonlyMap<number, bigint>;
}

/**
 * Totals over all rows that were not reorged. "Today" starts at local midnight `dayStart`. The hourly rate is the last
 * hour's sum, or that of the time since the first reward where it is shorter, scaled to an hour; zero before a minute has
 * passed, since a rate from seconds would promise what nobody knows.
 */
export function totals(rows: readonly EarningRow[], now: number, dayStart: number): Totals {
  const byKind: Record<EarningKind, bigint> = { miner: 0n, validator: 0n, staker: 0n };
  const alpha = new Map<number, bigint>();
  let today = 0n;
  let lastHour = 0n;
  let first = now;
  for (const row of rows) {
    byKind[row.kind] += row.taoValue;
    alpha.set(row.netuid, (alpha.get(row.netuid) ?? 0n) + row.alpha);
    if (row.time >= dayStart) today += row.taoValue;
    if (row.time > now - HOUR) lastHour += row.taoValue;
    first = Math.min(first, row.time);
  }
  const basis = Math.min(HOUR, now - first);
  const perHour = basis < 60_000 ? 0n : (lastHour * BigInt(HOUR)) / BigInt(basis);
  return {
    total: byKind.miner + byKind.validator + byKind.staker,
    today,
    perHour,
    perHourBasisMillis: basis,
    byKind,
    alpha,
  };
}

/** What one bar of the chart spans. */
export type Resolution = "block" | "hour" | "day";

/** One bar of the chart; amounts in rao. */
export interface Bucket {
  readonly time: number;
  readonly block: number;
  readonly miner: bigint;
  readonly validator: bigint;
  readonly staker: bigint;
  readonly total: bigint;
  readonly count: number;
}

/** Rows (oldest first) as bars by block, hour or day, oldest first; the newest `limit`. Days start at `dayStart`'s time of day. */
export function buckets(
  rows: readonly EarningRow[],
  resolution: Resolution,
  dayStart: number,
  limit: number,
): readonly Bucket[] {
  const bars = new Map<number, Bucket>();
  for (const row of rows) {
    const start = bucketStart(row, resolution, dayStart);
    const key = resolution === "block" ? row.block : start;
    const bar = bars.get(key) ?? {
      time: start,
      block: row.block,
      miner: 0n,
      validator: 0n,
      staker: 0n,
      total: 0n,
      count: 0,
    };
    bars.set(key, {
      ...bar,
      block: Math.max(bar.block, row.block),
      [row.kind]: bar[row.kind] + row.taoValue,
      total: bar.total + row.taoValue,
      count: bar.count + 1,
    });
  }
  return [...bars.values()]
    .sort((left, right) => left.time - right.time || left.block - right.block)
    .slice(-limit);
}

function bucketStart(row: EarningRow, resolution: Resolution, dayStart: number): number {
  switch (resolution) {
    case "block":
      return row.time;
    case "hour":
      return Math.floor(row.time / HOUR) * HOUR;
    case "day":
      return dayStart + Math.floor((row.time - dayStart) / DAY) * DAY;
    default:
      return resolution satisfies never;
  }
}
