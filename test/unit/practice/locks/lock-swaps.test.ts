import { describe, expect, test } from "vitest";
import { lockOwnerCut } from "../../../../native/practice/runtime/subtensor/locks/upkeep.ts";
import { hotkeyConviction } from "../../../../native/practice/runtime/subtensor/locks/views.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { U64F64 } from "../../../../native/protocol/fixed-point.ts";
import { faults } from "../runtime/books.ts";
import { account, NETUID, TAO } from "../runtime/practice-chain.ts";
import { ALPHA, alice, bob, LockBench, ONE } from "./lock-bench.ts";

const next = account(90);

describe("a coldkey swap", () => {
  const swap = (chain: LockBench, from: string, to: string) =>
    chain
      .call("root", "swap_coldkey", { old_coldkey: from, new_coldkey: to, swap_cost: 0n })
      .replace("SubtensorModule.", "");

  test("takes locks, how they age, and the account's flags along", () => {
    const chain = new LockBench();
    chain.lock(alice, 100n * ALPHA);
    chain.perpetual(alice, true);
    chain.lock(bob, 30n * ALPHA);
    chain.wait(10_000);
    const before = chain.now(alice)!;
    const conviction = hotkeyConviction(chain, chain.hotkey, NETUID);
    expect(swap(chain, alice, next)).toBe("ok");
    expect(chain.stored(alice)).toBeUndefined();
    expect(chain.stored(next)).toEqual(before);
    expect(new Set(chain.lockers())).toEqual(new Set([next, bob]));
    expect(storage.DecayingLock.has(chain.state, alice, NETUID)).toBe(false);
    expect(storage.DecayingLock.find(chain.state, next, NETUID)).toBe(false);
    // The swap itself may bring locked stake; after it the old account's word counts: it took none.
    expect(storage.AccountFlags.has(chain.state, next)).toBe(false);
    expect(chain.total(chain.hotkey, "perpetual")?.mass).toBe(before.mass);
    expect(hotkeyConviction(chain, chain.hotkey, NETUID) - conviction).toBe(0n);
    expect(chain.unstake(next, chain.held(next))).toBe("SubtensorModule.StakeUnavailable");
  });

  test("brings flags, too, in place of the new account's own", () => {
    const chain = new LockBench();
    chain.accept(alice);
    storage.AccountFlags.put(chain.state, next, 6n);
    expect(swap(chain, alice, next)).toBe("ok");
    expect(storage.AccountFlags.get(chain.state, next)).toBe(1n);
    expect(storage.AccountFlags.has(chain.state, alice)).toBe(false);
  });

  test("is refused where the new coldkey has a lock itself", () => {
    const chain = new LockBench();
    chain.lock(alice, 100n * ALPHA);
    const own = { locked_mass: 500n, conviction: { bits: 0n }, last_update: BigInt(chain.block) };
    storage.Lock.put(chain.state, next, NETUID, chain.hotkey, own);
    expect(swap(chain, alice, next)).toBe("ActiveLockExists");
    expect(chain.stored(alice)?.mass).toBe(100n * ALPHA);
    // One of conviction alone holds nothing, and makes room.
    const spent = { ...own, locked_mass: 0n, conviction: { bits: 1_000n * ONE } };
    storage.Lock.put(chain.state, next, NETUID, chain.hotkey, spent);
    expect(swap(chain, alice, next)).toBe("ok");
    expect(chain.stored(next)?.mass).toBe(100n * ALPHA);
  });
});

describe("a hotkey swap", () => {
  const swap = (chain: LockBench, netuid?: number) => {
    const { coldkey, hotkey } = chain.accounts.validators[0]!;
    chain.fund(coldkey, 10n * TAO);
    return chain.call(coldkey, "swap_hotkey_v2", {
      hotkey,
      new_hotkey: next,
      netuid,
      keep_stake: false,
    });
  };

  /** Alice's lock decays, Bob's does not. */
  function lockedBoth(): LockBench {
    const chain = new LockBench();
    chain.perpetual(bob, true);
    chain.lock(alice, 100n * ALPHA);
    chain.lock(bob, 40n * ALPHA);
    chain.wait(10_000);
    return chain;
  }

  test("turns locks for the old hotkey into locks for the new one, conviction and all", () => {
    const chain = lockedBoth();
    const before = [chain.now(alice), chain.now(bob)];
    const conviction = hotkeyConviction(chain, chain.hotkey, NETUID);
    expect(swap(chain)).toBe("ok");
    expect([chain.stored(alice, next), chain.stored(bob, next)]).toEqual(before);
    expect([chain.stored(alice), chain.stored(bob)]).toEqual([undefined, undefined]);
    expect(chain.lockers()).toEqual([]);
    expect(new Set(chain.lockers(next))).toEqual(new Set([alice, bob]));
    expect(chain.total()).toBeUndefined();
    expect(chain.total(next)?.mass).toBe(before[0]?.mass);
    expect(chain.total(next, "perpetual")?.mass).toBe(40n * ALPHA);
    expect(hotkeyConviction(chain, next, NETUID)).toBe(conviction);
    expect(faults(chain.state)).toEqual([]);
  });

  test("on one subnet leaves locks on others alone", () => {
    const chain = lockedBoth();
    chain.stake(alice, 10n * TAO, chain.hotkey, 0);
    chain.lock(alice, 5n * TAO, chain.hotkey, 0);
    expect(swap(chain, NETUID)).toBe("ok");
    expect(chain.lockers(next)).toHaveLength(2);
    const root = storage.Lock.entries(chain.state, alice, 0);
    expect(root.map(([[, , hotkey]]) => hotkey)).toEqual([chain.hotkey]);
  });

  test("of the subnet owner's hotkey keeps its locks convicted at once", () => {
    const chain = new LockBench();
    const { coldkey, hotkey } = chain.owner;
    chain.fund(coldkey, 10n * TAO);
    chain.lock(alice, 100n * ALPHA, hotkey);
    const args = { hotkey, new_hotkey: next, netuid: undefined, keep_stake: false };
    expect(chain.call(coldkey, "swap_hotkey_v2", args)).toBe("ok");
    expect(storage.SubnetOwnerHotkey.get(chain.state, NETUID)).toBe(next);
    expect(chain.now(alice)).toMatchObject({ mass: 100n * ALPHA, conviction: 100n * ALPHA * ONE });
    expect(storage.DecayingOwnerLock.get(chain.state, NETUID).locked_mass).toBe(100n * ALPHA);
    expect(hotkeyConviction(chain, next, NETUID)).toBe(100n * ALPHA * ONE);
  });
});

describe("the owner's cut", () => {
  test("is locked for the subnet's hotkey where the owner wants that", () => {
    const chain = new LockBench();
    const { coldkey, hotkey } = chain.owner;
    chain.toEpoch();
    expect(chain.stored(coldkey, hotkey)).toBeUndefined();
    const set = "AdminUtils.sudo_set_owner_cut_auto_lock_enabled";
    chain.advance(5);
    expect(chain.call(alice, set, { netuid: NETUID, enabled: true })).toBe("BadOrigin");
    expect(chain.call(coldkey, set, { netuid: NETUID, enabled: true })).toBe("ok");
    const before = chain.held(coldkey, hotkey);
    chain.toEpoch();
    const paid = chain.named("StakeLocked") as { amount: bigint }[];
    expect(paid).toMatchObject([{ coldkey, hotkey, netuid: NETUID }]);
    const lock = chain.stored(coldkey, hotkey)!;
    expect(lock.mass).toBe(paid[0]?.amount);
    expect(lock.mass).toBeGreaterThan(ALPHA);
    expect(chain.held(coldkey, hotkey) - before - lock.mass).toBeGreaterThanOrEqual(-1n);
    expect(lock.conviction).toBe(U64F64.fromInteger(lock.mass));
    expect(faults(chain.state)).toEqual([]);
  });

  test("joins the owner's lock for another hotkey, and stays free where it cannot", () => {
    const chain = new LockBench();
    const { coldkey, hotkey } = chain.owner;
    storage.OwnerCutAutoLockEnabled.put(chain.state, NETUID, true);
    chain.fund(coldkey, 100n * TAO);
    chain.stake(coldkey, 20n * TAO, chain.other);
    chain.lock(coldkey, ALPHA, chain.other);
    lockOwnerCut(chain, NETUID, 2n * ALPHA);
    expect(chain.stored(coldkey, chain.other)?.mass).toBe(3n * ALPHA);
    lockOwnerCut(chain, NETUID, 1_000_000n * ALPHA);
    lockOwnerCut(chain, NETUID, 0n);
    expect(chain.stored(coldkey, chain.other)?.mass).toBe(3n * ALPHA);
    expect(chain.stored(coldkey, hotkey)).toBeUndefined();
  });

  test("setting is closed before an epoch, and for root and unknown subnets", () => {
    const chain = new LockBench();
    const call = (netuid: number) =>
      chain.call("root", "AdminUtils.sudo_set_owner_cut_auto_lock_enabled", {
        netuid,
        enabled: true,
      });
    expect(call(0)).toBe("AdminUtils.NotPermittedOnRootSubnet");
    expect(call(9)).toBe("AdminUtils.SubnetDoesNotExist");
    expect(call(NETUID)).toBe("ok");
    expect(storage.OwnerCutAutoLockEnabled.get(chain.state, NETUID)).toBe(true);
  });
});
