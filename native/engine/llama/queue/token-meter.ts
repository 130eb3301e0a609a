/** Tokens written lately. */
export interface TokenMeter {
  count(): void;
  /** Tokens per second over the last ten. */
  perSecond(): number;
}

const SECONDS = 10;

/** A meter that counts in buckets of one second. `now` is in milliseconds. */
export function createTokenMeter(now: () => number = () => performance.now()): TokenMeter {
  const buckets = new Map<number, number>();
  const second = (): number => Math.floor(now() / 1000);
  const forget = (): void => {
    for (const old of buckets.keys()) if (old <= second() - SECONDS) buckets.delete(old);
  };
  return {
    count: () => {
      buckets.set(second(), (buckets.get(second()) ?? 0) + 1);
      if (buckets.size > SECONDS) forget();
    },
    perSecond: () => {
      forget();
      return [...buckets.values()].reduce((sum, tokens) => sum + tokens, 0) / SECONDS;
    },
  };
}
