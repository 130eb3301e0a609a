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

/** A memory size in whole bytes, above zero and at most 16 TiB. */
export function plausibleBytes(value: number | null | undefined): number | undefined {
  const bytes = within(value, 1, 2 ** 44);
  return bytes === undefined ? undefined : Math.round(bytes);
}

/** A load as a fraction; figures slightly above 1 are measuring noise. */
export function plausibleLoad(value: number | null | undefined): number | undefined {
  const load = within(value, 0, 1.05);
  return load === undefined ? undefined : Math.min(1, load);
}

/** A temperature that running silicon can have. 0 is what broken sensors say. */
export function plausibleCelsius(value: number | null | undefined): number | undefined {
  return within(value, 1, 130);
}

/** A board's power draw. */
export function plausibleWatts(value: number | null | undefined): number | undefined {
  return within(value, 0, 2000);
}
