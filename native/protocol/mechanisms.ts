import { U64F64 } from "./fixed-point.ts";

/** Distance between the storage numbers of one subnet's mechanisms. Source: subnets/mechanism.rs, GLOBAL_MAX_SUBNET_COUNT. */
export const MECHANISM_STEP = 4_096;
/** Mechanisms that the numbering has room for. */
export const MOST_MECHANISMS = 16;
const LARGEST_INDEX = 0xffff;
const WHOLE_SPLIT = 65_535n;

/**
 * The number under which a mechanism keeps its weights, bonds and incentives: mecid x 4096 + netuid, so that the main
 * mechanism's is the netuid itself. Held at 65535, as the chain's u16 is. Source: get_mechanism_storage_index.
 */
export function mechanismIndex(netuid: number, mecid: number): number {
  return Math.min(LARGEST_INDEX, Math.min(LARGEST_INDEX, mecid * MECHANISM_STEP) + netuid);
}

/** The subnet and mechanism that a storage number stands for. */
export function subnetOfIndex(index: number): { readonly netuid: number; readonly mecid: number } {
  return { netuid: index % MECHANISM_STEP, mecid: Math.floor(index / MECHANISM_STEP) };
}

/**
 * A subnet's emission over its `count` mechanisms: by `split` (u16 parts of 65535; those left out get nothing), or evenly
 * without one. What rounding leaves goes to the main mechanism. Source: split_emissions.
 */
export function splitEmission(
  amount: bigint,
  count: number,
  split: readonly number[] | undefined,
): bigint[] {
  const parts = Array.from({ length: count }, (_, mecid) =>
    split === undefined
      ? amount / BigInt(count)
      : (amount * BigInt(split[mecid] ?? 0)) / WHOLE_SPLIT,
  );
  const given = parts.reduce((sum, part) => sum + part, 0n);
  const rest = amount > given ? amount - given : 0n;
  return parts.map((part, mecid) => (mecid === 0 ? part + rest : part));
}

/** What a mechanism counts in the subnet's figures: its part of the emission as U64F64 bits; all for the main one where there is none. */
export function mechanismWeight(part: bigint, whole: bigint, mecid: number): bigint {
  if (whole === 0n) return mecid === 0 ? U64F64.one : 0n;
  return U64F64.divide(U64F64.fromInteger(part), U64F64.fromInteger(whole));
}

/** `existing` + `added` x `weight` (U64F64 bits), cut to a whole number, at most `limit`. Source: weighted_acc_u16, weighted_acc_alpha. */
export function addWeighted(
  existing: bigint,
  added: bigint,
  weight: bigint,
  limit: bigint,
): bigint {
  const sum = U64F64.add(
    U64F64.fromInteger(existing),
    U64F64.multiply(U64F64.fromInteger(added), weight),
  );
  const whole = U64F64.toInteger(sum);
  return whole < limit ? whole : limit;
}
