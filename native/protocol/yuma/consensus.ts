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
  const given = new Float64Array(columns * backers.length);
  backers.forEach((uid, backer) => {
    const row = rows[uid] as Row;
    for (let k = 0; k < row.uids.length; k += 1)
      given[(row.uids[k] as number) * backers.length + backer] = row.values[k] as number;
  });
  const entries = new Float64Array(backers.length);
  return Array.from({ length: columns }, (_, uid) => {
    const column = given.subarray(uid * backers.length, (uid + 1) * backers.length);
    return median(column, entries, shares, total, minority);
  });
}

/** `column` by backer; `entries` is room for as many numbers, used again for each column. */
function median(
  column: Float64Array,
  entries: Float64Array,
  shares: readonly number[],
  total: number,
  minority: number,
): number {
  let count = 0;
  let below = total;
  for (let backer = 0; backer < column.length; backer += 1) {
    const value = column[backer] as number;
    if (value === 0) continue;
    // A value (at most 2^32) and its backer share one Number, so that a plain numeric sort orders the column.
    entries[count] = value * INDEX_SPACE + backer;
    count += 1;
    below -= shares[backer] as number;
  }
  // Whoever gives nothing gives 0, the lowest there is.
  if (count === 0 || (count < column.length && below > minority)) return 0;
  const ascending = entries.subarray(0, count).sort();
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
