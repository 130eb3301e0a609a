import { beforeEach, expect, test } from "vitest";
import { commitHash } from "../../../../native/practice/runtime/subtensor/commits/commits.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { precheck } from "../../../../native/practice/runtime/subtensor/prechecks.ts";
import { account, NETUID, PracticeChain } from "../runtime/practice-chain.ts";

const uids = [1, 2, 3];
const values = [10, 20, 5];
const salt = [7, 8];
const plain = { uids, values, salt, version_key: 0n };

let chain: PracticeChain;
let hotkey: string;

beforeEach(() => {
  chain = new PracticeChain();
  hotkey = chain.accounts.validators[0]!.hotkey;
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, true);
  storage.WeightsSetRateLimit.put(chain.state, NETUID, 0n);
  chain.advance();
});

const hashOf = (change: { salt?: number[] } = {}): string =>
  commitHash(hotkey, NETUID, { uids, values, salt, versionKey: 0n, ...change });
const commit = (hash = hashOf(), who = hotkey): string =>
  chain.call(who, "commit_weights", { netuid: NETUID, commit_hash: hash });
const reveal = (change = {}): string =>
  chain.call(hotkey, "reveal_weights", { netuid: NETUID, ...plain, ...change });

test("the hash is blake2-256 over hotkey, subnet, uids, values, salt and version key", () => {
  // Made with another implementation of blake2b over bytes laid out by hand.
  expect(commitHash(account(3), 1, { uids, values, salt, versionKey: 300n })).toBe(
    "0x6e36f32ef727ebb34f6a82f2a302d32191695c7c122718a298ccbbc08c40a030",
  );
});

test("a commit is revealed in the next epoch and in no other", () => {
  expect(commit()).toBe("ok");
  expect(chain.named("WeightsCommitted")).toEqual([[hotkey, NETUID, hashOf()]]);
  expect(storage.LastUpdate.get(chain.state, NETUID)[7]).toBe(1n);
  expect(reveal()).toBe("SubtensorModule.RevealTooEarly");
  chain.toEpoch();
  expect(reveal()).toBe("ok");
  expect(chain.named("WeightsRevealed")).toEqual([[hotkey, NETUID, hashOf()]]);
  expect(storage.Weights.get(chain.state, NETUID, 7).map(([uid]) => uid)).toEqual(uids);
  expect(storage.LastUpdate.get(chain.state, NETUID)[7]).toBe(1n);
  expect(storage.WeightCommits.has(chain.state, NETUID, hotkey)).toBe(false);
  expect(reveal()).toBe("SubtensorModule.NoWeightsCommitFound");
});

test("past its epoch a commit is expired", () => {
  commit();
  chain.toEpoch();
  chain.toEpoch();
  expect(reveal()).toBe("SubtensorModule.ExpiredWeightCommit");
  expect(reveal({ salt: [1] })).toBe("SubtensorModule.NoWeightsCommitFound");
});

test("what was not committed is not revealed", () => {
  commit();
  chain.toEpoch();
  expect(reveal({ values: [10, 20, 6] })).toBe("SubtensorModule.InvalidRevealCommitHashNotMatch");
});

test("the refusals of a commit, in the chain's order", () => {
  expect(chain.call(hotkey, "commit_weights", { netuid: 99, commit_hash: hashOf() })).toBe(
    "SubtensorModule.MechanismDoesNotExist",
  );
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, false);
  expect(commit()).toBe("SubtensorModule.CommitRevealDisabled");
  expect(reveal()).toBe("SubtensorModule.CommitRevealDisabled");
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, true);
  expect(commit(hashOf(), account(3))).toBe("SubtensorModule.HotKeyNotRegisteredInSubNet");
  storage.WeightsSetRateLimit.put(chain.state, NETUID, 3n);
  expect(commit()).toBe("ok");
  expect(commit()).toBe("SubtensorModule.CommittingWeightsTooFast");
});

test("ten unrevealed commits are the most, and an expired one makes room", () => {
  for (let index = 0; index < 10; index += 1) expect(commit(hashOf({ salt: [index] }))).toBe("ok");
  expect(commit()).toBe("SubtensorModule.TooManyUnrevealedCommits");
  chain.toEpoch();
  chain.toEpoch();
  expect(commit()).toBe("ok");
  expect(storage.WeightCommits.get(chain.state, NETUID, hotkey)).toHaveLength(1);
});

test("revealing one gives up those before it", () => {
  for (const index of [1, 2, 3]) commit(hashOf({ salt: [index] }));
  chain.toEpoch();
  expect(reveal({ salt: [2] })).toBe("ok");
  expect(storage.WeightCommits.get(chain.state, NETUID, hotkey).map(([hash]) => hash)).toEqual([
    hashOf({ salt: [3] }),
  ]);
});

test("a reveal whose weights are refused leaves the commit", () => {
  commit();
  chain.toEpoch();
  storage.WeightsVersionKey.put(chain.state, NETUID, 9n);
  expect(reveal()).toBe("SubtensorModule.IncorrectWeightVersionKey");
  expect(storage.WeightCommits.get(chain.state, NETUID, hotkey)).toHaveLength(1);
});

test("several are revealed together, all or none", () => {
  const batch = (salts: number[][]): string =>
    chain.call(hotkey, "batch_reveal_weights", {
      netuid: NETUID,
      uids_list: salts.map(() => uids),
      values_list: salts.map(() => values),
      salts_list: salts,
      version_keys: salts.map(() => 0n),
    });
  commit(hashOf({ salt: [1] }));
  commit(hashOf({ salt: [2] }));
  expect(batch([[1]])).toBe("SubtensorModule.RevealTooEarly");
  chain.toEpoch();
  expect(batch([[1], [9]])).toBe("SubtensorModule.InvalidRevealCommitHashNotMatch");
  expect(storage.WeightCommits.get(chain.state, NETUID, hotkey)).toHaveLength(2);
  expect(batch([[2], [1]])).toBe("ok");
  const hashes = [hashOf({ salt: [2] }), hashOf({ salt: [1] })];
  expect(chain.named("WeightsBatchRevealed")).toEqual([[hotkey, NETUID, hashes]]);
  expect(storage.WeightCommits.has(chain.state, NETUID, hotkey)).toBe(false);
});

test("a batch of commits tells which of them failed and keeps the others", () => {
  const batch = (netuids: number[], hashes: string[]): string =>
    chain.call(hotkey, "batch_commit_weights", { netuids, commit_hashes: hashes });
  expect(batch([NETUID], [])).toBe("SubtensorModule.InputLengthsUnequal");
  expect(batch([NETUID, 99], [hashOf(), hashOf()])).toBe("ok");
  expect(chain.events.slice(-4).map(({ name }) => name)).toEqual([
    "WeightsCommitted",
    "BatchCompletedWithErrors",
    "BatchWeightItemFailed",
    "BatchWeightsCompleted",
  ]);
  expect(chain.named("BatchWeightsCompleted")).toEqual([[[NETUID, 99], hotkey]]);
});

test("the main mechanism is the only one", () => {
  const args = { netuid: NETUID, commit_hash: hashOf() };
  const on = (mecid: number): string =>
    chain.call(hotkey, "commit_mechanism_weights", { ...args, mecid });
  expect(on(1)).toBe("SubtensorModule.MechanismDoesNotExist");
  expect(on(0)).toBe("ok");
  chain.toEpoch();
  const revealed = { netuid: NETUID, mecid: 0, ...plain };
  expect(chain.call(hotkey, "reveal_mechanism_weights", revealed)).toBe("ok");
});

test("before a block the pool already refuses what can only fail", () => {
  const check = (type: string, value: unknown, who = hotkey): string | undefined =>
    precheck(chain, who, { type: "SubtensorModule", value: { type, value } });
  const commitment = { netuid: NETUID, commit_hash: hashOf() };
  expect(check("commit_weights", commitment, account(4))).toBe("NotEnoughStakeToSetWeights");
  expect(check("reveal_weights", { netuid: NETUID, ...plain })).toBe("NoWeightsCommitFound");
  commit();
  expect(check("reveal_weights", { netuid: NETUID, ...plain })).toBe("RevealTooEarly");
  const unequal = { netuid: NETUID, uids_list: [uids], values_list: [] };
  expect(check("batch_reveal_weights", { ...unequal, salts_list: [], version_keys: [] })).toBe(
    "InputLengthsUnequal",
  );
  chain.toEpoch();
  expect(check("reveal_weights", { netuid: NETUID, ...plain })).toBeUndefined();
  storage.WeightsSetRateLimit.put(chain.state, NETUID, 100n);
  expect(check("commit_weights", commitment)).toBe("CommittingWeightsTooFast");
});

test("commits wait for as many epochs as were set, one to a hundred", () => {
  const set = (interval: bigint): string =>
    chain.call("root", "AdminUtils.sudo_set_commit_reveal_weights_interval", {
      netuid: NETUID,
      interval,
    });
  expect(set(0n)).toBe("SubtensorModule.RevealPeriodTooSmall");
  expect(set(101n)).toBe("SubtensorModule.RevealPeriodTooLarge");
  expect(set(2n)).toBe("ok");
  expect(chain.named("CommitRevealPeriodsSet")).toEqual([[NETUID, 2n]]);
  commit();
  chain.toEpoch();
  expect(reveal()).toBe("SubtensorModule.RevealTooEarly");
  chain.toEpoch();
  expect(reveal()).toBe("ok");
});
