import { storageDoubleMap, storageMap, storageValue } from "../../../frame/storage.ts";
import { boundedBytes } from "../../../scale/bounded.ts";
import { accountId, bool, hash256, tuple, u16, u64, vec } from "../../../scale/type.ts";

/** Storage of SubtensorModule: weights, their commits and the rules for setting them. Names, hashers, types and defaults are those of spec 424. */
export const storageWeights = {
  MaxWeightsLimit: storageMap(["Identity", u16], u16, { default: 65_535 }),
  WeightsVersionKey: storageMap(["Identity", u16], u64),
  MinAllowedWeights: storageMap(["Identity", u16], u16, { default: 1_024 }),
  WeightsSetRateLimit: storageMap(["Identity", u16], u64, { default: 100n }),
  CommitRevealWeightsEnabled: storageMap(["Identity", u16], bool, { default: true }),
  Weights: storageDoubleMap(["Identity", u16], ["Identity", u16], vec(tuple(u16, u16))),
  WeightCommits: storageDoubleMap(
    ["Twox64Concat", u16],
    ["Twox64Concat", accountId],
    vec(tuple(hash256, u64, u64, u64)),
    { optional: true },
  ),
  TimelockedWeightCommits: storageDoubleMap(
    ["Twox64Concat", u16],
    ["Twox64Concat", u64],
    vec(tuple(accountId, u64, boundedBytes, u64)),
  ),
  CRV3WeightCommits: storageDoubleMap(
    ["Twox64Concat", u16],
    ["Twox64Concat", u64],
    vec(tuple(accountId, boundedBytes, u64)),
  ),
  CRV3WeightCommitsV2: storageDoubleMap(
    ["Twox64Concat", u16],
    ["Twox64Concat", u64],
    vec(tuple(accountId, u64, boundedBytes, u64)),
  ),
  RevealPeriodEpochs: storageMap(["Twox64Concat", u16], u64, { default: 1n }),
  CommitRevealWeightsVersion: storageValue(u16, { default: 4 }),
} as const;
