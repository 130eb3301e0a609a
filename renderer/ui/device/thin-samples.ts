import type { DeviceSample } from "../../../native/api/hardware.ts";

/** The last sample of each stretch of `seconds`, oldest first. */
export function thinSamples(
  samples: readonly DeviceSample[],
  seconds: number,
): readonly DeviceSample[] {
  const kept = new Map<number, DeviceSample>();
  for (const sample of samples) kept.set(Math.floor(sample.time / (seconds * 1000)), sample);
  return [...kept.values()];
}
