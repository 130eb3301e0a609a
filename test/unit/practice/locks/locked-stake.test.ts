import { describe, expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { ask } from "../runtime/ask-api.ts";
import { faults } from "../runtime/books.ts";
import { NETUID, TAO } from "../runtime/practice-chain.ts";
import { ALPHA, alice, bob, carol, LockBench, ONE } from "./lock-bench.ts";

const UNAVAILABLE = "SubtensorModule.StakeUnavailable";

/** A chain on which all but 100 alpha of Alice's stake is locked. */
function locked(): { chain: LockBench; held: bigint; mass: bigint } {
  const chain = new LockBench();
  const held = chain.held(alice);
  const mass = held - 100n * ALPHA;
  expect(chain.lock(alice, mass)).toBe("ok");
  return { chain, held, mass };
}

describe("locked stake", () => {
  test("cannot be unstaked, what is free can", () => {
    const { chain } = locked();
    expect(chain.unstake(alice, 100n * ALPHA + 1n)).toBe(UNAVAILABLE);
    const within = {
      hotkey: chain.hotkey,
      netuid: NETUID,
      amount_unstaked: 101n * ALPHA,
      limit_price: 1n,
      allow_partial: true,
    };
    expect(chain.call(alice, "remove_stake_limit", within)).toBe(UNAVAILABLE);
    const full = { hotkey: chain.hotkey, netuid: NETUID, limit_price: undefined };
    expect(chain.call(alice, "remove_stake_full_limit", full)).toBe(UNAVAILABLE);
    expect(chain.unstake(alice, 100n * ALPHA)).toBe("ok");
    expect(chain.unstake(alice, 10n * ALPHA)).toBe(UNAVAILABLE);
    expect(chain.unstake(bob, 100n * ALPHA)).toBe("ok");
    expect(faults(chain.state)).toEqual([]);
  });

  test("is skipped by unstaking all", () => {
    const { chain, held } = locked();
    expect(chain.call(alice, "unstake_all", { hotkey: chain.hotkey })).toBe("ok");
    expect(chain.held(alice)).toBe(held);
    expect(chain.named("StakeRemoved")).toEqual([]);
  });

  test("is of the subnet: on which hotkey it stands does not matter", () => {
    const { chain, held } = locked();
    chain.stake(alice, 200n * TAO, chain.other);
    const there = chain.held(alice, chain.other);
    expect(chain.unstake(alice, 300n * ALPHA)).toBe("ok");
    expect(chain.held(alice)).toBeLessThan(held - 299n * ALPHA);
    expect(chain.unstake(alice, there, chain.other)).toBe(UNAVAILABLE);
  });

  test("moves within its subnet, and not out of it", () => {
    const { chain, held } = locked();
    const move = (destination_netuid: number, alpha_amount: bigint) =>
      chain.call(alice, "move_stake", {
        origin_hotkey: chain.hotkey,
        destination_hotkey: chain.other,
        origin_netuid: NETUID,
        destination_netuid,
        alpha_amount,
      });
    expect(move(0, held)).toBe(UNAVAILABLE);
    const swap = { hotkey: chain.hotkey, origin_netuid: NETUID, destination_netuid: 0 };
    expect(chain.call(alice, "swap_stake", { ...swap, alpha_amount: held })).toBe(UNAVAILABLE);
    expect(move(0, 50n * ALPHA)).toBe("ok");
    expect(move(NETUID, held)).toBe("ok");
    expect(chain.held(alice)).toBe(0n);
    expect(chain.stored(alice)?.mass).toBe(held - 100n * ALPHA);
  });

  test("cannot be burned or recycled", () => {
    const { chain, held } = locked();
    const args = (amount: bigint) => ({ hotkey: chain.hotkey, amount, netuid: NETUID });
    for (const name of ["burn_alpha", "recycle_alpha"]) {
      expect(chain.call(alice, name, args(held))).toBe(UNAVAILABLE);
      expect(chain.call(alice, name, args(10n * ALPHA))).toBe("ok");
    }
  });

  test("comes free as the lock decays", () => {
    const { chain, mass } = locked();
    chain.wait(934_866);
    expect(chain.unstake(alice, (mass * 6n) / 10n)).toBe("ok");
    // The lock was counted up with it.
    expect(chain.stored(alice)?.block).toBe(BigInt(chain.block));
    expect(chain.total()?.mass).toBe(chain.stored(alice)?.mass);
    chain.wait(934_866_000);
    expect(chain.stake(alice, TAO)).toBe("ok");
    expect(chain.stored(alice)).toBeUndefined();
    expect(chain.total()).toBeUndefined();
    expect(chain.lockers()).toEqual([]);
  });
});

describe("locked stake given to another coldkey", () => {
  const give = (chain: LockBench, to: string, alpha_amount: bigint, netuid = NETUID) =>
    chain
      .call(alice, "transfer_stake", {
        destination_coldkey: to,
        hotkey: chain.hotkey,
        origin_netuid: NETUID,
        destination_netuid: netuid,
        alpha_amount,
      })
      .replace("SubtensorModule.", "");

  test("goes only to one who takes it; what is free goes to anyone, and goes first", () => {
    const { chain, mass } = locked();
    expect(give(chain, carol, 150n * ALPHA)).toBe("AccountRejectsLockedAlpha");
    expect(give(chain, carol, 100n * ALPHA)).toBe("ok");
    expect(chain.stored(carol)).toBeUndefined();
    expect(chain.stored(alice)?.mass).toBe(mass);
    expect(give(chain, carol, 1n * ALPHA)).toBe("AccountRejectsLockedAlpha");
    expect(give(chain, carol, 1n * ALPHA, 0)).toBe("StakeUnavailable");
  });

  test("stays locked for the same hotkey, with its part of the conviction", () => {
    const { chain, held } = locked();
    chain.accept(carol);
    chain.wait(20_000);
    const before = chain.now(alice)!;
    const beyond = held - before.mass;
    const amount = beyond + before.mass / 4n;
    expect(give(chain, carol, amount)).toBe("ok");
    const [hers, others] = [chain.stored(alice)!, chain.stored(carol)!];
    expect(others.mass).toBe(before.mass / 4n);
    expect(hers.mass + others.mass).toBe(before.mass);
    expect(hers.conviction + others.conviction).toBe(before.conviction);
    expect(Number((others.conviction * 1_000_000n) / before.conviction)).toBeCloseTo(250_000, -1);
    expect(new Set(chain.lockers())).toEqual(new Set([alice, carol]));
    expect(chain.total()?.mass).toBe(before.mass);
    expect(faults(chain.state)).toEqual([]);
  });

  test("joins a lock for the same hotkey, and is refused beside one for another", () => {
    const { chain, held } = locked();
    chain.accept(bob);
    chain.lock(bob, 10n * ALPHA, chain.other);
    expect(give(chain, bob, held)).toBe("LockHotkeyMismatch");
    expect(give(chain, bob, 50n * ALPHA)).toBe("ok");
    const back = { destination_hotkey: chain.hotkey, netuid: NETUID };
    expect(chain.call(bob, "move_lock", back)).toBe("ok");
    expect(give(chain, bob, 60n * ALPHA)).toBe("ok");
    expect(chain.stored(bob)?.mass).toBe(20n * ALPHA);
  });
});

test("a nomination that is paid out because it is small takes the lock along", () => {
  const chain = new LockBench();
  const held = chain.held(alice);
  chain.lock(alice, held);
  chain.lock(bob, 100n * ALPHA);
  // Anything below 2,000 TAO is small now.
  const call = "AdminUtils.sudo_set_nominator_min_required_stake";
  expect(chain.call("root", call, { min_stake: 1_000_000_000_000n })).toBe("ok");
  expect(chain.held(alice)).toBe(0n);
  expect(chain.stored(alice)).toBeUndefined();
  expect(chain.stored(bob)).toBeUndefined();
  expect(chain.total()).toBeUndefined();
  expect(faults(chain.state)).toEqual([]);
});

describe("what the runtime APIs say", () => {
  const api = (name: string, args: Readonly<Record<string, unknown>>, chain: LockBench) =>
    ask(chain, `StakeInfoRuntimeApi.${name}`, args);

  test("of stake: what there is, what is locked, what may leave", () => {
    const { chain, held, mass } = locked();
    chain.stake(alice, 7n * TAO, chain.hotkey, 0);
    const ask = (netuids?: number[]) =>
      api("get_stake_availability_for_coldkeys", { coldkey_accounts: [alice], netuids }, chain);
    const subnet = [NETUID, { total: held, locked: mass, available: 100n * ALPHA }];
    const root = [0, { total: 7n * TAO, locked: 0n, available: 7n * TAO }];
    expect(ask()).toEqual([[alice, [root, subnet]]]);
    expect(ask([NETUID, NETUID])).toEqual([[alice, [subnet]]]);
    expect(ask([])).toEqual([[alice, []]]);
    expect(ask([1, 2, 3])).toEqual([[alice, []]]);
  });

  test("of locks and conviction, as they are in this block", () => {
    const { chain, mass } = locked();
    chain.lock(bob, 50n * ALPHA, chain.other);
    chain.wait(5_000);
    const place = { coldkey: alice, netuid: NETUID };
    const now = chain.now(alice)!;
    expect(now.mass).toBeLessThan(mass);
    expect(api("get_coldkey_lock", place, chain)).toEqual({
      locked_mass: now.mass,
      conviction: { bits: now.conviction },
      last_update: BigInt(chain.block),
    });
    expect(api("get_coldkey_lock", { coldkey: carol, netuid: NETUID }, chain)).toBeUndefined();
    const conviction = (hotkey: string) =>
      api("get_hotkey_conviction", { hotkey, netuid: NETUID }, chain);
    const most = () => api("get_most_convicted_hotkey_on_subnet", { netuid: NETUID }, chain);
    expect(conviction(chain.hotkey)).toEqual({ bits: now.conviction });
    expect(conviction(chain.owner.hotkey)).toEqual({ bits: 0n });
    expect(most()).toBe(chain.hotkey);
    expect(chain.lock(carol, 1n)).toBe("InsufficientStakeForLock");
    chain.stake(carol, 2_000n * TAO);
    chain.lock(carol, 1_000n * ALPHA, chain.owner.hotkey);
    // Convicted at once: nobody has more.
    expect(conviction(chain.owner.hotkey)).toEqual({ bits: 1_000n * ALPHA * ONE });
    expect(most()).toBe(chain.owner.hotkey);
    expect(api("get_most_convicted_hotkey_on_subnet", { netuid: 0 }, chain)).toBeUndefined();
  });
});

test("a subnet that ends takes its locks along, and no other's", () => {
  const chain = new LockBench();
  chain.lock(alice, 100n * ALPHA);
  chain.perpetual(alice, true);
  chain.lock(bob, 100n * ALPHA, chain.owner.hotkey);
  chain.stake(alice, 50n * TAO, chain.hotkey, 0);
  chain.lock(alice, 10n * TAO, chain.hotkey, 0);
  expect(chain.call("root", "root_dissolve_network", { netuid: NETUID })).toBe("ok");
  const { Lock, LockingColdkeys, HotkeyLock, DecayingHotkeyLock, DecayingLock } = storage;
  expect(Lock.entries(chain.state).map(([[who, netuid]]) => [who, netuid])).toEqual([[alice, 0]]);
  expect(LockingColdkeys.entries(chain.state)).toHaveLength(1);
  expect(HotkeyLock.entries(chain.state)).toEqual([]);
  expect(DecayingHotkeyLock.entries(chain.state)).toHaveLength(1);
  expect(DecayingLock.entries(chain.state)).toEqual([]);
  expect(storage.OwnerLock.entries(chain.state)).toEqual([]);
  expect(storage.DecayingOwnerLock.entries(chain.state)).toEqual([]);
});
