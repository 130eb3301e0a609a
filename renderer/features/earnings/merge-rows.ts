import type { Earning } from "../../../native/api/earnings.ts";

/** Both lists as one, each row once, newest id first; a fresh row replaces its older self. */
export function mergeRows(fresh: readonly Earning[], older: readonly Earning[]): Earning[] {
  const byId = new Map(older.map((row) => [row.id, row]));
  for (const row of fresh) byId.set(row.id, row);
  return [...byId.values()].sort((left, right) => right.id - left.id);
}
