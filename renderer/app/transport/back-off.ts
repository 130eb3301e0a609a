const FIRST_MILLIS = 250;
const LONGEST_MILLIS = 8_000;

/**
 * Milliseconds to wait before attempt `attempt` (1 is the first retry): doubling from a quarter second up to eight,
 * spread by `random` (0..1) over the upper half so that several pages do not knock together.
 */
export function backOffMillis(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** Math.max(0, attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
