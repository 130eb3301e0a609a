import { describe, expect, test } from "vitest";
import { freeBalance } from "../../../../native/practice/runtime/balances/balance.ts";
import { commitments } from "../../../../native/practice/runtime/commitments/pallet.ts";
import { subnetAccount } from "../../../../native/practice/runtime/subtensor/accounts.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { subnetToPrune } from "../../../../native/practice/runtime/subtensor/subnets/subnet-pruning.ts";
import { swap } from "../../../../native/practice/runtime/swap/pallet.ts";
import { allBalances, faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const founder = account(1);
const hotkey = account(2);

/** A chain with a second subnet, founded and started by account 1, on which two others have staked. */
function withSecond(): PracticeChain {
  const chain = new PracticeChain();
  for (const number of [1, 3, 4, 5]) chain.fund(account(number), 20_000n * TAO);
  chain.advance();
  const identity = Object.fromEntries(
    [
      "subnet_name",
      "github_repo",
      "subnet_contact",
      "subnet_url",
      "discord",
      "description",
      "logo_url",
      "additional",
    ].map((name) => [name, new Uint8Array([65])]),
  );
  expect(chain.call(founder, "register_network_with_identity", { hotkey, identity })).toBe("ok");
  expect(chain.call(founder, "start_call", { netuid: 2 })).toBe("ok");
  for (const [number, amount] of [
    [3, 300n],
    [4, 100n],
  ] as const)
    chain.call(account(number), "add_stake", { hotkey, netuid: 2, amount_staked: amount * TAO });
  chain.advance();
  return chain;
}

const dissolve = (chain: PracticeChain, netuid = 2) =>
  chain.call("root", "root_dissolve_network", { netuid });

describe("dissolving", () => {
  test("pays the pool out by alpha, the pool's own part is recycled, and the books balance", () => {
    const chain = withSecond();
    const { state } = chain;
    const pot = storage.SubnetTAO.get(state, 2);
    const stakers = [3, 4].map(account);
    const alpha = stakers.map((staker) => stakeOf(state, hotkey, staker, 2));
    const before = stakers.map((staker) => freeBalance(state, staker));
    const counted =
      storage.AlphaV2.entries(state)
        .filter(([[, , netuid]]) => netuid === 2)
        .reduce((sum, [[key, who]]) => sum + stakeOf(state, key, who, 2), 0n) +
      storage.SubnetAlphaIn.get(state, 2) +
      storage.SubnetProtocolAlpha.get(state, 2);
    const issued = storage.TotalIssuance.get(state);
    const staked = storage.TotalStake.get(state);
    expect(dissolve(chain)).toBe("ok");
    expect(chain.named("NetworkRemoved")).toEqual([2]);
    expect(chain.named("SubnetIdentityRemoved")).toEqual([2]);
    const paid = stakers.map((staker, index) => freeBalance(state, staker) - before[index]!);
    for (const [index, amount] of paid.entries()) {
      const exact = (pot * alpha[index]!) / counted;
      expect(amount === exact || amount === exact + 1n).toBe(true);
    }
    const recycled = issued - storage.TotalIssuance.get(state);
    expect(recycled).toBeGreaterThan(0n);
    expect(storage.TotalStake.get(state)).toBe(staked - pot);
    expect(freeBalance(state, subnetAccount(2))).toBe(500n);
    expect(allBalances(state)).toBe(storage.TotalIssuance.get(state));
    expect(faults(state)).toEqual([]);
    chain.advance(40);
    expect(faults(state)).toEqual([]);
  });

  test("leaves nothing of it in what the chain clears, whatever was set before", () => {
    const chain = withSecond();
    const { state } = chain;
    chain.call(account(5), "burned_register", { netuid: 2, hotkey: account(6) });
    swap.storage.FeeRate.put(state, 2, 7);
    storage.RootClaimable.put(state, hotkey, [
      [NETUID, { bits: 5n }],
      [2, { bits: 5n }],
    ]);
    storage.RootClaimed.put(state, 2, hotkey, founder, 9n);
    storage.ChildkeyTake.put(state, hotkey, 2, 5);
    storage.ChildKeys.put(state, hotkey, 2, [[1n, account(6)]]);
    storage.Weights.put(state, 2, 0, [[0, 1]]);
    storage.Weights.put(state, 0, 0, [
      [NETUID, 8],
      [2, 9],
    ]);
    commitments.storage.LastCommitment.put(state, 2, hotkey, 4);
    commitments.storage.LastCommitment.put(state, NETUID, hotkey, 4);
    commitments.storage.TimelockedIndex.put(state, [
      [NETUID, hotkey],
      [2, hotkey],
    ]);
    expect(dissolve(chain)).toBe("ok");
    for (const item of [
      storage.NetworksAdded,
      storage.SubnetworkN,
      storage.SubnetOwner,
      storage.SubnetOwnerHotkey,
      storage.SubnetTAO,
      storage.SubnetAlphaIn,
      storage.SubnetAlphaOut,
      storage.Tempo,
      storage.Burn,
      storage.LastUpdate,
      storage.Incentive,
      storage.TokenSymbol,
      storage.SubnetIdentitiesV3,
      storage.FirstEmissionBlockNumber,
      storage.SubnetMovingPrice,
      swap.storage.FeeRate,
    ])
      expect(item.has(state, 2)).toBe(false);
    for (const item of [
      storage.Uids,
      storage.Keys,
      storage.Weights,
      storage.BlockAtRegistration,
      storage.RootClaimed,
    ])
      expect(item.entries(state, 2)).toEqual([]);
    for (const item of [storage.TotalHotkeyAlpha, storage.ChildKeys, storage.ChildkeyTake])
      expect(item.entries(state).filter(([[, netuid]]) => netuid === 2)).toEqual([]);
    expect(storage.AlphaV2.entries(state).filter(([[, , netuid]]) => netuid === 2)).toEqual([]);
    expect(storage.RootClaimable.get(state, hotkey)).toEqual([[NETUID, { bits: 5n }]]);
    expect(storage.Weights.get(state, 0, 0)).toEqual([
      [NETUID, 8],
      [2, 0],
    ]);
    expect(storage.IsNetworkMember.has(state, account(6), 2)).toBe(false);
    expect(storage.TotalNetworks.get(state)).toBe(2);
    expect(commitments.storage.LastCommitment.has(state, 2, hotkey)).toBe(false);
    expect(commitments.storage.TimelockedIndex.get(state)).toEqual([[NETUID, hotkey]]);
    // The first subnet does not notice.
    expect(commitments.storage.LastCommitment.has(state, NETUID, hotkey)).toBe(true);
    expect(storage.SubnetworkN.get(state, NETUID)).toBe(10);
  });

  test("is root's, and not for root itself or what does not exist", () => {
    const chain = withSecond();
    const args = { coldkey: founder, netuid: 2 };
    expect(chain.call(founder, "dissolve_network", args)).toBe("BadOrigin");
    expect(chain.call(founder, "root_dissolve_network", args)).toBe("BadOrigin");
    expect(dissolve(chain, 0)).toBe("SubtensorModule.SubnetNotExists");
    expect(dissolve(chain, 7)).toBe("SubtensorModule.SubnetNotExists");
    expect(chain.call("root", "dissolve_network", args)).toBe("ok");
    expect(dissolve(chain)).toBe("SubtensorModule.SubnetNotExists");
  });

  test("the subnet of block 0 leaves its whole pool to its stakers", () => {
    const chain = new PracticeChain();
    chain.advance(25);
    const { state } = chain;
    const pot = storage.SubnetTAO.get(state, NETUID);
    const bought = storage.SubnetProtocolAlpha.get(state, NETUID);
    const held = storage.AlphaV2.entries(state)
      .filter(([[, , netuid]]) => netuid === NETUID)
      .reduce((sum, [[key, who]]) => sum + stakeOf(state, key, who, NETUID), 0n);
    const waiting = freeBalance(state, subnetAccount(NETUID)) - pot - 500n;
    const issued = storage.TotalIssuance.get(state);
    expect(dissolve(chain, NETUID)).toBe("ok");
    // Only the part of what the pool bought for the protocol is recycled, and what the account had besides the pool.
    const recycled = issued - storage.TotalIssuance.get(state);
    const rounded = recycled - waiting - (pot * bought) / (held + bought);
    expect([0n, 1n]).toContain(rounded);
    expect(faults(chain.state)).toEqual([]);
    chain.advance(3);
    expect(faults(chain.state)).toEqual([]);
  });
});

describe("a network that is full", () => {
  const found = (chain: PracticeChain) =>
    chain.call(account(5), "register_network", { hotkey: account(8) });

  test("refuses a new subnet while all are immune, then gives it the place of the cheapest", () => {
    const chain = withSecond();
    storage.SubnetLimit.put(chain.state, 2);
    chain.block += 7_200;
    expect(found(chain)).toBe("SubtensorModule.SubnetLimitReached");
    storage.NetworkImmunityPeriod.put(chain.state, 100n);
    expect(subnetToPrune(chain)).toBe(2);
    const staker = freeBalance(chain.state, account(3));
    expect(found(chain)).toBe("ok");
    expect(chain.named("NetworkRemoved")).toEqual([2]);
    expect(chain.named("NetworkAdded").at(-1)).toEqual([2, 1]);
    expect(storage.SubnetOwner.get(chain.state, 2)).toBe(account(5));
    expect(storage.SubtokenEnabled.get(chain.state, 2)).toBe(false);
    expect(storage.RegisteredSubnetCounter.get(chain.state, 2)).toBe(2n);
    expect(freeBalance(chain.state, account(3))).toBeGreaterThan(staker);
    expect(faults(chain.state)).toEqual([]);
  });

  test("of two as cheap the older goes; nothing happens when the founder cannot pay", () => {
    const chain = withSecond();
    const price = { bits: 1n };
    storage.SubnetMovingPrice.put(chain.state, NETUID, price);
    storage.SubnetMovingPrice.put(chain.state, 2, price);
    storage.NetworkImmunityPeriod.put(chain.state, 0n);
    expect(subnetToPrune(chain)).toBe(NETUID);
    storage.SubnetLimit.put(chain.state, 2);
    chain.block += 7_200;
    const args = { hotkey: account(8) };
    expect(chain.call(account(9), "register_network", args)).toBe(
      "SubtensorModule.CannotAffordLockCost",
    );
    expect(storage.NetworksAdded.get(chain.state, NETUID)).toBe(true);
  });
});
