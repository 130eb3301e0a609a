/** A figure at a time in milliseconds since 1970; absent where it was not known then. */
export interface TimePoint {
  readonly time: number;
  readonly value: number | undefined;
}

/**
 * What the drawing library takes: every second from the first to the last, since it spaces points evenly whatever their times are.
 * A second without a value only takes room, and the line goes on over it; after one that `ends` it does not.
 */
export interface DrawnPoint {
  readonly time: number;
  readonly value?: number;
  readonly ends?: true;
}

/** A silence longer than this was not seen: the line breaks. */
const GAP_SECONDS = 15;

/** Points as drawn: one a second, the later one wins; the line breaks where a value was not known, and over a long silence. */
export function drawnPoints(points: readonly TimePoint[], gapSeconds = GAP_SECONDS): DrawnPoint[] {
  const bySecond = new Map<number, number | undefined>();
  for (const { time, value } of points) bySecond.set(Math.floor(time / 1000), value);
  const seen = [...bySecond].sort(([left], [right]) => left - right);
  const drawn: DrawnPoint[] = [];
  for (const [index, [time, value]] of seen.entries()) {
    const [nextTime, nextValue] = seen[index + 1] ?? [time + 1, value];
    const ends = nextValue === undefined || nextTime - time > gapSeconds;
    if (value === undefined) drawn.push({ time });
    else drawn.push(ends ? { time, value, ends } : { time, value });
    for (let empty = time + 1; empty < nextTime; empty += 1) drawn.push({ time: empty });
  }
  return drawn;
}

/** What was known nearest to a second, the earlier of two; undefined where that is a silence away. */
export function readingAt(
  drawn: readonly DrawnPoint[],
  time: number,
  gapSeconds = GAP_SECONDS,
): DrawnPoint | undefined {
  const off = (point: DrawnPoint): number => Math.abs(point.time - time);
  let nearest: DrawnPoint | undefined;
  for (const point of drawn) {
    if (point.value === undefined || off(point) > gapSeconds / 2) continue;
    if (nearest === undefined || off(point) < off(nearest)) nearest = point;
  }
  return nearest;
}

/** Least, mean and most of what was known; undefined where nothing was. */
export function summarisePoints(
  points: readonly TimePoint[],
): { readonly least: number; readonly mean: number; readonly most: number } | undefined {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (values.length === 0) return undefined;
  return {
    least: Math.min(...values),
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    most: Math.max(...values),
  };
}
