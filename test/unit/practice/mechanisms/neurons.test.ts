import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, TAO } from "../runtime/practice-chain.ts";
import { SECOND, twoMechanisms, weigh } from "./two-mechanisms.ts";

test("a newcomer has its place on every mechanism", () => {
  const chain = twoMechanisms();
  chain.fund(account(1), 100n * TAO);
  weigh(chain, 1, [1], [1]);
  chain.toEpoch();
  const args = { netuid: NETUID, hotkey: account(2) };
  expect(chain.call(account(1), "burned_register", args)).toBe("ok");
  for (const index of [NETUID, SECOND]) {
    expect(storage.Incentive.get(chain.state, index)).toHaveLength(11);
    expect(storage.LastUpdate.get(chain.state, index)[10]).toBe(BigInt(chain.block));
  }
});

test("whoever takes a uid over finds nothing of the old neuron's on any mechanism", () => {
  const chain = twoMechanisms();
  chain.fund(account(1), 100n * TAO);
  weigh(chain, 0, [1, 2], [1, 1]);
  weigh(chain, 1, [1, 2], [1, 3]);
  chain.toEpoch();
  storage.MaxAllowedUids.put(chain.state, NETUID, 10);
  storage.MinNonImmuneUids.put(chain.state, NETUID, 0);
  storage.ImmunityPeriod.put(chain.state, NETUID, 0);
  // Miner 2 earned least of all that may go.
  storage.Emission.put(chain.state, NETUID, [9n, 5n, 1n, 9n, 9n, 9n, 9n, 9n, 9n, 9n]);
  chain.advance();
  const args = { netuid: NETUID, hotkey: account(2) };
  expect(chain.call(account(1), "burned_register", args)).toBe("ok");
  expect(storage.Uids.get(chain.state, NETUID, account(2))).toBe(2);
  for (const index of [NETUID, SECOND]) {
    const row = storage.Weights.get(chain.state, index, 7);
    expect(row.find(([uid]) => uid === 2)).toEqual([2, 0]);
    expect(storage.Incentive.get(chain.state, index)[2]).toBe(0);
    expect(storage.LastUpdate.get(chain.state, index)[2]).toBe(BigInt(chain.block));
  }
});

test("a hotkey swap takes the commits of every mechanism along", () => {
  const chain = twoMechanisms();
  const { hotkey, coldkey } = chain.accounts.validators[0]!;
  chain.fund(coldkey, 10n * TAO);
  const commit: [string, bigint, bigint, bigint] = [`0x${"22".repeat(32)}`, 0n, 1n, 0n];
  for (const index of [NETUID, SECOND])
    storage.WeightCommits.put(chain.state, index, hotkey, [commit]);
  const args = { hotkey, new_hotkey: account(3), netuid: undefined };
  expect(chain.call(coldkey, "swap_hotkey", args)).toBe("ok");
  for (const index of [NETUID, SECOND]) {
    expect(storage.WeightCommits.find(chain.state, index, account(3))).toEqual([commit]);
    expect(storage.WeightCommits.find(chain.state, index, hotkey)).toBeUndefined();
  }
});

test("a subnet that ends leaves nothing on any mechanism", () => {
  const chain = twoMechanisms();
  weigh(chain, 0, [1], [1]);
  weigh(chain, 1, [2], [1]);
  chain.toEpoch();
  storage.MechanismEmissionSplit.put(chain.state, NETUID, [1, 65_534]);
  expect(chain.call("root", "root_dissolve_network", { netuid: NETUID })).toBe("ok");
  for (const index of [NETUID, SECOND]) {
    expect(storage.Weights.entries(chain.state, index)).toEqual([]);
    expect(storage.Bonds.entries(chain.state, index)).toEqual([]);
    expect(storage.Incentive.has(chain.state, index)).toBe(false);
    expect(storage.LastUpdate.has(chain.state, index)).toBe(false);
  }
  expect(storage.MechanismCountCurrent.has(chain.state, NETUID)).toBe(false);
  expect(storage.MechanismEmissionSplit.has(chain.state, NETUID)).toBe(false);
});
