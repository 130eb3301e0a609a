import { definePallet } from "../../frame/pallet.ts";
import { storageMap } from "../../frame/storage.ts";
import { bool, u16 } from "../../scale/type.ts";
import { authorityId } from "../config-types.ts";
import { fixedU128 } from "../subtensor/types.ts";
import { chainCalls } from "./calls-chain.ts";
import { difficultyCalls } from "./calls-difficulty.ts";
import { emissionGateCalls } from "./calls-emission-gate.ts";
import { laterCalls } from "./calls-later.ts";
import { mechanismCalls } from "./calls-mechanisms.ts";
import { networkCalls } from "./calls-network.ts";
import { rootWeightCalls, rootWeightEvents } from "./calls-root-weights.ts";
import { subnetCalls } from "./calls-subnet.ts";
import { precompile } from "./precompile.ts";

/** Pallet 19: parameters, set by the sudo key or, where the chain allows it, by a subnet's owner. */
export const adminUtils = definePallet({
  name: "AdminUtils",
  index: 19,
  path: ["pallet_admin_utils", "pallet"],
  associatedTypes: { AuthorityId: authorityId },
  storage: {
    PrecompileEnable: storageMap(["Blake2_128Concat", precompile], bool, { default: true }),
  },
  calls: {
    ...subnetCalls,
    ...mechanismCalls,
    ...rootWeightCalls,
    ...emissionGateCalls,
    ...networkCalls,
    ...difficultyCalls,
    ...chainCalls,
    ...laterCalls,
  },
  events: {
    PrecompileUpdated: { index: 0, fields: { precompile_id: precompile, enabled: bool } },
    Yuma3EnableToggled: { index: 1, fields: { netuid: u16, enabled: bool } },
    BondsResetToggled: { index: 2, fields: { netuid: u16, enabled: bool } },
    BurnHalfLifeSet: { index: 3, fields: { netuid: u16, burn_half_life: u16 } },
    BurnIncreaseMultSet: { index: 4, fields: { netuid: u16, burn_increase_mult: fixedU128 } },
    SubnetEmissionEnabledSet: { index: 5, fields: { netuid: u16, enabled: bool } },
    ...rootWeightEvents,
  },
  errors: {
    SubnetDoesNotExist: 0,
    MaxValidatorsLargerThanMaxUIds: 1,
    MaxAllowedUIdsLessThanCurrentUIds: 2,
    BondsMovingAverageMaxReached: 3,
    NegativeSigmoidSteepness: 4,
    ValueNotInBounds: 5,
    MinAllowedUidsGreaterThanCurrentUids: 6,
    MinAllowedUidsGreaterThanMaxAllowedUids: 7,
    MaxAllowedUidsLessThanMinAllowedUids: 8,
    MaxAllowedUidsGreaterThanDefaultMaxAllowedUids: 9,
    InvalidValue: 10,
    NotPermittedOnRootSubnet: 11,
    POWRegistrationDisabled: 12,
    Deprecated: 13,
  },
  constants: {},
});
