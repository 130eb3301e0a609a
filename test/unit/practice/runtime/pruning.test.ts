import { expect, test } from "vitest";
import { neuronToPrune } from "../../../../native/practice/runtime/subtensor/neurons/pruning.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

/** A subnet of exactly `size` uids (the house has ten), all out of immunity. */
function fullSubnet(size: number): PracticeChain {
  const chain = new PracticeChain();
  chain.fund(account(1), 5_000n * TAO);
  chain.advance();
  for (let uid = 10; uid < size; uid += 1) {
    storage.Burn.put(chain.state, NETUID, TAO);
    expect(
      chain.call(account(1), "burned_register", { netuid: NETUID, hotkey: account(1_000 + uid) }),
    ).toBe("ok");
  }
  storage.MaxAllowedUids.put(chain.state, NETUID, size);
  storage.ImmunityPeriod.put(chain.state, NETUID, 0);
  return chain;
}

function emissions(chain: PracticeChain, values: readonly bigint[]): void {
  storage.Emission.put(chain.state, NETUID, [...values]);
}

test("the lowest emission goes; ties go to the earlier registration, then the lower uid", () => {
  const chain = fullSubnet(14);
  emissions(chain, [9n, 5n, 5n, 5n, 5n, 5n, 5n, 5n, 5n, 5n, 5n, 3n, 5n, 5n]);
  expect(neuronToPrune(chain, NETUID)).toBe(11);
  emissions(chain, new Array<bigint>(14).fill(5n));
  // Uids 1 to 9 are from block 0, the others from block 1.
  expect(neuronToPrune(chain, NETUID)).toBe(1);
  storage.BlockAtRegistration.put(chain.state, NETUID, 1, 2n);
  expect(neuronToPrune(chain, NETUID)).toBe(2);
});

test("the owner's hotkey never goes, even with the lowest emission", () => {
  const chain = fullSubnet(14);
  emissions(chain, [0n, ...new Array<bigint>(13).fill(5n)]);
  expect(neuronToPrune(chain, NETUID)).not.toBe(0);
});

test("an immune neuron goes only when not more than MinNonImmuneUids others are left", () => {
  const chain = fullSubnet(14);
  emissions(chain, [9n, ...new Array<bigint>(12).fill(5n), 0n]);
  storage.ImmunityPeriod.put(chain.state, NETUID, 10);
  for (let uid = 0; uid < 13; uid += 1)
    storage.BlockAtRegistration.put(chain.state, NETUID, uid, 0n);
  chain.block = 10;
  storage.BlockAtRegistration.put(chain.state, NETUID, 13, 10n);
  expect(neuronToPrune(chain, NETUID)).toBe(1);
  storage.MinNonImmuneUids.put(chain.state, NETUID, 12);
  expect(neuronToPrune(chain, NETUID)).toBe(13);
});

test("a newcomer on a full subnet takes the uid of the weakest, whose traces vanish", () => {
  const chain = fullSubnet(14);
  emissions(chain, [9n, 5n, 5n, 5n, 5n, 5n, 5n, 5n, 5n, 5n, 5n, 3n, 5n, 5n]);
  const old = storage.Keys.get(chain.state, NETUID, 11);
  storage.Weights.put(chain.state, NETUID, 7, [
    [11, 65_535],
    [1, 100],
  ]);
  storage.Bonds.put(chain.state, NETUID, 11, [[1, 5]]);
  storage.Axons.put(chain.state, NETUID, old, {
    block: 1n,
    version: 1,
    ip: 5n,
    port: 1,
    ip_type: 4,
    protocol: 4,
    placeholder1: 0,
    placeholder2: 0,
  });
  const hotkey = account(9_999);
  expect(chain.call(account(1), "burned_register", { netuid: NETUID, hotkey })).toBe("ok");
  expect(storage.Uids.get(chain.state, NETUID, hotkey)).toBe(11);
  expect(storage.SubnetworkN.get(chain.state, NETUID)).toBe(14);
  expect(storage.Uids.has(chain.state, NETUID, old)).toBe(false);
  expect(storage.IsNetworkMember.get(chain.state, old, NETUID)).toBe(false);
  expect(storage.Axons.has(chain.state, NETUID, old)).toBe(false);
  expect(storage.Emission.get(chain.state, NETUID)[11]).toBe(0n);
  expect(storage.Weights.get(chain.state, NETUID, 7)).toEqual([
    [11, 0],
    [1, 100],
  ]);
  expect(storage.Bonds.get(chain.state, NETUID, 11)).toEqual([]);
  expect(storage.LastUpdate.get(chain.state, NETUID)[11]).toBe(BigInt(chain.block));
});
