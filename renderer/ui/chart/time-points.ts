/** A figure at a time in milliseconds since 1970; absent where it was not known then. */
export interface TimePoint {
  readonly time: number;
  readonly value: number | undefined;
}

/** What the drawing library takes: seconds, strictly rising, and gaps where nothing was known. */
export type DrawnPoint = { readonly time: number; readonly value?: number };

/** Points as drawn: one a second, the later one wins; a silence longer than `gapSeconds` breaks the line, for it was not seen. */
export function drawnPoints(points: readonly TimePoint[], gapSeconds = 15): DrawnPoint[] {
  const bySecond = new Map<number, number | undefined>();
  for (const { time, value } of points) bySecond.set(Math.floor(time / 1000), value);
  const drawn: DrawnPoint[] = [];
  for (const [time, value] of [...bySecond].sort(([left], [right]) => left - right)) {
    const last = drawn.at(-1);
    if (last !== undefined && time - last.time > gapSeconds) drawn.push({ time: last.time + 1 });
    drawn.push(value === undefined ? { time } : { time, value });
  }
  return drawn;
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
