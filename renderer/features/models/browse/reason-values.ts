import { formatBytes, formatCount, formatWhole } from "../../../ui/format/bytes.ts";

/** The values of a reason as they are read: bytes by their names, counts grouped, words as they are. */
export function reasonValues(
  values: Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, read(name, value)]),
  );
}

const bytes = /bytes$|^(needed|available|free|size|most|least)$/i;

function read(name: string, value: string | number): string | number {
  // Plural forms are chosen by the number itself.
  if (typeof value === "string" || name === "count") return value;
  if (bytes.test(name)) return formatBytes(value);
  if (name === "parameters") return formatCount(value);
  return Number.isInteger(value) ? formatWhole(value) : Number(value.toPrecision(3));
}
