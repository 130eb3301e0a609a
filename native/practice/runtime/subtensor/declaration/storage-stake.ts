import { storageDoubleMap, storageMap, storageNMap, storageValue } from "../../../frame/storage.ts";
import { btreeMap } from "../../../scale/ordered.ts";
import { accountId, bytes, option, u16, u64, u128, vec } from "../../../scale/type.ts";
import { fixedI128, fixedU128, rootClaimType, safeFloat } from "../types.ts";

/** Storage of SubtensorModule: who owns which hotkey and how much stands on it. Names, hashers, types and defaults are those of spec 424. */
export const storageStake = {
  NextStakeJobId: storageValue(u64),
  MaxDelegateTake: storageValue(u16, { default: 11_796 }),
  MinDelegateTake: storageValue(u16),
  Owner: storageMap(["Blake2_128Concat", accountId], accountId),
  Delegates: storageMap(["Blake2_128Concat", accountId], u16, { default: 11_796 }),
  TotalStake: storageValue(u64),
  StakingHotkeys: storageMap(["Blake2_128Concat", accountId], vec(accountId)),
  OwnedHotkeys: storageMap(["Blake2_128Concat", accountId], vec(accountId)),
  AutoStakeDestination: storageDoubleMap(
    ["Blake2_128Concat", accountId],
    ["Identity", u16],
    accountId,
    { optional: true },
  ),
  AutoStakeDestinationColdkeys: storageDoubleMap(
    ["Blake2_128Concat", accountId],
    ["Identity", u16],
    vec(accountId),
  ),
  TotalHotkeyAlpha: storageDoubleMap(["Blake2_128Concat", accountId], ["Identity", u16], u64),
  TotalHotkeyAlphaLastEpoch: storageDoubleMap(
    ["Blake2_128Concat", accountId],
    ["Identity", u16],
    u64,
  ),
  TotalHotkeyShares: storageDoubleMap(
    ["Blake2_128Concat", accountId],
    ["Identity", u16],
    fixedU128,
  ),
  Alpha: storageNMap(
    [
      ["Blake2_128Concat", accountId],
      ["Blake2_128Concat", accountId],
      ["Identity", u16],
    ],
    fixedU128,
  ),
  TotalHotkeySharesV2: storageDoubleMap(
    ["Blake2_128Concat", accountId],
    ["Identity", u16],
    safeFloat,
  ),
  AlphaV2: storageNMap(
    [
      ["Blake2_128Concat", accountId],
      ["Blake2_128Concat", accountId],
      ["Identity", u16],
    ],
    safeFloat,
  ),
  AlphaMapLastKey: storageValue(option(bytes)),
  AlphaV2MapLastKey: storageValue(option(bytes)),
  NominatorMinRequiredStake: storageValue(u64),
  TxDelegateTakeRateLimit: storageValue(u64, { default: 216_000n }),
  LastTxBlockDelegateTake: storageMap(["Identity", accountId], u64, { deprecated: true }),
  LastColdkeyHotkeyStakeBlock: storageDoubleMap(
    ["Twox64Concat", accountId],
    ["Twox64Concat", accountId],
    u64,
    { optional: true },
  ),
  RootClaimableThreshold: storageMap(["Blake2_128Concat", u16], fixedI128, {
    default: { bits: 2_147_483_648_000_000n },
  }),
  RootClaimable: storageMap(["Blake2_128Concat", accountId], btreeMap(u16, fixedI128)),
  RootClaimed: storageNMap(
    [
      ["Identity", u16],
      ["Blake2_128Concat", accountId],
      ["Blake2_128Concat", accountId],
    ],
    u128,
  ),
  RootClaimType: storageMap(["Blake2_128Concat", accountId], rootClaimType),
  StakingColdkeysByIndex: storageMap(["Identity", u64], accountId, { optional: true }),
  StakingColdkeys: storageMap(["Identity", accountId], u64, { optional: true }),
  NumStakingColdkeys: storageValue(u64),
  NumRootClaim: storageValue(u64, { default: 5n }),
} as const;
