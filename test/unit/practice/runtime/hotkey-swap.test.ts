import { describe, expect, test } from "vitest";
import { freeBalance } from "../../../../native/practice/runtime/balances/balance.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { rootOwed } from "../../../../native/practice/runtime/subtensor/stake/root-claims.ts";
import {
  hotkeyStake,
  stakeOf,
} from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const HALF = 1n << 63n;
const next = account(70);
const axon = {
  netuid: NETUID,
  version: 1,
  ip: 5n,
  port: 9,
  ip_type: 4,
  protocol: 4,
  placeholder1: 0,
  placeholder2: 0,
};

/** A validator with a nominator, a child, an endpoint and others that auto-stake to it. */
function settled(): PracticeChain {
  const chain = new PracticeChain();
  // Tests write claims by hand; nobody is to be paid what nobody earned.
  storage.NumRootClaim.put(chain.state, 0n);
  chain.advance();
  const [validator, other] = chain.accounts.validators;
  const { hotkey } = validator!;
  chain.fund(validator!.coldkey, 10n * TAO);
  chain.fund(account(1), 1_000n * TAO);
  chain.call(account(1), "add_stake", { hotkey, netuid: NETUID, amount_staked: 100n * TAO });
  chain.call(account(1), "add_stake", { hotkey, netuid: 0, amount_staked: 100n * TAO });
  chain.call(account(1), "set_coldkey_auto_stake_hotkey", { netuid: NETUID, hotkey });
  chain.call(hotkey, "serve_axon", axon);
  storage.PendingChildKeyCooldown.put(chain.state, 0n);
  const children = [[HALF, other!.hotkey]];
  chain.call(validator!.coldkey, "set_children", { hotkey, netuid: NETUID, children });
  chain.toEpoch();
  const waiting = [[HALF, hotkey]];
  const third = chain.accounts.validators[2]!;
  chain.call(third.coldkey, "set_children", {
    hotkey: third.hotkey,
    netuid: NETUID,
    children: waiting,
  });
  return chain;
}

function swap(chain: PracticeChain, args: Readonly<Record<string, unknown>> = {}): string {
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  return chain
    .call(coldkey, "swap_hotkey_v2", {
      hotkey,
      new_hotkey: next,
      netuid: undefined,
      keep_stake: false,
      ...args,
    })
    .replace("SubtensorModule.", "");
}

describe("everywhere", () => {
  test("place, stake, relations, take and root claims follow; the cost is recycled", () => {
    const chain = settled();
    const { coldkey, hotkey } = chain.accounts.validators[0]!;
    const other = chain.accounts.validators[1]!.hotkey;
    const third = chain.accounts.validators[2]!.hotkey;
    storage.RootClaimable.put(chain.state, hotkey, [[NETUID, { bits: 1n << 20n }]]);
    storage.RootClaimed.put(chain.state, NETUID, hotkey, account(1), 3n);
    const owed = rootOwed(chain.state, hotkey, account(1), NETUID);
    expect(owed).toBeGreaterThan(0n);
    const uid = storage.Uids.get(chain.state, NETUID, hotkey);
    const held = stakeOf(chain.state, hotkey, account(1), NETUID);
    const total = hotkeyStake(chain.state, hotkey, NETUID);
    const take = storage.Delegates.get(chain.state, hotkey);
    const money = freeBalance(chain.state, coldkey);
    expect(swap(chain)).toBe("ok");
    expect(chain.named("HotkeySwapped")).toEqual([
      { coldkey, old_hotkey: hotkey, new_hotkey: next },
    ]);
    expect(freeBalance(chain.state, coldkey)).toBe(money - 100_000_000n);
    expect(storage.Uids.get(chain.state, NETUID, next)).toBe(uid);
    expect(storage.Keys.get(chain.state, NETUID, uid)).toBe(next);
    expect(storage.Uids.has(chain.state, 0, next)).toBe(true);
    expect(storage.Uids.has(chain.state, NETUID, hotkey)).toBe(false);
    expect(storage.Axons.get(chain.state, NETUID, next).port).toBe(9);
    expect(storage.Axons.has(chain.state, NETUID, hotkey)).toBe(false);
    expect(storage.Owner.get(chain.state, next)).toBe(coldkey);
    expect(storage.Owner.has(chain.state, hotkey)).toBe(false);
    expect(storage.OwnedHotkeys.get(chain.state, coldkey)).toEqual([next]);
    expect(storage.Delegates.get(chain.state, next)).toBe(take);
    expect(storage.Delegates.has(chain.state, hotkey)).toBe(false);
    expect(stakeOf(chain.state, next, account(1), NETUID)).toBe(held);
    expect(total - hotkeyStake(chain.state, next, NETUID)).toBeLessThanOrEqual(2n);
    expect(storage.StakingHotkeys.get(chain.state, account(1))).toEqual([next]);
    expect(storage.ChildKeys.get(chain.state, next, NETUID)).toEqual([[HALF, other]]);
    expect(storage.ParentKeys.get(chain.state, other, NETUID)).toEqual([[HALF, next]]);
    expect(storage.PendingChildKeys.get(chain.state, NETUID, third)[0]).toEqual([[HALF, next]]);
    expect(storage.AutoStakeDestination.get(chain.state, account(1), NETUID)).toBe(next);
    expect(storage.AutoStakeDestinationColdkeys.get(chain.state, next, NETUID)).toEqual([
      account(1),
    ]);
    expect(rootOwed(chain.state, next, account(1), NETUID)).toBe(owed);
    expect(storage.RootClaimable.get(chain.state, hotkey)).toEqual([]);
    expect(faults(chain.state)).toEqual([]);
    chain.toEpoch();
    expect(faults(chain.state)).toEqual([]);
  });

  test("with keep_stake the stake stays on the old hotkey", () => {
    const chain = settled();
    const { hotkey } = chain.accounts.validators[0]!;
    const held = stakeOf(chain.state, hotkey, account(1), NETUID);
    expect(swap(chain, { keep_stake: true })).toBe("ok");
    expect(stakeOf(chain.state, hotkey, account(1), NETUID)).toBe(held);
    expect(hotkeyStake(chain.state, next, NETUID)).toBe(0n);
    expect(storage.Uids.has(chain.state, NETUID, next)).toBe(true);
    expect(storage.StakingHotkeys.get(chain.state, account(1))).toContain(hotkey);
  });

  test("a subnet owner's hotkey stays the owner's; the older call does the same with the stake", () => {
    const chain = new PracticeChain();
    chain.advance();
    const { coldkey, hotkey } = chain.accounts.owner;
    chain.fund(coldkey, TAO);
    const args = { hotkey, new_hotkey: next, netuid: undefined };
    expect(chain.call(coldkey, "swap_hotkey", args)).toBe("ok");
    expect(storage.SubnetOwnerHotkey.get(chain.state, NETUID)).toBe(next);
    expect(chain.named("SubnetOwnerHotkeySet")).toEqual([[NETUID, next]]);
  });
});

test("on one subnet the old hotkey keeps its owner and its other places; it costs a hundredth", () => {
  const chain = settled();
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  expect(swap(chain, { netuid: NETUID })).toBe("HotKeySwapOnSubnetIntervalNotPassed");
  chain.block = 7_201;
  const money = freeBalance(chain.state, coldkey);
  const held = stakeOf(chain.state, hotkey, account(1), NETUID);
  expect(swap(chain, { netuid: NETUID })).toBe("ok");
  expect(chain.named("HotkeySwappedOnSubnet")).toEqual([
    { coldkey, old_hotkey: hotkey, new_hotkey: next, netuid: NETUID },
  ]);
  expect(freeBalance(chain.state, coldkey)).toBe(money - 1_000_000n);
  expect(storage.Owner.get(chain.state, hotkey)).toBe(coldkey);
  expect(storage.OwnedHotkeys.get(chain.state, coldkey)).toEqual([hotkey, next]);
  expect(storage.Uids.has(chain.state, 0, hotkey)).toBe(true);
  expect(storage.Uids.has(chain.state, NETUID, next)).toBe(true);
  expect(stakeOf(chain.state, next, account(1), NETUID)).toBe(held);
  expect(hotkeyStake(chain.state, hotkey, 0)).toBeGreaterThan(0n);
  expect(storage.StakingHotkeys.get(chain.state, account(1))).toEqual([hotkey, next]);
  expect(faults(chain.state)).toEqual([]);
  expect(swap(chain, { netuid: 0, new_hotkey: account(71) })).toBe("HotKeySetTxRateLimitExceeded");
  chain.block += 1_001;
  expect(swap(chain, { netuid: 0, new_hotkey: account(71) })).toBe("ok");
  chain.block += 1_001;
  expect(swap(chain, { hotkey: next, new_hotkey: account(72) })).toBe(
    "HotKeySwapOnSubnetIntervalNotPassed",
  );
});

test("what the chain refuses", () => {
  const chain = settled();
  const [validator, other] = chain.accounts.validators;
  expect(swap(chain, { hotkey: other!.hotkey })).toBe("NonAssociatedColdKey");
  expect(swap(chain, { new_hotkey: other!.hotkey })).toBe("NonAssociatedColdKey");
  expect(swap(chain, { new_hotkey: validator!.hotkey })).toBe("NewHotKeyIsSameWithOld");
  chain.call(validator!.coldkey, "burned_register", { netuid: NETUID, hotkey: next });
  expect(swap(chain)).toBe("HotKeyAlreadyRegisteredInSubNet");
  expect(swap(chain, { netuid: NETUID })).toBe("HotKeyAlreadyRegisteredInSubNet");
  const dirty = account(73);
  chain.call(validator!.coldkey, "try_associate_hotkey", { hotkey: dirty });
  chain.call(account(1), "add_stake", { hotkey: dirty, netuid: 0, amount_staked: TAO });
  expect(swap(chain, { new_hotkey: dirty })).toBe("NewHotKeyNotCleanForRootSwap");
  const child = account(74);
  storage.ChildKeys.put(chain.state, validator!.hotkey, NETUID, [[1n, child]]);
  storage.ParentKeys.put(chain.state, child, NETUID, [[1n, validator!.hotkey]]);
  expect(swap(chain, { new_hotkey: child })).toBe("InvalidChild");
  const poor = chain.accounts.miners[0]!;
  const money = freeBalance(chain.state, poor.coldkey);
  const args = { hotkey: poor.hotkey, amount_staked: money - 50_000_000n, netuid: 0 };
  expect(chain.call(poor.coldkey, "add_stake", args)).toBe("ok");
  const swapPoor = { hotkey: poor.hotkey, new_hotkey: account(75), netuid: undefined };
  expect(chain.call(poor.coldkey, "swap_hotkey", swapPoor)).toBe(
    "SubtensorModule.NotEnoughBalanceToPaySwapHotKey",
  );
});
