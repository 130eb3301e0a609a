import { beforeEach, describe, expect, test } from "vitest";
import { drand } from "../../../../native/practice/runtime/drand/pallet.ts";
import { earliestCommits } from "../../../../native/practice/runtime/subtensor/commits/commits-epoch.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { customError, precheck } from "../../../../native/practice/runtime/subtensor/prechecks.ts";
import { accountBytes } from "../../../../native/practice/scale/account.ts";
import { encryptForRound } from "../../../../native/protocol/timelock/encryption.ts";
import { encodeWeightsPayload } from "../../../../native/protocol/timelock/weights-payload.ts";
import { PUBLIC_KEY, pulseOf } from "../drand/practice-beacon.ts";
import { NETUID, PracticeChain } from "../runtime/practice-chain.ts";

const ROUND = 40n;
const UID = 7;
const lot = {
  key: new Uint8Array(32).fill(1),
  sigma: new Uint8Array(32).fill(2),
  nonce: new Uint8Array(12).fill(3),
};

let chain: PracticeChain;
let hotkey: string;

beforeEach(() => {
  chain = new PracticeChain();
  hotkey = chain.accounts.validators[0]!.hotkey;
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, true);
  storage.WeightsSetRateLimit.put(chain.state, NETUID, 0n);
  chain.advance();
});

function sealed(by = hotkey, value = 20): Uint8Array {
  const payload = { uids: [1, 2, 3], values: [10, value, 5], versionKey: 0n };
  const plaintext = encodeWeightsPayload({ hotkey: accountBytes(by), ...payload });
  return encryptForRound({ plaintext, round: ROUND, publicKey: PUBLIC_KEY }, lot);
}

function commit(bytes = sealed(), change = {}): string {
  return chain.call(hotkey, "commit_timelocked_weights", {
    netuid: NETUID,
    commit: bytes,
    reveal_round: ROUND,
    commit_reveal_version: 4,
    ...change,
  });
}

function publish(round = ROUND): void {
  drand.storage.Pulses.put(chain.state, round, pulseOf(round));
  drand.storage.LastStoredRound.put(chain.state, round);
}

const weights = (): [number, number][] => storage.Weights.get(chain.state, NETUID, UID);

test("a commit waits for its epoch and is revealed by the chain itself, before the epoch counts", () => {
  expect(commit()).toBe("ok");
  const [event] = chain.named("TimelockedWeightsCommitted") as [unknown[]];
  expect(event).toEqual([hotkey, NETUID, expect.stringMatching(/^0x[0-9a-f]{64}$/), ROUND]);
  expect(storage.LastUpdate.get(chain.state, NETUID)[UID]).toBe(1n);
  expect(storage.TimelockedWeightCommits.get(chain.state, NETUID, 0n)).toHaveLength(1);
  publish();
  chain.advance(3);
  expect(weights()).toEqual([]);
  chain.toEpoch();
  expect(chain.named("TimelockedWeightsRevealed")).toEqual([[NETUID, hotkey]]);
  const names = chain.events.map(({ name }) => name);
  expect(names.indexOf("WeightsSet")).toBeLessThan(names.indexOf("IncentiveAlphaEmittedToMiners"));
  expect(weights().map(([uid]) => uid)).toEqual([1, 2, 3]);
  expect(storage.Incentive.get(chain.state, NETUID)[2]).toBeGreaterThan(0);
  expect(storage.LastUpdate.get(chain.state, NETUID)[UID]).toBe(1n);
  expect(storage.TimelockedWeightCommits.entries(chain.state)).toEqual([]);
});

test("in its epoch a commit waits for the pulse, and past it is dropped", () => {
  commit();
  chain.toEpoch();
  chain.advance(2);
  expect(weights()).toEqual([]);
  publish();
  chain.advance();
  expect(weights()).toHaveLength(3);

  commit(sealed(), { reveal_round: ROUND + 5n });
  chain.toEpoch();
  chain.toEpoch();
  expect(storage.TimelockedWeightCommits.entries(chain.state)).toEqual([]);
  publish(ROUND + 5n);
  chain.advance();
  expect(chain.named("TimelockedWeightsRevealed")).toEqual([]);
});

test("with a longer period the commit stays shut for as many epochs", () => {
  storage.RevealPeriodEpochs.put(chain.state, NETUID, 2n);
  commit();
  publish();
  chain.toEpoch();
  expect(weights()).toEqual([]);
  chain.toEpoch();
  expect(weights()).toHaveLength(3);
});

test("a later commit of the same epoch has the last word", () => {
  commit(sealed(hotkey, 20));
  commit(sealed(hotkey, 40));
  publish();
  chain.toEpoch();
  expect(weights()[0]).toEqual([1, 16_384]);
});

describe("dropped without weights", () => {
  test.each([
    ["another hotkey's commit, copied", () => sealed(chain.accounts.validators[1]!.hotkey)],
    ["bytes that are no ciphertext", () => new Uint8Array(300).fill(9)],
    [
      "a ciphertext with a flipped bit",
      () => sealed().map((byte, at) => (at === 110 ? ~byte : byte)),
    ],
  ])("%s", (_name, made) => {
    expect(commit(made())).toBe("ok");
    publish();
    chain.toEpoch();
    expect(weights()).toEqual([]);
    expect(chain.named("TimelockedWeightsRevealed")).toEqual([]);
    expect(storage.TimelockedWeightCommits.entries(chain.state)).toEqual([]);
  });

  test("weights that the rules refuse by then", () => {
    commit();
    publish();
    storage.WeightsVersionKey.put(chain.state, NETUID, 1n);
    chain.toEpoch();
    expect(weights()).toEqual([]);
    expect(chain.named("WeightsSet")).toEqual([]);
  });
});

test("the refusals of a commit, in the chain's order", () => {
  expect(commit(undefined, { netuid: 99 })).toBe("SubtensorModule.MechanismDoesNotExist");
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, false);
  expect(commit(undefined, { commit_reveal_version: 3 })).toBe(
    "SubtensorModule.CommitRevealDisabled",
  );
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, true);
  expect(commit(undefined, { commit_reveal_version: 3 })).toBe(
    "SubtensorModule.IncorrectCommitRevealVersion",
  );
  const bytes = sealed();
  for (let index = 0; index < 10; index += 1) expect(commit(bytes)).toBe("ok");
  expect(commit(bytes)).toBe("SubtensorModule.TooManyUnrevealedCommits");
  storage.WeightsSetRateLimit.put(chain.state, NETUID, 3n);
  expect(commit(bytes)).toBe("SubtensorModule.CommittingWeightsTooFast");
});

test("the mechanism's calls do the same for the main one", () => {
  const args = { netuid: NETUID, commit: sealed(), reveal_round: ROUND };
  const send = (name: string, mecid: number): string =>
    chain.call(hotkey, name, { ...args, mecid, commit_reveal_version: 4 });
  for (const name of ["commit_timelocked_mechanism_weights", "commit_crv3_mechanism_weights"]) {
    expect(send(name, 1)).toBe("SubtensorModule.MechanismDoesNotExist");
    expect(send(name, 0)).toBe("ok");
  }
  expect(storage.TimelockedWeightCommits.get(chain.state, NETUID, 0n)).toHaveLength(2);
});

test("a round that has passed is refused before a block", () => {
  publish(50n);
  const check = (round: bigint): string | undefined => {
    const value = { netuid: NETUID, mecid: 0, commit: sealed(), reveal_round: round };
    const call = { type: "commit_crv3_mechanism_weights", value };
    return precheck(chain, hotkey, { type: "SubtensorModule", value: call });
  };
  expect(check(49n)).toBe("InvalidRevealRound");
  expect(customError("InvalidRevealRound")).toBe(15);
  expect(check(50n)).toBeUndefined();
});

test("an epoch knows the block of each uid's earliest live commit", () => {
  expect(earliestCommits(chain, NETUID)?.[UID]).toBeUndefined();
  commit();
  chain.advance();
  commit();
  expect(earliestCommits(chain, NETUID)?.[UID]).toBe(1);
  storage.CommitRevealWeightsEnabled.put(chain.state, NETUID, false);
  expect(earliestCommits(chain, NETUID)).toBeUndefined();
});
