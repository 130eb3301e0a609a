import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

/** The house's subnet and two more, all with a tempo of 20 and an epoch in block 20. */
function threeSubnets(): PracticeChain {
  const chain = new PracticeChain();
  const founder = account(1);
  chain.fund(founder, 10_000n * TAO);
  storage.NetworkRateLimit.put(chain.state, 0n);
  chain.advance();
  for (const netuid of [2, 3]) {
    expect(chain.call(founder, "register_network", { hotkey: account(100 + netuid) })).toBe("ok");
    expect(chain.call(founder, "start_call", { netuid })).toBe("ok");
    storage.Tempo.put(chain.state, netuid, 20);
    storage.LastEpochBlock.put(chain.state, netuid, 0n);
  }
  return chain;
}

const lastEpochs = (chain: PracticeChain): bigint[] =>
  [1, 2, 3].map((netuid) => storage.LastEpochBlock.get(chain.state, netuid));

test("two epochs run in a block, the third in the next, and from then on it keeps its own time", () => {
  const chain = threeSubnets();
  while (chain.block < 20) chain.advance();
  expect(lastEpochs(chain)).toEqual([20n, 20n, 0n]);
  expect(chain.named("EpochDeferred")).toEqual([{ netuid: 3, from_block: 20n, to_block: 21n }]);
  expect(storage.PendingEpochAt.get(chain.state, 3)).toBe(21n);
  expect(storage.BlocksSinceLastStep.get(chain.state, 3)).toBeGreaterThan(0n);
  chain.advance();
  expect(lastEpochs(chain)).toEqual([20n, 20n, 21n]);
  expect(storage.PendingEpochAt.get(chain.state, 3)).toBe(0n);
  expect(storage.BlocksSinceLastStep.get(chain.state, 3)).toBe(0n);
  while (chain.block < 40) chain.advance();
  expect(lastEpochs(chain)).toEqual([40n, 40n, 21n]);
  expect(chain.named("EpochDeferred")).toEqual([]);
  chain.advance();
  expect(lastEpochs(chain)).toEqual([40n, 40n, 41n]);
});

test("root lets more run at once", () => {
  const chain = threeSubnets();
  const most = { max_epochs_per_block: 3 };
  expect(chain.call("root", "AdminUtils.sudo_set_max_epochs_per_block", most)).toBe("ok");
  while (chain.block < 20) chain.advance();
  expect(lastEpochs(chain)).toEqual([20n, 20n, 20n]);
});

test("what waits for a deferred epoch is paid out with it, to the last unit", () => {
  const chain = threeSubnets();
  while (chain.block < 20) chain.advance();
  const collected = storage.PendingValidatorEmission.get(chain.state, 3);
  expect(collected).toBeGreaterThan(0n);
  chain.advance();
  expect(storage.PendingValidatorEmission.get(chain.state, 3)).toBe(0n);
  expect(storage.PendingServerEmission.get(chain.state, 3)).toBe(0n);
  expect(storage.SubnetEpochIndex.get(chain.state, 3)).toBe(1n);
});

test("the owner's own epoch: not with commit-reveal, not twice, not just before the next, once in two tempos", () => {
  const chain = new PracticeChain({ tempo: 20 });
  chain.advance();
  const owner = chain.accounts.owner.coldkey;
  const trigger = () => chain.call(owner, "trigger_epoch", { netuid: NETUID });
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, true);
  expect(trigger()).toBe("SubtensorModule.DynamicTempoBlockedByCommitReveal");
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, false);
  // The freeze window is 5 of 20 blocks: with 4 left it is too late, with 5 just in time.
  chain.block = 16;
  expect(trigger()).toBe("SubtensorModule.AutoEpochAlreadyImminent");
  chain.block = 15;
  expect(trigger()).toBe("ok");
  expect(chain.named("EpochTriggered")).toEqual([{ netuid: NETUID, by: owner, fires_at: 20n }]);
  expect(trigger()).toBe("SubtensorModule.EpochTriggerAlreadyPending");
  // While it is pending, parameters are frozen.
  const change = { netuid: NETUID, weights_version_key: 1n };
  expect(chain.call(owner, "AdminUtils.sudo_set_weights_version_key", change)).toBe(
    "SubtensorModule.AdminActionProhibitedDuringWeightsWindow",
  );
  storage.PendingEpochAt.put(chain.state, NETUID, 0n);
  storage.LastEpochBlock.put(chain.state, NETUID, 54n);
  chain.block = 54;
  expect(trigger()).toBe("SubtensorModule.TxRateLimitExceeded");
  chain.block = 55;
  expect(trigger()).toBe("ok");
});

test("registration prices do not fall in the first block, and then by the same factor in each", () => {
  const chain = new PracticeChain();
  storage.Burn.put(chain.state, NETUID, TAO);
  storage.BurnHalfLife.put(chain.state, NETUID, 2);
  chain.advance();
  expect(storage.Burn.get(chain.state, NETUID)).toBe(TAO);
  chain.advance();
  // The square root of a half, cut to 32 binary digits.
  expect(Number(storage.Burn.get(chain.state, NETUID))).toBeCloseTo(1e9 * Math.SQRT1_2, -1);
  chain.advance();
  const half = storage.Burn.get(chain.state, NETUID);
  expect(half).toBeGreaterThan(499_999_990n);
  expect(half).toBeLessThanOrEqual(500_000_000n);
});
