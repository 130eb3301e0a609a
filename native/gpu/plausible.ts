/** A finite number within bounds, or undefined: a figure that cannot be is not shown. */
export function within(
  value: number | null | undefined,
  least: number,
  most: number,
): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= least && value <= most
    ? value
    : undefined;
}

/** Larger than any memory of a home computer: 16 TiB. */
const MOST_BYTES = 2 ** 44;

/** A memory size in whole bytes, above zero and at most 16 TiB. */
export function plausibleBytes(value: number | null | undefined): number | undefined {
  const bytes = within(value, 1, MOST_BYTES);
  return bytes === undefined ? undefined : Math.round(bytes);
}

/** Memory in use, in whole bytes: from nothing up to the device's total. */
export function plausibleUse(
  value: number | null | undefined,
  totalBytes: number,
): number | undefined {
  const bytes = within(value, 0, totalBytes);
  return bytes === undefined ? undefined : Math.round(bytes);
}

/** A load as a fraction; figures slightly above 1 are measuring noise. */
export function plausibleLoad(value: number | null | undefined): number | undefined {
  const load = within(value, 0, 1.05);
  return load === undefined ? undefined : Math.min(1, load);
}

/** A fan's share of its most. NVML says more than 100 % of a fan that was told to run faster than its design. */
export function plausibleFan(value: number | null | undefined): number | undefined {
  const fan = within(value, 0, 1.5);
  return fan === undefined ? undefined : Math.min(1, fan);
}

/** A temperature that running silicon can have. 0 is what broken sensors say. */
export function plausibleCelsius(value: number | null | undefined): number | undefined {
  return within(value, 1, 130);
}

/** A temperature at which silicon slows itself down. */
export function plausibleCelsiusLimit(value: number | null | undefined): number | undefined {
  return within(value, 50, 130);
}

/** A board's power draw. */
export function plausibleWatts(value: number | null | undefined): number | undefined {
  return within(value, 0, 2000);
}

/** A board's power limit; 0 is what cards without one say. */
export function plausibleWattsLimit(value: number | null | undefined): number | undefined {
  return within(value, 1, 2000);
}

/** A clock of core or memory. Memory's effective rate is the highest that vendors write. */
export function plausibleMegahertz(value: number | null | undefined): number | undefined {
  return within(value, 0, 50_000);
}

/** A process number of any system. */
export function plausiblePid(value: number | null | undefined): number | undefined {
  const pid = within(value, 1, 2 ** 32 - 2);
  return pid !== undefined && Number.isInteger(pid) ? pid : undefined;
}

/** A name or version as one printable line of at most 120 characters; undefined where nothing is left or it says "unknown". */
export function plausibleText(value: string | null | undefined): string | undefined {
  const text = (value ?? "")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\ufffd]/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 120);
  return text === "" || /^unknown$/i.test(text) ? undefined : text;
}
