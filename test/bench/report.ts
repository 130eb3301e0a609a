import { type Row, ratio, type Section, type Spread } from "./measure.ts";

/** A section's rows as a table for people. */
export function table({ name, about }: Section, rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    figure(row.measured.median),
    row.unit,
    ends(row.measured),
    `${row.measured.samples}`,
    row.against === undefined ? "" : `${times(row)} of ${row.against.name}`,
    row.against === undefined ? "" : `${figure(row.against.measured.median)} ${row.unit}`,
    row.against === undefined ? "" : ends(row.against.measured),
  ]);
  const head = ["", "median", "", "least..most", "n", "ratio", "alternative", "least..most"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const lines = [head, ...cells].map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [`== ${name}: ${about}`, ...lines].join("\n");
}

function times(row: Row): string {
  return `${figure(ratio(row) ?? Number.NaN)} x`;
}

function ends({ least, most }: Spread): string {
  return `${figure(least)}..${figure(most)}`;
}

/** Three digits that matter, never more. */
function figure(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return `${value}`;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}
