import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, PracticeChain } from "./practice-chain.ts";

const weights = { netuid: NETUID, dests: [1, 2, 3], weights: [10, 20, 5], version_key: 0n };

function validator(): { chain: PracticeChain; hotkey: string } {
  const chain = new PracticeChain();
  chain.advance();
  return { chain, hotkey: chain.accounts.validators[0]!.hotkey };
}

test("weights are stored with the largest scaled to 65535", () => {
  const { chain, hotkey } = validator();
  expect(chain.call(hotkey, "set_weights", weights)).toBe("ok");
  expect(storage.Weights.get(chain.state, NETUID, 7)).toEqual([
    [1, 32_768],
    [2, 65_535],
    [3, 16_384],
  ]);
  expect(chain.named("WeightsSet")).toEqual([[NETUID, 7]]);
  expect(storage.LastUpdate.get(chain.state, NETUID)[7]).toBe(1n);
});

test.each([
  ["root", { netuid: 0 }, "CommitRevealEnabled"],
  ["unequal lists", { weights: [1] }, "WeightVecNotEqualSize"],
  [
    "more uids than there are",
    { dests: new Array(11).fill(1), weights: new Array(11).fill(1) },
    "UidsLengthExceedUidsInSubNet",
  ],
  ["a uid twice", { dests: [1, 1, 2] }, "DuplicateUids"],
  ["a uid nobody has", { dests: [1, 2, 99] }, "UidVecContainInvalidOne"],
])("%s is refused", (_name, change, error) => {
  const { chain, hotkey } = validator();
  expect(chain.call(hotkey, "set_weights", { ...weights, ...change })).toBe(
    `SubtensorModule.${error}`,
  );
});

test("the other refusals, in the chain's order", () => {
  const { chain, hotkey } = validator();
  const set = (who: string, change = {}) =>
    chain.call(who, "set_weights", { ...weights, ...change });
  expect(set(account(5))).toBe("SubtensorModule.HotKeyNotRegisteredInSubNet");
  const miner = chain.accounts.miners[0]!.hotkey;
  expect(set(miner)).toBe("SubtensorModule.NotEnoughStakeToSetWeights");
  storage.StakeThreshold.put(chain.state, 0n);
  expect(set(miner)).toBe("SubtensorModule.NeuronNoValidatorPermit");
  expect(set(miner, { dests: [1], weights: [1] })).toBe("ok");
  storage.StakeThreshold.put(chain.state, 1n << 62n);
  expect(set(hotkey)).toBe("SubtensorModule.NotEnoughStakeToSetWeights");
  expect(set(chain.accounts.owner.hotkey)).toBe("ok");
  storage.StakeThreshold.put(chain.state, 0n);
  storage.WeightsVersionKey.put(chain.state, NETUID, 5n);
  expect(set(hotkey)).toBe("SubtensorModule.IncorrectWeightVersionKey");
  expect(set(hotkey, { version_key: 6n })).toBe("ok");
  storage.MinAllowedWeights.put(chain.state, NETUID, 4);
  chain.advance(5);
  expect(set(hotkey, { version_key: 6n })).toBe("SubtensorModule.WeightVecLengthIsLow");
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, true);
  expect(set(hotkey)).toBe("SubtensorModule.CommitRevealEnabled");
});

test("no weight has more than its limit of the whole, both cut to 32 binary digits", () => {
  const { chain, hotkey } = validator();
  storage.WeightsSetRateLimit.put(chain.state, NETUID, 0n);
  // A third of 65535 is 21845, and a third of three is the same, cut at the same place.
  storage.MaxWeightsLimit.put(chain.state, NETUID, 21_845);
  const set = (weights: readonly number[]) =>
    chain.call(hotkey, "set_weights", {
      netuid: NETUID,
      dests: [1, 2, 3],
      weights,
      version_key: 0n,
    });
  expect(set([7, 7, 7])).toBe("ok");
  expect(set([7, 7, 8])).toBe("SubtensorModule.MaxWeightExceeded");
  storage.MaxWeightsLimit.put(chain.state, NETUID, 21_844);
  expect(set([7, 7, 7])).toBe("SubtensorModule.MaxWeightExceeded");
});

test("setting again has to wait for the rate limit", () => {
  const { chain, hotkey } = validator();
  chain.call(hotkey, "set_weights", weights);
  chain.advance(4);
  expect(chain.call(hotkey, "set_weights", weights)).toBe("SubtensorModule.SettingWeightsTooFast");
  chain.advance();
  expect(chain.call(hotkey, "set_weights", weights)).toBe("ok");
});

test("a subnet begins with the main mechanism alone", () => {
  const { chain, hotkey } = validator();
  expect(chain.call(hotkey, "set_mechanism_weights", { ...weights, mecid: 1 })).toBe(
    "SubtensorModule.MechanismDoesNotExist",
  );
  expect(chain.call(hotkey, "set_mechanism_weights", { ...weights, mecid: 0 })).toBe("ok");
});
