import { bytes, hash256, u64 } from "../../scale/type.ts";

const code = { args: { code: bytes }, typeNames: { code: "Vec<u8>" } };
const hash = { args: { code_hash: hash256 }, typeNames: { code_hash: "T::Hash" } };
const operational = { pays: true, dispatchClass: "Operational" } as const;

/** Picoseconds of polkadot-sdk's benchmarks; of 25 and 100 million for each storage read and write. */
const PAGES_WEIGHT = 229_782_000n;
const CODE_WEIGHT = 87_811_619_000n;
const AUTHORIZE_WEIGHT = 133_027_000n;
const APPLY_WEIGHT = 118_451_992_000n;

/** The calls of System by which a chain gets another runtime, as finney declares them. */
export const upgradeCalls = {
  set_heap_pages: {
    index: 1,
    args: { pages: u64 },
    typeNames: { pages: "u64" },
    ...operational,
    weight: PAGES_WEIGHT,
  },
  set_code: { index: 2, ...code, ...operational, weight: CODE_WEIGHT },
  set_code_without_checks: { index: 3, ...code, ...operational, weight: CODE_WEIGHT },
  authorize_upgrade: { index: 9, ...hash, ...operational, weight: AUTHORIZE_WEIGHT },
  authorize_upgrade_without_checks: {
    index: 10,
    ...hash,
    ...operational,
    weight: AUTHORIZE_WEIGHT,
  },
  apply_authorized_upgrade: { index: 11, ...code, ...operational, weight: APPLY_WEIGHT },
} as const;
