import { divide, ratio } from "./fixed.ts";

/** A row as stored on chain: pairs of uid and u16. */
export type StoredRow = readonly (readonly [uid: number, value: number])[];

/** A row while an epoch runs: columns in stored order and their values (I32F32 raw bits, or plain integers). */
export interface Row {
  readonly uids: readonly number[];
  readonly values: readonly number[];
}

/** A row without entries. */
export const EMPTY_ROW: Row = Object.freeze({ uids: [], values: [] });

/** The entries of a stored row that pass `keep`, values as plain integers. */
export function readRow(row: StoredRow | undefined, keep: (uid: number) => boolean): Row {
  if (row === undefined || row.length === 0) return EMPTY_ROW;
  const uids: number[] = [];
  const values: number[] = [];
  for (const [uid, value] of row) {
    if (!keep(uid)) continue;
    uids.push(uid);
    values.push(value);
  }
  return { uids, values };
}

/** The same columns with each value mapped. */
export function mapRow(row: Row, map: (value: number, uid: number) => number): Row {
  return {
    uids: row.uids,
    values: row.values.map((value, k) => map(value, row.uids[k] as number)),
  };
}

/** Rows of plain integers, each over its own sum, as fixed point. */
export function integerRowsNormalised(rows: readonly Row[]): Row[] {
  return rows.map((row) => {
    const whole = row.values.reduce((total, value) => total + value, 0);
    return mapRow(row, (value) => ratio(value, whole));
  });
}

/** Rows of plain integers, each column over its sum, as fixed point. */
export function integerColumnsNormalised(rows: readonly Row[], columns: number): Row[] {
  const sums = columnSums(rows, columns);
  return rows.map((row) => mapRow(row, (value, uid) => ratio(value, sums[uid] ?? 0)));
}

/** Fixed-point rows, each column over its sum; columns that sum to 0 stay. */
export function columnsNormalised(rows: readonly Row[], columns: number): Row[] {
  const sums = columnSums(rows, columns);
  return rows.map((row) => mapRow(row, (value, uid) => divide(value, sums[uid] ?? 0)));
}

/** Fixed-point rows, each column over its largest value. */
export function columnsMaxUpscaled(rows: readonly Row[], columns: number): Row[] {
  const largest = new Float64Array(columns);
  for (const row of rows) {
    for (let k = 0; k < row.uids.length; k += 1) {
      const uid = row.uids[k] as number;
      const value = row.values[k] as number;
      if ((largest[uid] ?? 0) < value) largest[uid] = value;
    }
  }
  return rows.map((row) => mapRow(row, (value, uid) => divide(value, largest[uid] ?? 0)));
}

function columnSums(rows: readonly Row[], columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (const row of rows) {
    for (let k = 0; k < row.uids.length; k += 1) {
      const uid = row.uids[k] as number;
      sums[uid] = (sums[uid] ?? 0) + (row.values[k] as number);
    }
  }
  return sums;
}
