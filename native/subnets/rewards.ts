/** Softmax temperature below which differences between scores are noise, not merit. */
export const SMALLEST_SPREAD = 0.02;

/** One miner's standing: its moving average, 0..1, zero where it did not pass the gate. */
export interface Standing {
  readonly average: number;
}

/**
 * Shares of the reward, summing to 1 (or all 0 where nobody passed), in the same order. A softmax whose temperature is the spread
 * (standard deviation) of the averages above zero: relative, so that it does not matter how hard the tasks were; steep, so that
 * better work pays clearly more; equal for equals; zero below the gate; and calm under measurement noise, so that validators
 * agree (validator trust .986 at noise .002 and .925 at .01, against .905 and less for winner-take-all, in the verification notes).
 */
export function rewardShares(standings: readonly Standing[]): number[] {
  const passed = standings.map((entry) => entry.average).filter((average) => average > 0);
  if (passed.length === 0) return standings.map(() => 0);
  const best = Math.max(...passed);
  const temperature = Math.max(spread(passed), SMALLEST_SPREAD);
  const raw = standings.map(({ average }) =>
    average > 0 ? Math.exp((average - best) / temperature) : 0,
  );
  const total = raw.reduce((sum, value) => sum + value, 0);
  return raw.map((value) => value / total);
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
