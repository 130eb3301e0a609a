import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { faults } from "../runtime/books.ts";
import { NETUID, type PracticeChain } from "../runtime/practice-chain.ts";
import { SECOND, twoMechanisms, weigh } from "./two-mechanisms.ts";

interface Incentives {
  readonly netuid: number;
  readonly emissions: readonly bigint[];
}

const total = (list: readonly bigint[]): bigint => list.reduce((sum, each) => sum + each, 0n);

/** Mechanism 0 pays miner 1, mechanism 1 pays miners 2 and 3 alike; 80 and 20 parts of a hundred. */
function scored(): PracticeChain {
  const chain = twoMechanisms();
  storage.MechanismEmissionSplit.put(chain.state, NETUID, [52_428, 13_107]);
  weigh(chain, 0, [1], [1]);
  weigh(chain, 1, [2, 3], [1, 1]);
  chain.toEpoch();
  return chain;
}

test("each mechanism has its own epoch with its part of the emission, and its own event", () => {
  const chain = scored();
  const [main, second, ...others] = chain.named("IncentiveAlphaEmittedToMiners") as Incentives[];
  expect(others).toEqual([]);
  expect([main?.netuid, second?.netuid]).toEqual([NETUID, SECOND]);
  const [first, other] = [main?.emissions ?? [], second?.emissions ?? []];
  expect(first.map((each) => each > 0n).indexOf(true)).toBe(1);
  expect(first[2]).toBe(0n);
  expect(other[1]).toBe(0n);
  expect(other[2]).toBe(other[3]);
  expect(Number(total(other)) / Number(total(first) + total(other))).toBeCloseTo(0.2, 5);
  expect(storage.Incentive.get(chain.state, NETUID)[1]).toBe(65_535);
  expect(storage.Incentive.get(chain.state, SECOND).slice(1, 4)).toEqual([0, 32_767, 32_767]);
  expect(storage.Bonds.get(chain.state, SECOND, 7).map(([uid]) => uid)).toEqual([2, 3]);
  expect(storage.Bonds.get(chain.state, NETUID, 7).map(([uid]) => uid)).toEqual([1]);
});

test("a miner gets what its mechanism gave it, to the last unit, and the books balance", () => {
  const chain = twoMechanisms();
  storage.MechanismEmissionSplit.put(chain.state, NETUID, [52_428, 13_107]);
  weigh(chain, 0, [1], [1]);
  weigh(chain, 1, [2, 3], [1, 1]);
  const stakes = () =>
    chain.accounts.miners
      .slice(0, 3)
      .map(({ hotkey, coldkey }) => stakeOf(chain.state, hotkey, coldkey, NETUID));
  const before = stakes();
  chain.toEpoch();
  const [main, second] = chain.named("IncentiveAlphaEmittedToMiners") as Incentives[];
  expect(stakes().map((stake, at) => stake - (before[at] ?? 0n))).toEqual([
    main?.emissions[1],
    second?.emissions[2],
    second?.emissions[3],
  ]);
  expect(faults(chain.state)).toEqual([]);
});

test("the subnet's figures are the mechanisms' weighed by their parts", () => {
  const chain = scored();
  // Consensus of miner 1 on the main mechanism is whole and counts 0.8; of miners 2 and 3 it is half and counts 0.2.
  const consensus = storage.Consensus.get(chain.state, NETUID);
  expect(consensus[1]).toBeGreaterThanOrEqual(52_427);
  expect(consensus[1]).toBeLessThanOrEqual(52_428);
  expect(consensus[2]).toBeGreaterThanOrEqual(6_552);
  expect(consensus[2]).toBeLessThanOrEqual(6_553);
  expect(consensus[2]).toBe(consensus[3]);
  const trust = storage.ValidatorTrust.get(chain.state, NETUID)[7] ?? 0;
  expect(trust).toBeGreaterThanOrEqual(65_533);
});

test("a validator that weighs on one mechanism alone earns there alone", () => {
  const chain = twoMechanisms();
  weigh(chain, 0, [1], [1]);
  const { hotkey } = chain.accounts.validators[0]!;
  const args = { netuid: NETUID, mecid: 1, dests: [2], weights: [1], version_key: 0n };
  expect(chain.call(hotkey, "set_mechanism_weights", args)).toBe("ok");
  // A list that is shorter than the subnet is filled up with zeros.
  const updates = storage.LastUpdate.get(chain.state, SECOND);
  expect(updates).toEqual([0n, 0n, 0n, 0n, 0n, 0n, 0n, 1n, 0n, 0n]);
  chain.toEpoch();
  const bonds = [7, 8, 9].map((uid) => storage.Bonds.get(chain.state, SECOND, uid));
  expect(bonds.map((row) => row.map(([uid]) => uid))).toEqual([[2], [], []]);
  expect(storage.Incentive.get(chain.state, SECOND)[2]).toBe(65_535);
});

test("rate limits are each mechanism's own", () => {
  const chain = twoMechanisms();
  weigh(chain, 0, [1], [1]);
  weigh(chain, 1, [1], [1]);
  const { hotkey } = chain.accounts.validators[0]!;
  chain.advance(4);
  const again = (mecid: number) =>
    chain.call(hotkey, "set_mechanism_weights", {
      netuid: NETUID,
      mecid,
      dests: [1],
      weights: [1],
      version_key: 0n,
    });
  expect(again(1)).toBe("SubtensorModule.SettingWeightsTooFast");
  expect(again(2)).toBe("SubtensorModule.MechanismDoesNotExist");
  chain.advance();
  expect(again(1)).toBe("ok");
  expect(chain.named("WeightsSet")).toEqual([[SECOND, 7]]);
});

test("two alike mechanisms share as one does", () => {
  const one = twoMechanisms();
  storage.MechanismCountCurrent.put(one.state, NETUID, 1);
  weigh(one, 0, [1, 2], [3, 1]);
  one.toEpoch();
  const both = twoMechanisms();
  weigh(both, 0, [1, 2], [3, 1]);
  weigh(both, 1, [1, 2], [3, 1]);
  both.toEpoch();
  const near = (left: readonly number[], right: readonly number[]) =>
    left.every((value, at) => Math.abs(value - (right[at] ?? 0)) <= 1);
  for (const item of [storage.Consensus, storage.Dividends, storage.ValidatorTrust])
    expect(near(item.get(both.state, NETUID), item.get(one.state, NETUID))).toBe(true);
  const paid = (chain: PracticeChain) =>
    total(
      (chain.named("IncentiveAlphaEmittedToMiners") as Incentives[]).flatMap((e) => e.emissions),
    );
  expect(paid(one) - paid(both)).toBeLessThan(10n);
  expect(paid(both) - paid(one)).toBeLessThan(10n);
});
