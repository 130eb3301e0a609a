import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { customError, precheck } from "../../../../native/practice/runtime/subtensor/prechecks.ts";
import { account, type PracticeChain, TAO } from "../runtime/practice-chain.ts";
import { twoSubnets, vote, YOUNG } from "./two-subnets.ts";

const whole = { dests: [0, 1, YOUNG], weights: [1, 2, 4] };
const ofModule = (error: string): string => `SubtensorModule.${error}`;

function validator(): { chain: PracticeChain; hotkey: string } {
  const chain = twoSubnets();
  return { chain, hotkey: chain.accounts.validators[0]!.hotkey };
}

test("a vector is stored with the largest weight at 65535, under the seat's uid", () => {
  const { chain, hotkey } = validator();
  const uid = storage.Uids.get(chain.state, 0, hotkey);
  expect(chain.call(hotkey, "set_root_weights", whole)).toBe("ok");
  expect(storage.Weights.get(chain.state, 0, uid)).toEqual([
    [0, 16_384],
    [1, 32_768],
    [YOUNG, 65_535],
  ]);
  expect(storage.LastUpdate.get(chain.state, 0)[uid]).toBe(BigInt(chain.block));
  expect(chain.named("RootWeightsSet")).toEqual([uid]);
});

test.each([
  ["unequal lists", { weights: [1, 2] }, "WeightVecNotEqualSize"],
  [
    "more destinations than there are networks",
    { dests: [0, 1, 2, 3], weights: [1, 1, 1, 1] },
    "UidsLengthExceedUidsInSubNet",
  ],
  ["a destination twice", { dests: [0, 1, 1] }, "DuplicateUids"],
  ["a subnet that is not there", { dests: [0, 1, 9] }, "UidVecContainInvalidOne"],
  [
    "fewer destinations with a weight than there are networks",
    { weights: [0, 1, 1] },
    "WeightVecLengthIsLow",
  ],
])("%s is refused", (_name, change, error) => {
  const { chain, hotkey } = validator();
  expect(chain.call(hotkey, "set_root_weights", { ...whole, ...change })).toBe(ofModule(error));
});

test("only a seat on root with enough stake may, once in a hundred blocks", () => {
  const { chain, hotkey } = validator();
  const set = (who: string) => chain.call(who, "set_root_weights", whole);
  expect(set(chain.accounts.miners[0]!.hotkey)).toBe(ofModule("HotKeyNotRegisteredInSubNet"));
  storage.StakeThreshold.put(chain.state, 1n << 62n);
  expect(set(hotkey)).toBe(ofModule("NotEnoughStakeToSetWeights"));
  storage.StakeThreshold.put(chain.state, 0n);
  expect(set(hotkey)).toBe("ok");
  chain.block += 99;
  expect(set(hotkey)).toBe(ofModule("SettingWeightsTooFast"));
  chain.block += 1;
  expect(set(hotkey)).toBe("ok");
});

test("root alone switches it off and on; what is stored stays", () => {
  const { chain, hotkey } = validator();
  vote(chain, [1, 2, 4]);
  const toggle = (who: string, enabled: boolean) =>
    chain.call(who, "AdminUtils.sudo_set_root_weight_setting_enabled", { enabled });
  expect(toggle(account(1), false)).toBe("BadOrigin");
  expect(toggle("root", false)).toBe("ok");
  expect(chain.named("RootWeightSettingToggled")).toEqual([{ enabled: false }]);
  expect(chain.call(hotkey, "set_root_weights", whole)).toBe(ofModule("RootWeightSettingDisabled"));
  const uid = storage.Uids.get(chain.state, 0, hotkey);
  expect(storage.Weights.get(chain.state, 0, uid)).toHaveLength(3);
  chain.block += 100;
  expect(toggle("root", true)).toBe("ok");
  expect(chain.call(hotkey, "set_root_weights", whole)).toBe("ok");
});

test("the cap binds as soon as there are destinations enough to keep it", () => {
  const { chain, hotkey } = validator();
  const cap = (who: string, value: number) =>
    chain.call(who, "AdminUtils.sudo_set_root_weights_cap", { cap: value });
  const set = (weights: readonly number[]) =>
    chain.call(hotkey, "set_root_weights", { ...whole, weights });
  expect(storage.RootWeightsCap.get(chain.state, 0)).toBe(4_096);
  expect(cap(account(1), 30_000)).toBe("BadOrigin");
  // 30000 of 65535 take three destinations, and there are three.
  expect(cap("root", 30_000)).toBe("ok");
  expect(set([1, 1, 2])).toBe(ofModule("RootWeightCapExceeded"));
  expect(set([1, 1, 1])).toBe("ok");
  chain.block += 100;
  // 20000 would take four: with three the cap cannot be kept, and is not asked for.
  expect(cap("root", 20_000)).toBe("ok");
  expect(set([1, 1, 60_000])).toBe("ok");
});

test("the pool refuses what is free and would fail", () => {
  const { chain, hotkey } = validator();
  const look = (who: string) =>
    precheck(chain, who, {
      type: "SubtensorModule",
      value: { type: "set_root_weights", value: whole },
    });
  expect(look(hotkey)).toBeUndefined();
  expect(look(chain.accounts.miners[0]!.hotkey)).toBe("NotEnoughStakeToSetWeights");
  vote(chain, [1, 2, 4]);
  const refusal = look(hotkey);
  expect(refusal).toBe("SettingWeightsTooFast");
  expect(customError("SettingWeightsTooFast")).toBe(6);
});

test("a seat that another takes loses its vector, and no other vector changes", () => {
  const { chain } = validator();
  vote(chain, [1, 2, 4]);
  storage.MaxAllowedUids.put(chain.state, 0, 3);
  const [first, second, third] = chain.accounts.validators;
  const coldkey = account(5);
  chain.fund(coldkey, 60_000n * TAO);
  chain.advance();
  chain.call(coldkey, "try_associate_hotkey", { hotkey: account(6) });
  chain.call(coldkey, "add_stake", { hotkey: account(6), netuid: 0, amount_staked: 50_000n * TAO });
  expect(chain.call(coldkey, "root_register", { hotkey: account(6) })).toBe("ok");
  const taken = storage.Uids.get(chain.state, 0, account(6));
  expect(storage.Weights.get(chain.state, 0, taken)).toEqual([]);
  const left = [first, second, third]
    .map((each) => storage.Uids.find(chain.state, 0, each?.hotkey ?? ""))
    .filter((uid) => uid !== undefined);
  expect(left).toHaveLength(2);
  for (const uid of left)
    expect(storage.Weights.get(chain.state, 0, uid).map(([, weight]) => weight)).toEqual([
      16_384, 32_768, 65_535,
    ]);
});

test("vectors move with their seats when root is trimmed", () => {
  const { chain } = validator();
  const { validators } = chain.accounts;
  vote(chain, [1, 2, 4]);
  storage.MinAllowedUids.put(chain.state, 0, 1);
  storage.ImmunityPeriod.put(chain.state, 0, 0);
  const uid = (index: number) => storage.Uids.find(chain.state, 0, validators[index]?.hotkey ?? "");
  // The first seat earned least, so that the others move up.
  storage.Emission.put(chain.state, 0, [0n, 1n, 1n]);
  chain.advance();
  expect([uid(0), uid(1), uid(2)]).toEqual([0, 1, 2]);
  const args = { netuid: 0, max_n: 2 };
  expect(chain.call("root", "AdminUtils.sudo_trim_to_max_allowed_uids", args)).toBe("ok");
  expect([uid(0), uid(1), uid(2)]).toEqual([undefined, 0, 1]);
  for (const seat of [0, 1])
    expect(storage.Weights.get(chain.state, 0, seat).map(([netuid]) => netuid)).toEqual([0, 1, 2]);
  expect(storage.Weights.get(chain.state, 0, 2)).toEqual([]);
});

test("a subnet that ends has no weight any more", () => {
  const { chain, hotkey } = validator();
  vote(chain, [1, 2, 4]);
  expect(chain.call("root", "root_dissolve_network", { netuid: YOUNG })).toBe("ok");
  const uid = storage.Uids.get(chain.state, 0, hotkey);
  expect(storage.Weights.get(chain.state, 0, uid)).toEqual([
    [0, 16_384],
    [1, 32_768],
    [YOUNG, 0],
  ]);
});
