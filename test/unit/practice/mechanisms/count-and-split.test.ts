import { describe, expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, PracticeChain } from "../runtime/practice-chain.ts";
import { SECOND, twoMechanisms, weigh } from "./two-mechanisms.ts";

const SET_COUNT = "AdminUtils.sudo_set_mechanism_count";
const SET_SPLIT = "AdminUtils.sudo_set_mechanism_emission_split";

function roomy(): PracticeChain {
  const chain = new PracticeChain();
  storage.MaxAllowedUids.put(chain.state, NETUID, 128);
  chain.advance();
  return chain;
}

describe("the number of mechanisms", () => {
  test.each([
    ["none", NETUID, 0, "SubtensorModule.InvalidValue"],
    ["more than the network allows", NETUID, 3, "SubtensorModule.InvalidValue"],
    ["of a subnet that is not there", 9, 2, "SubtensorModule.MechanismDoesNotExist"],
  ])("%s is refused", (_name, netuid, mechanism_count, error) => {
    const chain = roomy();
    expect(chain.call("root", SET_COUNT, { netuid, mechanism_count })).toBe(error);
  });

  test("all mechanisms together have 256 uids at most, from either side", () => {
    const chain = new PracticeChain();
    chain.advance();
    const two = { netuid: NETUID, mechanism_count: 2 };
    const tooMany = "SubtensorModule.TooManyUIDsPerMechanism";
    expect(storage.MaxAllowedUids.get(chain.state, NETUID)).toBe(256);
    expect(chain.call("root", SET_COUNT, two)).toBe(tooMany);
    storage.MaxAllowedUids.put(chain.state, NETUID, 128);
    expect(chain.call("root", SET_COUNT, two)).toBe("ok");
    const uids = { netuid: NETUID, max_allowed_uids: 129 };
    expect(chain.call("root", "AdminUtils.sudo_set_max_allowed_uids", uids)).toBe(tooMany);
  });

  test("the owner may change it once in 7,200 blocks and outside the freeze window, root at once", () => {
    const chain = roomy();
    const owner = chain.accounts.owner.coldkey;
    const count = (who: string, mechanism_count: number) =>
      chain.call(who, SET_COUNT, { netuid: NETUID, mechanism_count });
    expect(count(account(1), 2)).toBe("BadOrigin");
    expect(count(owner, 2)).toBe("ok");
    chain.block += 7_199;
    expect(count(owner, 1)).toBe("SubtensorModule.TxRateLimitExceeded");
    storage.LastEpochBlock.put(chain.state, NETUID, BigInt(chain.block));
    expect(count("root", 1)).toBe("ok");
    chain.block += 1;
    storage.LastEpochBlock.put(chain.state, NETUID, BigInt(chain.block - 19));
    expect(count(owner, 2)).toBe("SubtensorModule.AdminActionProhibitedDuringWeightsWindow");
    storage.LastEpochBlock.put(chain.state, NETUID, BigInt(chain.block));
    expect(count(owner, 2)).toBe("ok");
    expect(storage.TransactionKeyLastBlock.get(chain.state, owner, NETUID, 7)).toBe(7_201n);
  });

  test("a mechanism that goes takes its weights, bonds, incentives, updates and commits along", () => {
    const chain = twoMechanisms();
    weigh(chain, 0, [1], [1]);
    weigh(chain, 1, [2], [1]);
    chain.toEpoch();
    storage.WeightCommits.put(chain.state, SECOND, account(1), [
      [`0x${"11".repeat(32)}`, 0n, 1n, 0n],
    ]);
    storage.TimelockedWeightCommits.put(chain.state, SECOND, 0n, [
      [account(1), 1n, Uint8Array.of(1), 5n],
    ]);
    storage.MechanismEmissionSplit.put(chain.state, NETUID, [65_535]);
    expect(chain.call("root", SET_COUNT, { netuid: NETUID, mechanism_count: 1 })).toBe("ok");
    for (const map of [storage.Weights, storage.Bonds, storage.WeightCommits])
      expect(map.entries(chain.state, SECOND)).toEqual([]);
    expect(storage.TimelockedWeightCommits.entries(chain.state, SECOND)).toEqual([]);
    expect(storage.Incentive.has(chain.state, SECOND)).toBe(false);
    expect(storage.LastUpdate.has(chain.state, SECOND)).toBe(false);
    expect(storage.MechanismEmissionSplit.has(chain.state, NETUID)).toBe(false);
    expect(storage.Weights.get(chain.state, NETUID, 7)).toEqual([[1, 65_535]]);
  });

  test("root sets how many any subnet may have, 16 at most", () => {
    const chain = roomy();
    const most = (who: string, max_mechanism_count: number) =>
      chain.call(who, "AdminUtils.sudo_set_max_mechanism_count", { max_mechanism_count });
    expect(most(chain.accounts.owner.coldkey, 4)).toBe("BadOrigin");
    expect(most("root", 0)).toBe("SubtensorModule.InvalidValue");
    expect(most("root", 17)).toBe("SubtensorModule.InvalidValue");
    expect(most("root", 4)).toBe("ok");
    storage.MaxAllowedUids.put(chain.state, NETUID, 64);
    expect(chain.call("root", SET_COUNT, { netuid: NETUID, mechanism_count: 4 })).toBe("ok");
  });
});

describe("the split", () => {
  test.each([
    ["an empty list", []],
    ["more parts than mechanisms", [1, 2, 65_532]],
    ["parts that do not sum to 65535", [32_767, 32_767]],
  ])("%s is refused", (_name, maybe_split) => {
    const chain = twoMechanisms();
    expect(chain.call("root", SET_SPLIT, { netuid: NETUID, maybe_split })).toBe(
      "SubtensorModule.InvalidValue",
    );
  });

  test("is the owner's once in 7,200 blocks, and even again where none is given", () => {
    const chain = twoMechanisms();
    const owner = chain.accounts.owner.coldkey;
    const split = (who: string, maybe_split: readonly number[] | undefined) =>
      chain.call(who, SET_SPLIT, { netuid: NETUID, maybe_split });
    expect(split(account(1), [65_535])).toBe("BadOrigin");
    expect(split(owner, [52_428, 13_107])).toBe("ok");
    expect(storage.MechanismEmissionSplit.get(chain.state, NETUID)).toEqual([52_428, 13_107]);
    expect(split(owner, undefined)).toBe("SubtensorModule.TxRateLimitExceeded");
    expect(split("root", undefined)).toBe("ok");
    expect(storage.MechanismEmissionSplit.has(chain.state, NETUID)).toBe(false);
  });
});
