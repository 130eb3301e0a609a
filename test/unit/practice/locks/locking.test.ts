import { describe, expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID } from "../runtime/practice-chain.ts";
import { ALPHA, alice, bob, carol, LockBench, ONE } from "./lock-bench.ts";

/** finney's default time constant, for mass and conviction alike. */
const CONSTANT = 934_866;

describe("lock_stake", () => {
  test("locks stake without conviction, notes it both ways, and says so", () => {
    const chain = new LockBench();
    expect(chain.lock(alice, 100n * ALPHA)).toBe("ok");
    const lock = { mass: 100n * ALPHA, conviction: 0n, block: BigInt(chain.block) };
    expect(chain.stored(alice)).toEqual(lock);
    expect(chain.total()).toEqual(lock);
    expect(chain.lockers()).toEqual([alice]);
    expect(chain.named("StakeLocked")).toEqual([
      { coldkey: alice, hotkey: chain.hotkey, netuid: NETUID, amount: 100n * ALPHA },
    ]);
    // The stake itself stays where it was, and earns as before.
    expect(chain.held(alice)).toBeGreaterThan(1_500n * ALPHA);
  });

  test("adds to the lock that is there, after it has aged", () => {
    const chain = new LockBench();
    chain.lock(alice, 100n * ALPHA);
    chain.wait(CONSTANT);
    const aged = chain.now(alice)!;
    expect(Number(aged.mass) / 1e11).toBeCloseTo(Math.exp(-1), 9);
    expect(chain.lock(alice, 50n * ALPHA)).toBe("ok");
    expect(chain.stored(alice)).toEqual({ ...aged, mass: aged.mass + 50n * ALPHA });
    expect(chain.lockers()).toEqual([alice]);
  });

  test("counts the lockers of a hotkey together", () => {
    const chain = new LockBench();
    chain.lock(alice, 100n * ALPHA);
    chain.lock(bob, 60n * ALPHA);
    expect(chain.total()?.mass).toBe(160n * ALPHA);
    expect(new Set(chain.lockers())).toEqual(new Set([alice, bob]));
  });

  test("is for one hotkey a subnet, up to all of the coldkey's stake there", () => {
    const chain = new LockBench();
    const held = chain.held(alice);
    expect(chain.lock(alice, 0n)).toBe("AmountTooLow");
    expect(chain.lock(alice, 1n, account(77))).toBe("HotKeyAccountNotExists");
    expect(chain.lock(alice, held + 1n)).toBe("InsufficientStakeForLock");
    expect(chain.lock(alice, 1n, chain.hotkey, 9)).toBe("InsufficientStakeForLock");
    // Stake on any hotkey counts, whichever the lock is for.
    expect(chain.lock(alice, held - 1n, chain.other)).toBe("ok");
    expect(chain.lock(alice, 1n)).toBe("LockHotkeyMismatch");
    expect(chain.lock(alice, 2n, chain.other)).toBe("InsufficientStakeForLock");
    expect(chain.lock(alice, 1n, chain.other)).toBe("ok");
    expect(chain.lock(carol, 1n)).toBe("InsufficientStakeForLock");
  });

  test("of root stake is possible too", () => {
    const chain = new LockBench();
    chain.stake(alice, 50n * ALPHA, chain.hotkey, 0);
    expect(chain.lock(alice, 50n * ALPHA, chain.hotkey, 0)).toBe("ok");
    const all = { hotkey: chain.hotkey, netuid: 0, amount_unstaked: 50n * ALPHA };
    expect(chain.call(alice, "remove_stake", all)).toBe("SubtensorModule.StakeUnavailable");
  });

  test("for the subnet owner's hotkey is convicted at once, and counted apart", () => {
    const chain = new LockBench();
    expect(chain.lock(alice, 100n * ALPHA, chain.owner.hotkey)).toBe("ok");
    const lock = { locked_mass: 100n * ALPHA, conviction: { bits: 100n * ALPHA * ONE } };
    expect(storage.DecayingOwnerLock.get(chain.state, NETUID)).toMatchObject(lock);
    expect(chain.now(alice)?.conviction).toBe(100n * ALPHA * ONE);
    expect(chain.total(chain.owner.hotkey)).toBeUndefined();
    chain.wait(CONSTANT);
    const aged = chain.now(alice)!;
    expect(aged.conviction).toBe(aged.mass * ONE);
    expect(aged.mass).toBeLessThan(37n * ALPHA);
  });

  test("of dust leaves nothing", () => {
    const chain = new LockBench();
    expect(chain.lock(alice, 99n)).toBe("ok");
    expect(chain.stored(alice)).toBeUndefined();
    expect(chain.total()).toBeUndefined();
    expect(chain.lockers()).toEqual([]);
  });
});

describe("set_perpetual_lock", () => {
  test("stops the decay from now on, and lets it go on", () => {
    const chain = new LockBench();
    chain.lock(alice, 100n * ALPHA);
    chain.wait(1_000);
    const before = chain.now(alice)!;
    expect(chain.perpetual(alice, true)).toBe("ok");
    expect(chain.named("PerpetualLockUpdated")).toEqual([
      { coldkey: alice, netuid: NETUID, enabled: true },
    ]);
    expect(storage.DecayingLock.find(chain.state, alice, NETUID)).toBe(false);
    expect(chain.stored(alice)).toEqual(before);
    // It left one total for the other.
    expect(chain.total()).toBeUndefined();
    expect(chain.total(chain.hotkey, "perpetual")?.mass).toBe(before.mass);
    chain.wait(CONSTANT);
    expect(chain.now(alice)?.mass).toBe(before.mass);
    expect(chain.now(alice)?.conviction).toBeGreaterThan((before.mass * ONE * 6n) / 10n);
    expect(chain.perpetual(alice, false)).toBe("ok");
    expect(storage.DecayingLock.has(chain.state, alice, NETUID)).toBe(false);
    expect(chain.total(chain.hotkey, "perpetual")).toBeUndefined();
    expect(chain.total()?.mass).toBe(before.mass);
    chain.wait(CONSTANT);
    expect(chain.now(alice)?.mass).toBeLessThan((before.mass * 4n) / 10n);
  });

  test("may be said before there is a lock, is each coldkey's own, and can be said twice", () => {
    const chain = new LockBench();
    expect(chain.perpetual(alice, true)).toBe("ok");
    chain.lock(alice, 100n * ALPHA);
    chain.lock(bob, 100n * ALPHA);
    expect(chain.perpetual(alice, true)).toBe("ok");
    expect(chain.total(chain.hotkey, "perpetual")?.mass).toBe(100n * ALPHA);
    expect(chain.total()?.mass).toBe(100n * ALPHA);
    chain.wait(10_000);
    expect(chain.now(alice)?.mass).toBe(100n * ALPHA);
    expect(chain.now(bob)?.mass).toBeLessThan(100n * ALPHA);
  });
});

describe("move_lock", () => {
  const move = (chain: LockBench, who: string, to: string) =>
    chain
      .call(who, "move_lock", { destination_hotkey: to, netuid: NETUID })
      .replace("SubtensorModule.", "");

  test("gives the lock to another's hotkey, and its conviction is lost", () => {
    const chain = new LockBench();
    chain.lock(alice, 100n * ALPHA);
    chain.lock(bob, 40n * ALPHA);
    chain.wait(10_000);
    const before = chain.now(alice)!;
    expect(before.conviction).toBeGreaterThan(0n);
    expect(move(chain, alice, chain.other)).toBe("ok");
    expect(chain.named("LockMoved")).toEqual([
      {
        coldkey: alice,
        origin_hotkey: chain.hotkey,
        destination_hotkey: chain.other,
        netuid: NETUID,
      },
    ]);
    const moved = { ...before, conviction: 0n };
    expect(chain.stored(alice)).toBeUndefined();
    expect(chain.stored(alice, chain.other)).toEqual(moved);
    expect(chain.total(chain.other)).toEqual(moved);
    expect(chain.lockers()).toEqual([bob]);
    expect(chain.lockers(chain.other)).toEqual([alice]);
    // What is left for the old hotkey is the other's, but for rounding.
    const [rest, his] = [chain.total()!, chain.now(bob)!];
    expect(rest.mass - his.mass).toBeLessThanOrEqual(1n);
    expect(Number((rest.conviction - his.conviction) / ONE)).toBeCloseTo(0, 0);
  });

  test("keeps the conviction between two hotkeys of one coldkey", () => {
    const chain = new LockBench();
    const { coldkey } = chain.accounts.validators[0]!;
    chain.call(coldkey, "try_associate_hotkey", { hotkey: account(80) });
    chain.lock(alice, 100n * ALPHA);
    chain.wait(10_000);
    const before = chain.now(alice)!;
    expect(move(chain, alice, account(80))).toBe("ok");
    expect(chain.stored(alice, account(80))).toEqual(before);
  });

  test("to the owner's hotkey convicts at once", () => {
    const chain = new LockBench();
    chain.lock(alice, 100n * ALPHA);
    expect(move(chain, alice, chain.owner.hotkey)).toBe("ok");
    expect(chain.now(alice)?.conviction).toBe(100n * ALPHA * ONE);
    expect(storage.DecayingOwnerLock.get(chain.state, NETUID).locked_mass).toBe(100n * ALPHA);
    expect(chain.total()).toBeUndefined();
  });

  test("needs a lock, and a hotkey that exists", () => {
    const chain = new LockBench();
    expect(move(chain, alice, account(77))).toBe("HotKeyAccountNotExists");
    expect(move(chain, alice, chain.other)).toBe("NoExistingLock");
  });
});

test("set_reject_locked_alpha is a flag of the account, and off leaves nothing stored", () => {
  const chain = new LockBench();
  expect(chain.accept(alice)).toBe("ok");
  expect(storage.AccountFlags.get(chain.state, alice)).toBe(1n);
  expect(chain.named("RejectLockedAlphaUpdated")).toEqual([{ coldkey: alice, enabled: false }]);
  storage.AccountFlags.put(chain.state, alice, 5n);
  expect(chain.accept(alice, false)).toBe("ok");
  expect(storage.AccountFlags.get(chain.state, alice)).toBe(4n);
  storage.AccountFlags.put(chain.state, alice, 1n);
  chain.accept(alice, false);
  expect(storage.AccountFlags.has(chain.state, alice)).toBe(false);
});
