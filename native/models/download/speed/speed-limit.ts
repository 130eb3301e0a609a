import { type Bucket, fullBucket, take } from "./token-bucket.ts";

/** One limit for all connections of all downloads. */
export interface SpeedLimit {
  /** Counts bytes that have come; answers how many milliseconds their connection has to wait before it reads on. */
  passed(bytes: number): number;
}

/** A limit that asks for its rate each time, in bytes per second, so that a change holds at once; undefined means none. */
export function createSpeedLimit(
  rate: () => number | undefined,
  now: () => number = Date.now,
): SpeedLimit {
  let bucket: Bucket | undefined;
  let rateBefore: number | undefined;
  return {
    passed: (bytes) => {
      const limit = rate();
      if (limit === undefined) {
        bucket = undefined;
        return 0;
      }
      // What was owed at another rate would be waited for at this one.
      if (bucket === undefined || limit !== rateBefore) bucket = fullBucket(limit, now());
      rateBefore = limit;
      const taken = take(bucket, bytes, limit, now());
      bucket = taken.bucket;
      return taken.waitMillis;
    },
  };
}
