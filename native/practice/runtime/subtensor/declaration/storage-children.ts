import { storageDoubleMap, storageMap, storageNMap, storageValue } from "../../../frame/storage.ts";
import { accountId, bool, tuple, u16, u64, u128, unit, vec } from "../../../scale/type.ts";
import { lockState } from "../types.ts";

/** Storage of SubtensorModule: child keys and conviction locks. Names, hashers, types and defaults are those of spec 424. */
export const storageChildren = {
  CKBurn: storageValue(u64),
  MaxChildkeyTake: storageValue(u16, { default: 11_796 }),
  MinChildkeyTake: storageValue(u16),
  MinChildkeyTakePerSubnet: storageMap(["Identity", u16], u16),
  AccountFlags: storageMap(["Blake2_128Concat", accountId], u128),
  ChildkeyTake: storageDoubleMap(["Blake2_128Concat", accountId], ["Identity", u16], u16),
  PendingChildKeys: storageDoubleMap(
    ["Identity", u16],
    ["Blake2_128Concat", accountId],
    tuple(vec(tuple(u64, accountId)), u64),
  ),
  ChildKeys: storageDoubleMap(
    ["Blake2_128Concat", accountId],
    ["Identity", u16],
    vec(tuple(u64, accountId)),
  ),
  ParentKeys: storageDoubleMap(
    ["Blake2_128Concat", accountId],
    ["Identity", u16],
    vec(tuple(u64, accountId)),
  ),
  Lock: storageNMap(
    [
      ["Blake2_128Concat", accountId],
      ["Identity", u16],
      ["Blake2_128Concat", accountId],
    ],
    lockState,
    { optional: true },
  ),
  LockingColdkeys: storageNMap(
    [
      ["Identity", u16],
      ["Blake2_128Concat", accountId],
      ["Blake2_128Concat", accountId],
    ],
    unit,
    { optional: true },
  ),
  HotkeyLock: storageDoubleMap(["Identity", u16], ["Blake2_128Concat", accountId], lockState, {
    optional: true,
  }),
  DecayingHotkeyLock: storageDoubleMap(
    ["Identity", u16],
    ["Blake2_128Concat", accountId],
    lockState,
    { optional: true },
  ),
  OwnerLock: storageMap(["Identity", u16], lockState, { optional: true }),
  DecayingOwnerLock: storageMap(["Identity", u16], lockState, { optional: true }),
  DecayingLock: storageDoubleMap(["Blake2_128Concat", accountId], ["Identity", u16], bool, {
    optional: true,
  }),
  MaturityRate: storageValue(u64, { default: 934_866n }),
  UnlockRate: storageValue(u64, { default: 934_866n }),
  TxChildkeyTakeRateLimit: storageValue(u64, { default: 216_000n }),
  AutoParentDelegationEnabled: storageMap(["Blake2_128Concat", accountId], bool, { default: true }),
  PendingChildKeyCooldown: storageValue(u64, { default: 7_200n }),
} as const;
