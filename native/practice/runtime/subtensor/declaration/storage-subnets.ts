import { storageDoubleMap, storageMap, storageValue } from "../../../frame/storage.ts";
import { accountId, bool, bytes, u8, u16, u32, u64, vec } from "../../../scale/type.ts";
import { subnetIdentity } from "../subnets/identity.ts";
import { fixedU128, recycleOrBurn, subnetLease } from "../types.ts";

/** Storage of SubtensorModule: which subnets there are, who owns them and what they may do. Names, hashers, types and defaults are those of spec 424. */
export const storageSubnets = {
  DissolveNetworkScheduleDuration: storageValue(u32, { default: 36_000 }),
  SubnetLimit: storageValue(u16, { default: 128 }),
  OwnerCutAutoLockEnabled: storageMap(["Identity", u16], bool),
  TokenSymbol: storageMap(["Identity", u16], bytes, {
    default: new Uint8Array([0xf0, 0x9d, 0x9c, 0x8f]),
  }),
  TotalNetworks: storageValue(u16),
  NetworkImmunityPeriod: storageValue(u64, { default: 1_296_000n }),
  StartCallDelay: storageValue(u64),
  NetworkMinLockCost: storageValue(u64, { default: 1_000_000_000_000n }),
  NetworkLastLockCost: storageValue(u64, { default: 1_000_000_000_000n }),
  NetworkLockReductionInterval: storageValue(u64, { default: 100_800n }),
  OwnerCutEnabled: storageMap(["Identity", u16], bool, { default: true }),
  NetworkRateLimit: storageValue(u64, { default: 7_200n }),
  TransferToggle: storageMap(["Identity", u16], bool, { default: true }),
  SubnetLocked: storageMap(["Identity", u16], u64),
  LargestLocked: storageMap(["Identity", u16], u64),
  FirstEmissionBlockNumber: storageMap(["Identity", u16], u64, { optional: true }),
  SubnetMechanism: storageMap(["Identity", u16], u16),
  NetworksAdded: storageMap(["Identity", u16], bool),
  NetworkRegisteredAt: storageMap(["Identity", u16], u64),
  RegisteredSubnetCounter: storageMap(["Identity", u16], u64),
  SubnetOwner: storageMap(["Identity", u16], accountId),
  SubnetOwnerHotkey: storageMap(["Identity", u16], accountId),
  RecycleOrBurn: storageMap(["Identity", u16], recycleOrBurn),
  SubtokenEnabled: storageMap(["Identity", u16], bool),
  SubnetIdentitiesV3: storageMap(["Blake2_128Concat", u16], subnetIdentity, { optional: true }),
  SubnetLeases: storageMap(["Twox64Concat", u32], subnetLease, { optional: true }),
  SubnetLeaseShares: storageDoubleMap(["Twox64Concat", u32], ["Identity", accountId], fixedU128),
  SubnetUidToLeaseId: storageMap(["Twox64Concat", u16], u32, { optional: true }),
  NextSubnetLeaseId: storageValue(u32),
  AccumulatedLeaseDividends: storageMap(["Twox64Concat", u32], u64),
  NetworkRegistrationStartBlock: storageValue(u64),
  TaoInRefundDeploymentBlock: storageValue(u64),
  MaxMechanismCount: storageValue(u8, { default: 2 }),
  MechanismCountCurrent: storageMap(["Twox64Concat", u16], u8, { default: 1 }),
  MechanismEmissionSplit: storageMap(["Twox64Concat", u16], vec(u16), { optional: true }),
} as const;
