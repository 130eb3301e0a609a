import fc from "fast-check";
import { expect, test } from "vitest";
import { crowdloan } from "../../../native/practice/runtime/crowdloan/pallet.ts";
import { stakeAvailability } from "../../../native/practice/runtime/subtensor/locks/availability.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { call, id, TAO } from "../../unit/practice/call-bench.ts";
import {
  backer,
  beneficiary,
  LEASED,
  LeaseBench,
  ownHotkey,
  second,
} from "../../unit/practice/leases/lease-bench.ts";
import { faults } from "../../unit/practice/runtime/books.ts";

const PEOPLE = [beneficiary, backer, second];
const who = fc.constantFrom(...PEOPLE);
const amount = fc.bigInt({ min: 1n, max: 400n * TAO });

/** One thing that may happen; answers the outcomes of its calls. */
type Step = (chain: LeaseBench) => string[];

function asked(
  name: string,
  args: Record<string, fc.Arbitrary<unknown>>,
  origin: fc.Arbitrary<string> = who,
): fc.Arbitrary<Step> {
  return fc
    .record({ origin, args: fc.record(args) })
    .map(({ origin: from, args: facts }) => (chain) => [`${name} ${chain.run(from, name, facts)}`]);
}

const netuid = fc.constantFrom(1, LEASED);
const hotkey = (chain: LeaseBench) => chain.house.validators[0]?.hotkey ?? "";

/** Many blocks, since dividends go out in every hundredth. */
const blocks: fc.Arbitrary<Step> = fc.integer({ min: 1, max: 60 }).map((count) => (chain) => {
  const outcomes: string[] = [];
  for (let step = 0; step < count; step += 1) {
    chain.step();
    if (chain.named("SubtensorModule.SubnetLeaseDividendsDistributed").length > 0)
      outcomes.push("paid");
  }
  return outcomes;
});

const raise: fc.Arbitrary<Step> = fc
  .record({ length: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 9 }), share: fc.nat(150) })
  .map(({ length, share }) => (chain) => {
    storage.NetworkLastLockCost.put(chain.state, TAO);
    chain.raise(length === null ? undefined : chain.block + length, share);
    return [`raised ${chain.settle()}`];
  });

/** Opens the leased subnet, with epochs that fall on dividends' blocks. */
const begin: Step = (chain) => {
  if (storage.NetworksAdded.get(chain.state, LEASED)) storage.Tempo.put(chain.state, LEASED, 50);
  storage.LastEpochBlock.put(chain.state, LEASED, BigInt(chain.block - (chain.block % 50)));
  const owner = storage.SubnetOwner.get(chain.state, LEASED);
  const inner = call("SubtensorModule.start_call", { netuid: LEASED });
  const args = { real: id(owner), force_proxy_type: undefined, call: inner };
  return [chain.run(beneficiary, "Proxy.proxy", args)];
};

const stake: fc.Arbitrary<Step> = fc.record({ who, netuid, amount }).map((fact) => (chain) => {
  const to = storage.SubnetOwnerHotkey.get(chain.state, fact.netuid);
  const args = { hotkey: to, netuid: fact.netuid, amount_staked: fact.amount };
  return [chain.run(fact.who, "SubtensorModule.add_stake", args)];
});

const lock: fc.Arbitrary<Step> = fc.record({ who }).map((fact) => (chain) => {
  const netuid = storage.NetworksAdded.get(chain.state, LEASED) ? LEASED : 1;
  const { available } = stakeAvailability(chain, fact.who, netuid);
  const args = { hotkey: hotkey(chain), netuid, amount: available / 2n };
  return [`locked ${chain.run(fact.who, "SubtensorModule.lock_stake", args)}`];
});

const unstake: fc.Arbitrary<Step> = who.map((one) => (chain) => {
  const from = storage.SubnetOwnerHotkey.get(chain.state, LEASED);
  return [chain.run(one, "SubtensorModule.unstake_all", { hotkey: from })];
});

const terminate: fc.Arbitrary<Step> = fc.nat(1).map((back) => (chain) => {
  const lease_id = Math.max(0, storage.NextSubnetLeaseId.get(chain.state) - 1 - back);
  const args = { lease_id, hotkey: ownHotkey };
  return [`ended ${chain.run(beneficiary, "SubtensorModule.terminate_lease", args)}`];
});

const steps = fc.oneof(
  { weight: 5, arbitrary: blocks },
  { weight: 2, arbitrary: raise },
  { weight: 2, arbitrary: fc.constant(begin) },
  { weight: 3, arbitrary: stake },
  { weight: 2, arbitrary: lock },
  { weight: 1, arbitrary: unstake },
  { weight: 2, arbitrary: terminate },
  {
    weight: 1,
    arbitrary: asked("SubtensorModule.set_reject_locked_alpha", { enabled: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: asked(
      "AdminUtils.sudo_set_owner_cut_auto_lock_enabled",
      { netuid: fc.constant(LEASED), enabled: fc.boolean() },
      fc.constant("root"),
    ),
  },
  {
    weight: 1,
    arbitrary: asked(
      "SubtensorModule.root_dissolve_network",
      { netuid: fc.constant(LEASED) },
      fc.constant("root"),
    ),
  },
);

test("whatever becomes of leases, every rao and every alpha is where the books say", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(steps, { minLength: 10, maxLength: 40, size: "max" }), (history) => {
      const chain = new LeaseBench();
      storage.StartCallDelay.put(chain.state, 0n);
      storage.NetworkRateLimit.put(chain.state, 0n);
      for (const one of PEOPLE) chain.fund(one, 60_000n * TAO);
      chain.run(beneficiary, "SubtensorModule.try_associate_hotkey", { hotkey: ownHotkey });
      chain.raise(undefined, 60);
      chain.settle();
      for (const step of [begin, ...history]) {
        for (const outcome of step(chain)) seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        expect(chain.balanced()).toBe(true);
      }
      chain.step();
      expect(faults(chain.state)).toEqual([]);
      const leases = storage.SubnetLeases.entries(chain.state);
      for (const [[lease], { netuid, coldkey, cost }] of leases) {
        expect(storage.SubnetUidToLeaseId.find(chain.state, netuid)).toBe(lease);
        expect(storage.SubnetOwner.get(chain.state, netuid)).toBe(coldkey);
        expect(cost).toBeLessThanOrEqual(2_000n * TAO);
        const shares = storage.SubnetLeaseShares.entries(chain.state, lease);
        const sum = shares.reduce((total, [, { bits }]) => total + bits, 0n);
        expect(sum).toBeLessThan(1n << 64n);
      }
      for (const [[lease]] of storage.SubnetLeaseShares.entries(chain.state))
        expect(storage.SubnetLeases.has(chain.state, lease)).toBe(true);
      expect(crowdloan.storage.CurrentCrowdloanId.has(chain.state)).toBe(false);
    }),
    { numRuns: 25 },
  );
  // The property would hold of a chain that refuses everything, too.
  for (const wanted of ["raised ok", "ended ok", "locked ok", "paid"])
    expect(seen.get(wanted) ?? 0, wanted).toBeGreaterThan(0);
});
