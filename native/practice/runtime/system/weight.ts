import { system } from "./pallet.ts";

const { read, write } = system.constants.DbWeight;

/**
 * A call's reference time in picoseconds as FRAME's benchmarks give it: its computing time, and its storage reads and
 * writes at the chain's own cost of each.
 */
export function benchmarked(computing: number, reads: number, writes: number): bigint {
  return BigInt(computing) + BigInt(reads) * read + BigInt(writes) * write;
}
