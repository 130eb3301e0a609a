import { expect, test } from "vitest";
import { forceReduceLock } from "../../../../native/practice/runtime/subtensor/locks/upkeep.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { rollLock } from "../../../../native/protocol/conviction.ts";
import { NETUID } from "../runtime/practice-chain.ts";
import { ALPHA, alice, bob, carol, LockBench, ONE } from "./lock-bench.ts";

// Cases of subtensor's own tests (pallets/subtensor/src/tests/locks.rs), with this chain's stakes.

const RATES = { unlock: 934_866n, maturity: 934_866n };

/** Writes a lock as it stands in this block. */
function put(chain: LockBench, who: string, mass: bigint, conviction: bigint): void {
  storage.Lock.put(chain.state, who, NETUID, chain.hotkey, {
    locked_mass: mass,
    conviction: { bits: conviction * ONE },
    last_update: BigInt(chain.block),
  });
}

function putTotal(chain: LockBench, mass: bigint, conviction: bigint): void {
  storage.DecayingHotkeyLock.put(chain.state, NETUID, chain.hotkey, {
    locked_mass: mass,
    conviction: { bits: conviction * ONE },
    last_update: BigInt(chain.block),
  });
}

test("a lock that decays, and one that turns to dust, leave their total by what they lost", () => {
  const chain = new LockBench();
  expect(chain.lock(alice, ALPHA, chain.other)).toBe("ok");
  expect(chain.lock(bob, 100n, chain.other)).toBe("ok");
  expect(chain.total(chain.other)?.mass).toBe(ALPHA + 100n);
  const fresh = chain.stored(alice, chain.other)!;
  chain.wait(100);
  const kind = { owner: false, perpetual: false };
  const aged = rollLock(fresh, BigInt(chain.block), RATES, kind);
  expect(chain.unstake(alice, ALPHA)).toBe("ok");
  expect(chain.stored(alice, chain.other)).toEqual(aged);
  expect(chain.total(chain.other)?.mass).toBe(aged.mass + 100n);
  expect(chain.unstake(bob, ALPHA)).toBe("ok");
  expect(chain.stored(bob, chain.other)).toBeUndefined();
  expect(chain.total(chain.other)?.mass).toBe(aged.mass);
});

test("a total loses no more than the lock that is reduced had", () => {
  const chain = new LockBench();
  put(chain, alice, 1_000n, 1_000n);
  put(chain, bob, 5_000n, 2_000n);
  putTotal(chain, 6_000n, 3_000n);
  forceReduceLock(chain, alice, NETUID, 2_000n);
  expect(chain.stored(alice)).toBeUndefined();
  expect(chain.stored(bob)?.mass).toBe(5_000n);
  expect(chain.total()).toMatchObject({ mass: 5_000n, conviction: 2_000n * ONE });
  forceReduceLock(chain, carol, NETUID, 2_000n);
  expect(chain.total()?.mass).toBe(5_000n);
});

test("a part of a lock takes that part of the conviction with it", () => {
  const chain = new LockBench();
  put(chain, alice, 4_000n, 1_000n);
  putTotal(chain, 4_000n, 1_000n);
  forceReduceLock(chain, alice, NETUID, 1_000n);
  expect(chain.stored(alice)).toMatchObject({ mass: 3_000n, conviction: 750n * ONE });
  expect(chain.total()).toMatchObject({ mass: 3_000n, conviction: 750n * ONE });
});
