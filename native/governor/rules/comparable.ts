import type { GpuReading } from "../machine/readings.ts";

/** How the figures of a look came about. */
export interface Basis {
  readonly usedBy?: string | undefined;
  /** The driver's list showed our programs. */
  readonly listed?: boolean | undefined;
}

/**
 * Whether what others hold in a look may be compared with what they held on an earlier one's basis. While a driver tells nothing, another
 * probe's figure takes its place, llama.cpp's 0 for example; what fell and rises again then looks like another program that came.
 * Neither does what is ours fit where it is more than what is in use: one of the two is of an earlier moment, or unknown.
 */
export function comparable(before: Basis | undefined, gpu: GpuReading): boolean {
  if (gpu.ownIsShare !== true && gpu.usedBytes < gpu.ownBytes) return false;
  if (before === undefined) return true;
  // What the engine counts of its own is less than what the driver's list says of it: the difference looks like somebody else's.
  const unlisted = before.listed === true && gpu.listed !== true && gpu.ownBytes > 0;
  return before.usedBy === gpu.usedBy && !unlisted;
}
