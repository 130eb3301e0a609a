/** Bytes that a thing takes, as far as can be told: at least and at most. */
export interface ByteRange {
  readonly low: number;
  readonly high: number;
}

/** Nothing, for certain. */
export const noBytes: ByteRange = { low: 0, high: 0 };

/** Both ends added up. */
export function sumOf(ranges: readonly ByteRange[]): ByteRange {
  return {
    low: ranges.reduce((sum, { low }) => sum + low, 0),
    high: ranges.reduce((sum, { high }) => sum + high, 0),
  };
}
