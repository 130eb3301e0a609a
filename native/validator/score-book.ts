/** One miner's history with this validator. Keyed by hotkey and registration block, never by uid alone: a uid changes hands. */
export interface BookEntry {
  readonly uid: number;
  readonly hotkey: string;
  readonly registeredAt: number;
  /** Last round's score and its exponential moving average, 0..1. */
  readonly score: number;
  readonly average: number;
  readonly answered: boolean;
  readonly reason: string;
  readonly rounds: number;
}

/** What one round says about one miner. */
export interface RoundScore {
  readonly uid: number;
  readonly hotkey: string;
  readonly registeredAt: number;
  readonly score: number;
  readonly answered: boolean;
  readonly reason: string;
}

/** All histories, by `bookKey`. */
export type ScoreBook = ReadonlyMap<string, BookEntry>;

/**
 * Weight of the newest round. Half of an average is younger than five rounds (half a minute of the practice network); one answer's
 * noise is cut to 0.28 of itself, a fifth of the spread between the house miners.
 */
export const NEWEST_ROUND_WEIGHT = 0.15;

/** The key of a miner's history. */
export function bookKey(miner: { readonly hotkey: string; readonly registeredAt: number }): string {
  return `${miner.hotkey}@${miner.registeredAt}`;
}

/**
 * The book after a round: averages move towards the new scores (a first score is its own average, so that a newcomer counts at
 * once), and miners no longer registered are forgotten. `present` is every neuron of the subnet now. Those who were not asked
 * keep their entry as it was.
 */
export function recordRound(
  book: ScoreBook,
  scores: readonly RoundScore[],
  present: readonly { readonly hotkey: string; readonly registeredAt: number }[],
): ScoreBook {
  const keep = new Set(present.map(bookKey));
  const next = new Map([...book].filter(([key]) => keep.has(key)));
  for (const result of scores) {
    const key = bookKey(result);
    if (!keep.has(key)) continue;
    const before = next.get(key);
    const average =
      before === undefined
        ? result.score
        : before.average + NEWEST_ROUND_WEIGHT * (result.score - before.average);
    // Below a thousandth nothing is left but rounding; the gate must be able to close.
    const settled = average < 1e-3 ? 0 : average;
    next.set(key, { ...result, average: settled, rounds: (before?.rounds ?? 0) + 1 });
  }
  return next;
}
