import { type CaseSpec, type VariantValue, variant } from "../../scale/variant.ts";

const cases = {
  BalanceTransfer: { index: 0 },
  Staking: { index: 1 },
  Subnet: { index: 2 },
  Metagraph: { index: 3 },
  Neuron: { index: 4 },
  UidLookup: { index: 5 },
  Alpha: { index: 6 },
  Crowdloan: { index: 7 },
  Proxy: { index: 8 },
  Leasing: { index: 9 },
  AddressMapping: { index: 10 },
  VotingPower: { index: 11 },
} as const satisfies Record<string, CaseSpec>;

/** Which of finney's EVM precompiles. */
export const precompile = variant(["pallet_admin_utils", "pallet", "PrecompileEnum"], cases);
/** A {@link precompile} decoded. */
export type Precompile = VariantValue<typeof cases>;
