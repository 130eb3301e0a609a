const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A number of bytes with one decimal above a KiB: `23.4 GiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** A count in short: `1.2 M`. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(
    count,
  );
}

/** A whole number with grouping: `1,234`. */
export function formatWhole(count: number): string {
  return new Intl.NumberFormat("en").format(count);
}
