/** A sensor may miss samples for this long before that means anything. Milliseconds. */
export const MISSED = 30_000;

/** Time constant of a mean draw, in seconds: no single peak is taken for what a card draws. */
const MEAN_SECONDS = 10;

/** A mean draw after a sample that came so many seconds after the last one. The first sample is the mean. Watts. */
export function meanAfter(mean: number | undefined, watts: number, seconds: number): number {
  const before = mean ?? watts;
  return before + (watts - before) * (1 - Math.exp(-seconds / MEAN_SECONDS));
}
