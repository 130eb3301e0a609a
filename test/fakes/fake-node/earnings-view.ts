import type { Earning, EarningsSummary } from "../../../native/api/earnings.ts";
import type { Bucket, Resolution } from "../../../renderer/features/earnings/chart-points.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Totals over the fake's rows. */
export function summarise(rows: readonly Earning[], block: number): EarningsSummary {
  const sum = (some: readonly Earning[]): string =>
    some.reduce((total, row) => total + BigInt(row.taoValue), 0n).toString();
  const now = Date.now();
  const last = rows.at(-1);
  const first = rows[0];
  const ofKind = (kind: Earning["kind"]): string => sum(rows.filter((row) => row.kind === kind));
  return {
    total: sum(rows),
    today: sum(rows.filter((row) => row.time >= now - (now % DAY))),
    perHour: sum(rows.filter((row) => row.time > now - HOUR)),
    perHourBasisSeconds: first === undefined ? 0 : Math.min(3600, (now - first.time) / 1000),
    byKind: { miner: ofKind("miner"), validator: ofKind("validator"), staker: ofKind("staker") },
    alpha: [
      { netuid: 1, amount: rows.reduce((total, row) => total + BigInt(row.alpha), 0n).toString() },
    ],
    rewards: rows.length,
    ...(first && { first: first.time }),
    ...(last && { last }),
    scannedToBlock: block,
  };
}

/** The fake's rows gathered by block, hour or day, newest last. */
export function gather(rows: readonly Earning[], resolution: Resolution): Bucket[] {
  const buckets = new Map<number, Bucket>();
  for (const row of rows) {
    const time =
      resolution === "block"
        ? row.time
        : row.time - (row.time % (resolution === "hour" ? HOUR : DAY));
    const key = resolution === "block" ? row.block : time;
    const before = buckets.get(key) ?? {
      time,
      block: row.block,
      miner: "0",
      validator: "0",
      staker: "0",
      total: "0",
      count: 0,
    };
    buckets.set(key, {
      ...before,
      [row.kind]: String(BigInt(before[row.kind]) + BigInt(row.taoValue)),
      total: String(BigInt(before.total) + BigInt(row.taoValue)),
      count: before.count + 1,
    });
  }
  return [...buckets.values()];
}
