import { describe, expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

interface Incentives {
  readonly netuid: number;
  readonly emissions: readonly bigint[];
}

/** Lets every house validator weigh the miners with uid 1 to 6. */
function score(chain: PracticeChain, values: readonly number[]): void {
  for (const { hotkey } of chain.accounts.validators) {
    const args = { netuid: NETUID, dests: [1, 2, 3, 4, 5, 6], weights: values, version_key: 0n };
    expect(chain.call(hotkey, "set_weights", args)).toBe("ok");
  }
}

test("weights become incentive, emission, stake and one event that names every miner", () => {
  const chain = new PracticeChain();
  chain.advance();
  score(chain, [60, 30, 10, 0, 0, 0]);
  const { coldkey, hotkey } = chain.accounts.miners[0]!;
  const before = stakeOf(chain.state, hotkey, coldkey, NETUID);
  chain.toEpoch();
  expect(chain.block).toBe(20);
  const [incentives, ...others] = chain.named("IncentiveAlphaEmittedToMiners") as Incentives[];
  expect(others).toEqual([]);
  expect(incentives?.netuid).toBe(NETUID);
  const emissions = incentives?.emissions ?? [];
  expect(emissions).toHaveLength(10);
  expect(stakeOf(chain.state, hotkey, coldkey, NETUID) - before).toBe(emissions[1]);
  // 41 % of 20 blocks' alpha, less what the root proportion and rounding leave.
  const toMiners = emissions.reduce((sum, emission) => sum + emission, 0n);
  expect(Number(toMiners) / Number(20n * TAO)).toBeCloseTo(0.41, 1);
  expect(Number(emissions[1]) / Number(toMiners)).toBeCloseTo(0.6, 3);
  expect(Number(emissions[2]) / Number(toMiners)).toBeCloseTo(0.3, 3);
  const incentive = storage.Incentive.get(chain.state, NETUID);
  expect(incentive.slice(1, 4).map((value) => value / 65_535)).toEqual([
    expect.closeTo(0.6, 3),
    expect.closeTo(0.3, 3),
    expect.closeTo(0.1, 3),
  ]);
  expect(storage.LastMechansimStepBlock.get(chain.state, NETUID)).toBe(20n);
  expect(faults(chain.state)).toEqual([]);
});

test("a validator's dividend goes to it and its stakers, the take first", () => {
  const chain = new PracticeChain();
  const staker = account(1);
  chain.fund(staker, 20_000n * TAO);
  chain.advance();
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  chain.call(staker, "add_stake", { hotkey, netuid: NETUID, amount_staked: 10_000n * TAO });
  score(chain, [50, 50, 0, 0, 0, 0]);
  const own = stakeOf(chain.state, hotkey, coldkey, NETUID);
  const theirs = stakeOf(chain.state, hotkey, staker, NETUID);
  chain.toEpoch();
  const ownGain = stakeOf(chain.state, hotkey, coldkey, NETUID) - own;
  const theirGain = stakeOf(chain.state, hotkey, staker, NETUID) - theirs;
  const shared = storage.AlphaDividendsPerSubnet.get(chain.state, NETUID, hotkey);
  const take = storage.Delegates.get(chain.state, hotkey) / 65_535;
  expect(theirGain).toBeGreaterThan(0n);
  const dividend = Number(ownGain + theirGain);
  expect(Number(shared) / dividend).toBeCloseTo(1 - take, 6);
  const part = Number(theirs) / Number(own + theirs);
  expect(Number(theirGain) / Number(shared)).toBeCloseTo(part, 4);
});

test("without weights, validators share all of it by stake", () => {
  const chain = new PracticeChain();
  chain.toEpoch();
  const [incentives] = chain.named("IncentiveAlphaEmittedToMiners") as Incentives[];
  expect(incentives?.emissions.every((emission) => emission === 0n)).toBe(true);
  const shared = chain.accounts.validators.map(({ hotkey }) =>
    storage.AlphaDividendsPerSubnet.get(chain.state, NETUID, hotkey),
  );
  expect(shared.every((amount) => amount > 0n)).toBe(true);
  expect(storage.PendingServerEmission.get(chain.state, NETUID)).toBe(0n);
  expect(faults(chain.state)).toEqual([]);
});

test("what the owner's own miner earns is withheld and counted", () => {
  const chain = new PracticeChain();
  chain.advance();
  for (const { hotkey } of chain.accounts.validators)
    chain.call(hotkey, "set_weights", {
      netuid: NETUID,
      dests: [0, 1],
      weights: [1, 1],
      version_key: 0n,
    });
  const { coldkey, hotkey } = chain.accounts.owner;
  chain.toEpoch();
  const [incentives] = chain.named("IncentiveAlphaEmittedToMiners") as Incentives[];
  const cut = stakeOf(chain.state, hotkey, coldkey, NETUID);
  expect(incentives?.emissions[0]).toBeGreaterThan(3n * TAO);
  // The owner gets its cut of 18 %, and nothing for mining.
  expect(Number(cut) / Number(20n * TAO)).toBeCloseTo(0.18, 3);
  expect(Number(storage.MinerBurned.get(chain.state, NETUID).bits) / 2 ** 32).toBeCloseTo(0.5, 4);
});

describe("auto-stake", () => {
  test("a miner's income goes to the chosen hotkey, with an event", () => {
    const chain = new PracticeChain();
    chain.advance();
    const { coldkey, hotkey } = chain.accounts.miners[0]!;
    const destination = chain.accounts.validators[0]!.hotkey;
    const args = { netuid: NETUID, hotkey: destination };
    expect(chain.call(coldkey, "set_coldkey_auto_stake_hotkey", args)).toBe("ok");
    score(chain, [1, 0, 0, 0, 0, 0]);
    chain.toEpoch();
    const [incentives] = chain.named("IncentiveAlphaEmittedToMiners") as Incentives[];
    const incentive = incentives?.emissions[1] ?? 0n;
    expect(incentive).toBeGreaterThan(0n);
    expect(chain.named("AutoStakeAdded")).toEqual([
      { netuid: NETUID, destination, hotkey, owner: coldkey, incentive },
    ]);
    expect(stakeOf(chain.state, hotkey, coldkey, NETUID)).toBe(0n);
    const staked = stakeOf(chain.state, destination, coldkey, NETUID);
    expect(staked).toBeGreaterThan(incentive - 2n);
  });
});

test("epochs come every tempo, earlier when the owner asks, and never two at once for one subnet", () => {
  const chain = new PracticeChain({ tempo: 20 });
  chain.toEpoch();
  expect(chain.block).toBe(20);
  const owner = chain.accounts.owner.coldkey;
  chain.advance(2);
  expect(chain.call(account(1), "trigger_epoch", { netuid: NETUID })).toBe("BadOrigin");
  expect(chain.call(owner, "trigger_epoch", { netuid: NETUID })).toBe("ok");
  chain.toEpoch();
  expect(chain.block).toBe(27);
  chain.toEpoch();
  expect(chain.block).toBe(47);
});

test("a permit takes stake above the threshold, and comes with the next epoch", () => {
  const chain = new PracticeChain();
  const coldkey = account(1);
  chain.fund(coldkey, 500n * TAO);
  chain.advance();
  const hotkeys = [account(2), account(3)];
  for (const hotkey of hotkeys)
    expect(chain.call(coldkey, "burned_register", { netuid: NETUID, hotkey })).toBe("ok");
  const stake = (hotkey: string | undefined, tao: bigint) =>
    chain.call(coldkey, "add_stake", { hotkey, netuid: NETUID, amount_staked: tao * TAO });
  expect(stake(hotkeys[0], 100n)).toBe("ok");
  expect(stake(hotkeys[1], 10n)).toBe("ok");
  chain.toEpoch();
  const permits = storage.ValidatorPermit.get(chain.state, NETUID);
  expect([permits[10], permits[11]]).toEqual([true, false]);
  score(chain, [1, 0, 0, 0, 0, 0]);
  const weights = { netuid: NETUID, dests: [1], weights: [1], version_key: 0n };
  expect(chain.call(hotkeys[0] ?? "", "set_weights", weights)).toBe("ok");
  chain.toEpoch();
  expect(storage.Dividends.get(chain.state, NETUID)[10]).toBeGreaterThan(0);
});

test("a validator that stops weighing falls out of the consensus", () => {
  const chain = new PracticeChain();
  chain.advance();
  score(chain, [1, 1, 0, 0, 0, 0]);
  storage.ActivityCutoffFactorMilli.put(chain.state, NETUID, 1_000);
  chain.toEpoch();
  expect(storage.Active.get(chain.state, NETUID)[7]).toBe(true);
  chain.toEpoch();
  expect(storage.Active.get(chain.state, NETUID)[7]).toBe(false);
  expect(storage.Incentive.get(chain.state, NETUID).every((value) => value === 0)).toBe(true);
});
