const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** Bytes as evidence: "3.2 GiB". */
export function bytesText(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** A time span as evidence: "42 ms", "3.5 s", "12 s", "3 min", "5.2 h". */
export function spanText(millis: number): string {
  const seconds = Math.abs(millis) / 1000;
  if (seconds < 1) return `${Math.round(Math.abs(millis))} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Names as evidence, the first few of them: "a, b and 3 more". */
export function namesText(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Rao as evidence, at most four decimals, grouped: "1.25 τ", "1,000 τ". */
export function taoText(rao: bigint): string {
  const tenThousandths = rao / 100_000n;
  const decimals = String(tenThousandths % 10_000n)
    .padStart(4, "0")
    .replace(/0+$/, "");
  const whole = (tenThousandths / 10_000n).toLocaleString("en");
  return `${whole}${decimals === "" ? "" : `.${decimals}`} τ`;
}
