/** Blocks whose hashes are kept in state; a mortal transaction cannot be older. */
export const BLOCK_HASH_COUNT = 2400;

/** Picoseconds of reference time every transaction costs before its call, on finney. */
export const BASE_EXTRINSIC_WEIGHT = 108_157_000n;

/** Picoseconds of reference time in a block: four seconds. */
export const MAX_BLOCK_WEIGHT = 4_000_000_000_000n;

const U64_MAX = (1n << 64n) - 1n;
const base = { ref_time: BASE_EXTRINSIC_WEIGHT, proof_size: 0n };
const of = (ref_time: bigint, proof_size: bigint) => ({ ref_time, proof_size });

/** finney's block weight limits, as its metadata states them. */
export const blockWeightLimits = {
  base_block: of(431_614_000n, 0n),
  max_block: of(MAX_BLOCK_WEIGHT, U64_MAX),
  per_class: {
    normal: {
      base_extrinsic: base,
      max_extrinsic: of(2_599_891_843_000n, 11_990_383_647_911_208_550n),
      max_total: of(3_000_000_000_000n, 13_835_058_055_282_163_711n),
      reserved: of(0n, 0n),
    },
    operational: {
      base_extrinsic: base,
      max_extrinsic: of(3_599_891_843_000n, 16_602_069_666_338_596_454n),
      max_total: of(MAX_BLOCK_WEIGHT, U64_MAX),
      reserved: of(1_000_000_000_000n, 4_611_686_018_427_387_904n),
    },
    mandatory: {
      base_extrinsic: base,
      max_extrinsic: undefined,
      max_total: undefined,
      reserved: undefined,
    },
  },
};
