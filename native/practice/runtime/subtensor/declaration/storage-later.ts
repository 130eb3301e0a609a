import { storageMap, storageNMap, storageValue } from "../../../frame/storage.ts";
import { accountId, u16, u64, unit, vec } from "../../../scale/type.ts";
import { fixedU128 } from "../types.ts";
import { epochConsensus, minerCollateral, networkRegistration } from "../types-later.ts";

/**
 * Storage of specs after 424 that stock tools read before they act: bittensor 11 refuses to register or to set weights on a
 * chain that does not declare it. But for the sum of stake nothing here writes it, so that every value is the default, which in
 * those specs too means what 424 does: a registration burns its whole price, root stake is free at any time, epochs run Yuma, and
 * subnets end and begin at once. Source of names, hashers, types and defaults: pallets/subtensor/src/lib.rs of specs 435 to 468.
 */
export const storageLater = {
  CollateralLockShare: storageMap(["Identity", u16], u16),
  CollateralDrainRatio: storageMap(["Identity", u16], fixedU128, { default: { bits: 1n << 64n } }),
  MinerCollateral: storageNMap(
    [
      ["Identity", u16],
      ["Blake2_128Concat", accountId],
      ["Blake2_128Concat", accountId],
    ],
    minerCollateral,
    { optional: true },
  ),
  ChildkeyThresholdSuspended: storageMap(["Blake2_128Concat", accountId], unit, { optional: true }),
  RootStakeUnlockInterval: storageValue(u64),
  TotalAlphaStaked: storageMap(["Identity", u16], u64),
  SubnetEpochConsensus: storageMap(["Identity", u16], epochConsensus),
  DissolveCleanupQueue: storageValue(vec(u16)),
  NetworkRegistrationQueue: storageValue(vec(networkRegistration)),
} as const;
