import { accountId, option, struct, u16, u32, u64 } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import { subnetIdentity } from "./subnets/identity.ts";
import { fixedU128 } from "./types.ts";

/** Stake that a registration locked instead of burning it, in specs after 424. */
export const minerCollateral = struct(
  ["pallet_subtensor", "pallet", "MinerCollateralState"],
  { locked: u64, drain_ratio: fixedU128, min_locked: u64, earned: u64 },
  {
    locked: "AlphaBalance",
    drain_ratio: "U64F64",
    min_locked: "AlphaBalance",
    earned: "AlphaBalance",
  },
);

/** How a subnet's epoch turns weights into rewards, in specs after 424: by Yuma, or not at all. */
export const epochConsensus = variant(["pallet_subtensor", "pallet", "EpochConsensus"], {
  Yuma: { index: 0 },
  Null: { index: 1 },
});

/** A subnet that waits for the one that it replaces, in specs after 424. */
export const networkRegistration = struct(
  ["pallet_subtensor", "subnets", "subnet", "NetworkRegistrationInfo"],
  {
    coldkey: accountId,
    hotkey: accountId,
    mechid: u16,
    identity: option(subnetIdentity),
    lock_amount: u64,
    median_subnet_alpha_price: fixedU128,
    registration_block: u64,
    lock_id: u32,
  },
  {
    coldkey: "AccountId",
    hotkey: "AccountId",
    mechid: "u16",
    identity: "Option<SubnetIdentityOfV3>",
    lock_amount: "TaoBalance",
    median_subnet_alpha_price: "U64F64",
    registration_block: "u64",
    lock_id: "u32",
  },
  [{ name: "AccountId", type: accountId.shape }],
);
