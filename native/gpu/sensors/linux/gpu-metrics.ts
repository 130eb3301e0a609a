/** What Hearth reads of amdgpu's gpu_metrics table. */
export interface GpuMetrics {
  readonly integrated: boolean;
  /** Why the firmware holds the clocks down, where this table's version tells it in common bits. */
  readonly throttled?: readonly string[] | undefined;
}

/** Where `indep_throttle_status` stands in gpu_metrics_v1_3, and that table's size. */
const STATUS_AT = 112;
const VERSION_3_BYTES = 120;

/** Groups of SMU_THROTTLER bits (amdgpu_smu.h): first bit, last bit, words. */
const groups: readonly (readonly [first: number, last: number, words: string])[] = [
  [0, 7, "power"],
  [16, 23, "current"],
  [32, 47, "thermal"],
  [56, 57, "firmware"],
];

/**
 * Reads the head of a gpu_metrics table (kgd_pp_interface.h: size, format, content) and, for format 1.3, the throttle bits.
 * Formats 1 are of cards, 2 and 3 of processors with graphics. Undefined for a table that contradicts its own head.
 */
export function readGpuMetrics(table: Buffer): GpuMetrics | undefined {
  if (table.length < 4 || table.readUInt16LE(0) > table.length) return undefined;
  const format = table.readUInt8(2);
  const content = table.readUInt8(3);
  if (format < 1 || format > 3) return undefined;
  const integrated = format > 1;
  if (format !== 1 || content !== 3 || table.length < VERSION_3_BYTES) return { integrated };
  const status = table.readBigUInt64LE(STATUS_AT);
  // All bits set is the table's "not told".
  if (status === 0xffff_ffff_ffff_ffffn) return { integrated };
  return {
    integrated,
    throttled: groups
      .filter(([first, last]) => anyBit(status, first, last))
      .map(([, , words]) => words),
  };
}

function anyBit(status: bigint, first: number, last: number): boolean {
  const width = BigInt(last - first + 1);
  return ((status >> BigInt(first)) & ((1n << width) - 1n)) !== 0n;
}
