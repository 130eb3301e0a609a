import { normalised, sum } from "./fixed.ts";
import type { Row } from "./sparse.ts";

const INDEX_SPACE = 65_536;

/**
 * The stake-weighted median of each column: the first value, from below, at which the stake behind it and everything
 * lower strictly exceeds 1 - kappa. Rows without stake do not count; a missing entry counts as 0. All I32F32.
 * Source: §3.1 of the verification notes, epoch/math.rs `weighted_median`.
 */
export function columnMedians(
  stake: readonly number[],
  rows: readonly Row[],
  columns: number,
  kappa: number,
): number[] {
  const backers = stake.map((_, uid) => uid).filter((uid) => (stake[uid] as number) > 0);
  const shares = normalised(backers.map((uid) => stake[uid] as number));
  const total = sum(shares);
  const minority = total - kappa;
  // A value (at most 2^32) and its backer share one Number, so that a plain numeric sort orders each column.
  const entries: number[][] = Array.from({ length: columns }, () => []);
  backers.forEach((uid, backer) => {
    const row = rows[uid] as Row;
    for (let k = 0; k < row.uids.length; k += 1) {
      entries[row.uids[k] as number]?.push((row.values[k] as number) * INDEX_SPACE + backer);
    }
  });
  return entries.map((column) => median(column, shares, total, minority));
}

function median(
  column: readonly number[],
  shares: readonly number[],
  total: number,
  minority: number,
): number {
  let backed = 0;
  for (const entry of column) backed += shares[entry % INDEX_SPACE] as number;
  let below = total - backed;
  if (column.length === 0 || (column.length < shares.length && below > minority)) return 0;
  const ascending = Float64Array.from(column).sort();
  for (const entry of ascending) {
    below += shares[entry % INDEX_SPACE] as number;
    if (below > minority) return Math.floor(entry / INDEX_SPACE);
  }
  return Math.floor((ascending.at(-1) as number) / INDEX_SPACE);
}

/** Weights cut to the consensus of their column; entries of a column without consensus disappear. */
export function clipped(rows: readonly Row[], consensus: readonly number[]): Row[] {
  return rows.map((row) => {
    const uids: number[] = [];
    const values: number[] = [];
    for (let k = 0; k < row.uids.length; k += 1) {
      const uid = row.uids[k] as number;
      const value = row.values[k] as number;
      const ceiling = consensus[uid] ?? 0;
      if (ceiling < value && ceiling <= 0) continue;
      uids.push(uid);
      values.push(Math.min(value, ceiling));
    }
    return { uids, values };
  });
}
