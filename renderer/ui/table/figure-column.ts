import type { ReactNode } from "react";
import type { Column } from "./data-table.tsx";

interface FigureColumnOptions<Row> extends Pick<Column<Row>, "key" | "head" | "hint" | "room"> {
  /** The figure of a row; undefined where it is not known. */
  readonly of: (row: Row) => number | undefined;
  /** How it is read, with its unit. */
  readonly read: (value: number) => ReactNode;
}

/** A column of figures: to the right, ordered by what is shown; what is not known is a dash and counts as the least. */
export function figureColumn<Row>({ of, read, ...column }: FigureColumnOptions<Row>): Column<Row> {
  return {
    ...column,
    align: "right",
    sort: (row) => of(row) ?? Number.NEGATIVE_INFINITY,
    cell: (row) => {
      const value = of(row);
      return value === undefined ? "–" : read(value);
    },
  };
}
