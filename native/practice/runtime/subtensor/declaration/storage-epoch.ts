import { storageDoubleMap, storageMap, storageValue } from "../../../frame/storage.ts";
import { accountId, bool, i16, tuple, u8, u16, u32, u64 } from "../../../scale/type.ts";

/** Storage of SubtensorModule: when an epoch is due and what Yuma is run with. Names, hashers, types and defaults are those of spec 424. */
export const storageEpoch = {
  MinActivityCutoff: storageValue(u16, { default: 360 }),
  Tempo: storageMap(["Identity", u16], u16, { default: 360 }),
  LastEpochBlock: storageMap(["Identity", u16], u64),
  PendingEpochAt: storageMap(["Identity", u16], u64),
  SubnetEpochIndex: storageMap(["Identity", u16], u64),
  ActivityCutoffFactorMilli: storageMap(["Identity", u16], u32, { default: 13_889 }),
  BlocksSinceLastStep: storageMap(["Identity", u16], u64),
  LastMechansimStepBlock: storageMap(["Identity", u16], u64),
  Rho: storageMap(["Identity", u16], u16, { default: 10 }),
  AlphaSigmoidSteepness: storageMap(["Identity", u16], i16, { default: 1_000 }),
  Kappa: storageMap(["Identity", u16], u16, { default: 32_767 }),
  ActivityCutoff: storageMap(["Identity", u16], u16, { default: 5_000 }),
  MaxAllowedValidators: storageMap(["Identity", u16], u16, { default: 128 }),
  BondsMovingAverage: storageMap(["Identity", u16], u64, { default: 900_000n }),
  BondsPenalty: storageMap(["Identity", u16], u16, { default: 65_535 }),
  BondsResetOn: storageMap(["Identity", u16], bool),
  ValidatorPruneLen: storageMap(["Identity", u16], u64, { default: 1n }),
  ScalingLawPower: storageMap(["Identity", u16], u16, { default: 50 }),
  MaxEpochsPerBlock: storageValue(u8, { default: 2 }),
  LiquidAlphaOn: storageMap(["Blake2_128Concat", u16], bool),
  Yuma3On: storageMap(["Blake2_128Concat", u16], bool),
  AlphaValues: storageMap(["Identity", u16], tuple(u16, u16), {
    default: [45_875, 58_982] as [number, number],
  }),
  VotingPower: storageDoubleMap(["Identity", u16], ["Blake2_128Concat", accountId], u64),
  VotingPowerTrackingEnabled: storageMap(["Identity", u16], bool),
  VotingPowerDisableAtBlock: storageMap(["Identity", u16], u64),
  VotingPowerEmaAlpha: storageMap(["Identity", u16], u64, { default: 3_570_000_000_000_000n }),
  StakeThreshold: storageValue(u64),
} as const;
