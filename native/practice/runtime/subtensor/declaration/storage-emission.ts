import { storageDoubleMap, storageMap, storageValue } from "../../../frame/storage.ts";
import { accountId, bool, i64, tuple, u16, u64, u128 } from "../../../scale/type.ts";
import { fixedI128, fixedU128 } from "../types.ts";

/** Storage of SubtensorModule: issuance, pools, prices and what is still to be paid out. Names, hashers, types and defaults are those of spec 424. */
export const storageEmission = {
  TaoWeight: storageValue(u64, { default: 971_718_665_099_567_868n }),
  AlphaDividendsPerSubnet: storageDoubleMap(
    ["Identity", u16],
    ["Blake2_128Concat", accountId],
    u64,
  ),
  RootAlphaDividendsPerSubnet: storageDoubleMap(
    ["Identity", u16],
    ["Blake2_128Concat", accountId],
    u64,
  ),
  BlockEmission: storageValue(u64, { default: 1_000_000_000n }),
  TotalIssuance: storageValue(u64),
  SubnetMovingAlpha: storageValue(fixedI128, { default: { bits: 12_885n } }),
  SubnetMovingPrice: storageMap(["Identity", u16], fixedI128),
  RootProp: storageMap(["Identity", u16], fixedU128),
  SubnetVolume: storageMap(["Identity", u16], u128),
  SubnetTAO: storageMap(["Identity", u16], u64),
  SubnetAlphaInEmission: storageMap(["Identity", u16], u64),
  SubnetEmissionEnabled: storageMap(["Identity", u16], bool, { default: true }),
  SubnetAlphaOutEmission: storageMap(["Identity", u16], u64),
  SubnetTaoInEmission: storageMap(["Identity", u16], u64),
  SubnetExcessTao: storageMap(["Identity", u16], u64),
  SubnetRootSellTao: storageMap(["Identity", u16], u64),
  SubnetAlphaIn: storageMap(["Identity", u16], u64),
  SubnetAlphaOut: storageMap(["Identity", u16], u64),
  SubnetProtocolAlpha: storageMap(["Identity", u16], u64),
  SubnetTaoFlow: storageMap(["Identity", u16], i64),
  SubnetEmaTaoFlow: storageMap(["Identity", u16], tuple(u64, fixedI128), { optional: true }),
  NetTaoFlowEnabled: storageValue(bool, { default: true }),
  SubnetProtocolFlow: storageMap(["Identity", u16], i64),
  SubnetEmaProtocolFlow: storageMap(["Identity", u16], tuple(u64, fixedI128), { optional: true }),
  TaoFlowCutoff: storageValue(fixedI128),
  FlowNormExponent: storageValue(fixedU128, { default: { bits: 18_446_744_073_709_551_616n } }),
  FlowEmaSmoothingFactor: storageValue(u64, { default: 29_597_889_189_277n }),
  SubnetOwnerCut: storageValue(u16, { default: 11_796 }),
  PendingServerEmission: storageMap(["Identity", u16], u64),
  PendingValidatorEmission: storageMap(["Identity", u16], u64),
  PendingRootAlphaDivs: storageMap(["Identity", u16], u64),
  PendingOwnerCut: storageMap(["Identity", u16], u64),
  MinerBurned: storageMap(["Identity", u16], fixedU128),
  EMAPriceHalvingBlocks: storageMap(["Identity", u16], u64, { default: 201_600n }),
} as const;
