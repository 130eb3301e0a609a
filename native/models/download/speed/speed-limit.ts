import { setTimeout as delay } from "node:timers/promises";
import { type Bucket, fullBucket, take } from "./token-bucket.ts";

/** One limit for all connections of all downloads. */
export interface SpeedLimit {
  /** Counts bytes that have come; answers how many milliseconds their connection has to wait before it reads on. */
  passed(bytes: number): number;
  /** Milliseconds until the next bytes are due; 0 where they are. */
  due(): number;
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
    due: () => {
      const limit = rate();
      if (limit === undefined || bucket === undefined || limit !== rateBefore) return 0;
      return take(bucket, 0, limit, now()).waitMillis;
    },
  };
}

/** In slices of this a connection asks whether it still has to wait. */
const SLICE_MILLIS = 250;

/** Waits as long as was told, and no longer once the limit is another one. Rejects with the signal's reason. */
export async function waitOut(
  limit: Pick<SpeedLimit, "due">,
  millis: number,
  signal: AbortSignal,
): Promise<void> {
  for (let left = millis; left > 0; ) {
    const slice = Math.min(left, SLICE_MILLIS);
    await delay(slice, undefined, { signal });
    left = Math.min(left - slice, limit.due());
  }
}
