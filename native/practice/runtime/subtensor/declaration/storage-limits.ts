import { storageDoubleMap, storageMap, storageNMap, storageValue } from "../../../frame/storage.ts";
import { accountId, bool, bytes, hash256, tuple, u16, u32, u64 } from "../../../scale/type.ts";
import { rateLimitKey } from "../types.ts";

/** Storage of SubtensorModule: rate limits, key swaps and the marks of old migrations. Names, hashers, types and defaults are those of spec 424. */
export const storageLimits = {
  AdminFreezeWindow: storageValue(u16, { default: 10 }),
  OwnerHyperparamRateLimit: storageValue(u16, { default: 2 }),
  LastHotkeySwapOnNetuid: storageDoubleMap(["Identity", u16], ["Blake2_128Concat", accountId], u64),
  ColdkeySwapAnnouncementDelay: storageValue(u32, { default: 36_000 }),
  ColdkeySwapReannouncementDelay: storageValue(u32, { default: 7_200 }),
  ColdkeySwapAnnouncements: storageMap(["Twox64Concat", accountId], tuple(u32, hash256), {
    optional: true,
  }),
  ColdkeySwapDisputes: storageMap(["Twox64Concat", accountId], u32, { optional: true }),
  WeightsVersionKeyRateLimit: storageValue(u64, { default: 5n }),
  LastRateLimitedBlock: storageMap(["Identity", rateLimitKey], u64),
  ServingRateLimit: storageMap(["Identity", u16], u64, { default: 50n }),
  TxRateLimit: storageValue(u64, { default: 1_000n }),
  TransactionKeyLastBlock: storageNMap(
    [
      ["Blake2_128Concat", accountId],
      ["Identity", u16],
      ["Identity", u16],
    ],
    u64,
  ),
  LastTxBlock: storageMap(["Identity", accountId], u64, { deprecated: true }),
  LastTxBlockChildKeyTake: storageMap(["Identity", accountId], u64, { deprecated: true }),
  HasMigrationRun: storageMap(["Identity", bytes], bool),
} as const;
