import { storageDoubleMap, storageMap } from "../../../frame/storage.ts";
import { accountId, bool, tuple, u16, u64, vec } from "../../../scale/type.ts";
import { chainIdentity } from "../subnets/identity.ts";
import { axonInfo, hash160, neuronCertificate, prometheusInfo } from "../types.ts";

/** Storage of SubtensorModule: who holds which uid, and what the last epoch gave it. Names, hashers, types and defaults are those of spec 424. */
export const storageNeurons = {
  LastHotkeyEmissionOnNetuid: storageDoubleMap(
    ["Blake2_128Concat", accountId],
    ["Identity", u16],
    u64,
  ),
  SubnetworkN: storageMap(["Identity", u16], u16),
  IsNetworkMember: storageDoubleMap(["Blake2_128Concat", accountId], ["Identity", u16], bool),
  StakeWeight: storageMap(["Identity", u16], vec(u16)),
  Uids: storageDoubleMap(["Identity", u16], ["Blake2_128Concat", accountId], u16, {
    optional: true,
  }),
  Keys: storageDoubleMap(["Identity", u16], ["Identity", u16], accountId),
  LoadedEmission: storageMap(["Identity", u16], vec(tuple(accountId, u64, u64)), {
    optional: true,
  }),
  Active: storageMap(["Identity", u16], vec(bool)),
  Consensus: storageMap(["Identity", u16], vec(u16)),
  Incentive: storageMap(["Identity", u16], vec(u16)),
  Dividends: storageMap(["Identity", u16], vec(u16)),
  Emission: storageMap(["Identity", u16], vec(u64)),
  LastUpdate: storageMap(["Identity", u16], vec(u64)),
  ValidatorTrust: storageMap(["Identity", u16], vec(u16)),
  ValidatorPermit: storageMap(["Identity", u16], vec(bool)),
  Bonds: storageDoubleMap(["Identity", u16], ["Identity", u16], vec(tuple(u16, u16))),
  BlockAtRegistration: storageDoubleMap(["Identity", u16], ["Identity", u16], u64),
  Axons: storageDoubleMap(["Identity", u16], ["Blake2_128Concat", accountId], axonInfo, {
    optional: true,
  }),
  NeuronCertificates: storageDoubleMap(
    ["Identity", u16],
    ["Blake2_128Concat", accountId],
    neuronCertificate,
    { optional: true },
  ),
  Prometheus: storageDoubleMap(["Identity", u16], ["Blake2_128Concat", accountId], prometheusInfo, {
    optional: true,
  }),
  IdentitiesV2: storageMap(["Blake2_128Concat", accountId], chainIdentity, { optional: true }),
  AssociatedEvmAddress: storageDoubleMap(
    ["Twox64Concat", u16],
    ["Twox64Concat", u16],
    tuple(hash160, u64),
    { optional: true },
  ),
} as const;
