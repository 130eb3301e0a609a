/** How much may pass now: `tokens` are bytes, below zero where more has passed than was due; `at` in milliseconds. */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** A quarter of a second's worth may come at once, so that short pauses of the network are made up for. */
const BURST_SECONDS = 0.25;

/** A bucket that lets a burst through at once. */
export function fullBucket(bytesPerSecond: number, now: number): Bucket {
  return { tokens: bytesPerSecond * BURST_SECONDS, at: now };
}

/**
 * Takes `bytes` that have passed already. Answers the bucket afterwards and the milliseconds until the next bytes are due.
 * Over any time t no more than rate * t, one burst and the last piece pass when the waits are kept.
 */
export function take(
  bucket: Bucket,
  bytes: number,
  bytesPerSecond: number,
  now: number,
): { readonly bucket: Bucket; readonly waitMillis: number } {
  const elapsed = Math.max(0, now - bucket.at);
  const refilled = Math.min(
    bytesPerSecond * BURST_SECONDS,
    bucket.tokens + (elapsed * bytesPerSecond) / 1000,
  );
  const tokens = refilled - bytes;
  const waitMillis = tokens >= 0 ? 0 : Math.ceil((-tokens / bytesPerSecond) * 1000);
  return { bucket: { tokens, at: Math.max(now, bucket.at) }, waitMillis };
}
