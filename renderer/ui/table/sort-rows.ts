/** A value that rows can be ordered by. */
export type SortValue = string | number | bigint | boolean;

/** Which column orders the rows, and which way. */
export interface Sorting {
  readonly column: string;
  readonly direction: "ascending" | "descending";
}

/** Rows ordered by `value`, without changing the given list; equal ones keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  value: (row: Row) => SortValue,
  direction: Sorting["direction"],
): Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  return [...rows].sort((left, right) => sign * compare(value(left), value(right)));
}

/** What a click on a column's head makes of the sorting: first largest on top for figures, smallest for words, then turned. */
export function nextSorting(
  before: Sorting | undefined,
  column: string,
  sample: SortValue | undefined,
): Sorting {
  if (before?.column === column) {
    return { column, direction: before.direction === "ascending" ? "descending" : "ascending" };
  }
  return { column, direction: typeof sample === "string" ? "ascending" : "descending" };
}

/** True where every word of `query` is somewhere in `text`, without regard to case. */
export function matches(text: string, query: string): boolean {
  const haystack = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

function compare(left: SortValue, right: SortValue): number {
  if (typeof left === "string" && typeof right === "string") return left.localeCompare(right, "en");
  return left < right ? -1 : left > right ? 1 : 0;
}
