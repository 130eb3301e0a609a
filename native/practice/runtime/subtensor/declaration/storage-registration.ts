import { storageMap } from "../../../frame/storage.ts";
import { bool, bytes, u16, u64 } from "../../../scale/type.ts";
import { fixedU128 } from "../types.ts";

/** Storage of SubtensorModule: who may register, at which price, and who is pruned. Names, hashers, types and defaults are those of spec 424. */
export const storageRegistration = {
  UsedWork: storageMap(["Identity", bytes], u64),
  MaxRegistrationsPerBlock: storageMap(["Identity", u16], u16, { default: 1 }),
  NetworkRegistrationAllowed: storageMap(["Identity", u16], bool, { default: true }),
  NetworkPowRegistrationAllowed: storageMap(["Identity", u16], bool, { default: true }),
  RegistrationsThisInterval: storageMap(["Identity", u16], u16),
  POWRegistrationsThisInterval: storageMap(["Identity", u16], u16),
  BurnRegistrationsThisInterval: storageMap(["Identity", u16], u16),
  MinAllowedUids: storageMap(["Identity", u16], u16, { default: 64 }),
  MaxAllowedUids: storageMap(["Identity", u16], u16, { default: 256 }),
  ImmunityPeriod: storageMap(["Identity", u16], u16, { default: 4_096 }),
  AdjustmentInterval: storageMap(["Identity", u16], u16, { default: 100 }),
  TargetRegistrationsPerInterval: storageMap(["Identity", u16], u16, { default: 2 }),
  AdjustmentAlpha: storageMap(["Identity", u16], u64),
  Burn: storageMap(["Identity", u16], u64, { default: 100_000_000n }),
  Difficulty: storageMap(["Identity", u16], u64, { default: 10_000_000n }),
  MinBurn: storageMap(["Identity", u16], u64, { default: 500_000n }),
  MaxBurn: storageMap(["Identity", u16], u64, { default: 100_000_000_000n }),
  MinDifficulty: storageMap(["Identity", u16], u64, { default: 10_000_000n }),
  MaxDifficulty: storageMap(["Identity", u16], u64, { default: 4_611_686_018_427_387_903n }),
  LastAdjustmentBlock: storageMap(["Identity", u16], u64),
  RegistrationsThisBlock: storageMap(["Identity", u16], u16),
  RAORecycledForRegistration: storageMap(["Identity", u16], u64),
  ImmuneOwnerUidsLimit: storageMap(["Identity", u16], u16, { default: 1 }),
  MinNonImmuneUids: storageMap(["Identity", u16], u16, { default: 10 }),
  BurnHalfLife: storageMap(["Identity", u16], u16, { default: 360 }),
  BurnIncreaseMult: storageMap(["Identity", u16], fixedU128, {
    default: { bits: 23_242_897_532_874_035_200n },
  }),
} as const;
