import type { Sense } from "../../../native/governor/senses/sense.ts";

/** A sense that is always there and tells what the function says at that moment. */
export function fixedSense<T>(tell: () => T | undefined): Sense<T> {
  return { available: async () => true, read: async () => tell(), everyMillis: 1_000 };
}
