import type { DispatchInfo } from "../../frame/extension.ts";
import { BASE_EXTRINSIC_WEIGHT } from "../system/limits.ts";

/** The parts of a fee, in rao. */
export interface FeeParts {
  readonly base: bigint;
  readonly length: bigint;
  readonly weight: bigint;
}

const BILLION = 1_000_000_000n;
/** finney's price of reference time: 0.0005 rao a picosecond. */
const RAO_PER_WEIGHT_PARTS = 500_000n;
const RAO_PER_BYTE = 1n;

/** Rao for reference time, rounded to the nearest with halves down, as Perbill multiplies. */
export function weightToFee(weight: bigint): bigint {
  return (weight * RAO_PER_WEIGHT_PARTS + BILLION / 2n - 1n) / BILLION;
}

/** Rao for bytes. */
export function lengthToFee(length: number): bigint {
  return BigInt(length) * RAO_PER_BYTE;
}

/** What including a call costs, or undefined for a free one. finney has no congestion multiplier. */
export function inclusionFee(info: DispatchInfo, length: number): FeeParts | undefined {
  if (!info.pays) return undefined;
  return {
    base: weightToFee(BASE_EXTRINSIC_WEIGHT),
    length: lengthToFee(length),
    weight: weightToFee(info.weight),
  };
}

/** The fee of a call without its tip, in rao. */
export function totalFee(info: DispatchInfo, length: number): bigint {
  const parts = inclusionFee(info, length);
  return parts ? parts.base + parts.length + parts.weight : 0n;
}
