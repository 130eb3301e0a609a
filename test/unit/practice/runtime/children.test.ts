import { describe, expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeWeight } from "../../../../native/practice/runtime/subtensor/stake/stake-weight.ts";
import { faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const WHOLE = (1n << 64n) - 1n;
const HALF = 1n << 63n;
const child = account(50);

function begun(): PracticeChain {
  const chain = new PracticeChain();
  chain.advance();
  return chain;
}

function give(
  chain: PracticeChain,
  index: number,
  children: readonly (readonly [bigint, string])[],
  netuid = NETUID,
): string {
  const { coldkey, hotkey } = chain.accounts.validators[index]!;
  return chain.call(coldkey, "set_children", { hotkey, netuid, children });
}

test("children wait for the cooldown and come with the next epoch; stake weight follows them", () => {
  const chain = begun();
  const { hotkey } = chain.accounts.validators[0]!;
  const other = chain.accounts.validators[1]!.hotkey;
  storage.PendingChildKeyCooldown.put(chain.state, 30n);
  expect(give(chain, 0, [[HALF, other]])).toBe("ok");
  expect(chain.named("SetChildrenScheduled")).toEqual([[hotkey, NETUID, 31n, [[HALF, other]]]]);
  chain.toEpoch();
  expect(storage.ChildKeys.get(chain.state, hotkey, NETUID)).toEqual([]);
  const before = stakeWeight(chain.state, other, NETUID).total;
  chain.toEpoch();
  expect(chain.named("SetChildren")).toEqual([[hotkey, NETUID, [[HALF, other]]]]);
  expect(storage.ChildKeys.get(chain.state, hotkey, NETUID)).toEqual([[HALF, other]]);
  expect(storage.ParentKeys.get(chain.state, other, NETUID)).toEqual([[HALF, hotkey]]);
  expect(storage.PendingChildKeys.entries(chain.state)).toEqual([]);
  const [theirs, mine] = [
    stakeWeight(chain.state, other, NETUID),
    stakeWeight(chain.state, hotkey, NETUID),
  ];
  expect(theirs.total).toBeGreaterThan(before);
  // Half of what the parent has now weighs for the child.
  expect(theirs.total - mine.total).toBeGreaterThan(0n);
  chain.block += 150;
  expect(give(chain, 0, [])).toBe("ok");
  chain.toEpoch();
  chain.toEpoch();
  chain.toEpoch();
  expect(storage.ChildKeys.has(chain.state, hotkey, NETUID)).toBe(false);
  expect(storage.ParentKeys.has(chain.state, other, NETUID)).toBe(false);
  expect(faults(chain.state)).toEqual([]);
});

test("a child keeps its take of what a stranger's stake earns through it", () => {
  const chain = begun();
  const [parent, other] = chain.accounts.validators;
  storage.PendingChildKeyCooldown.put(chain.state, 0n);
  storage.NumRootClaim.put(chain.state, 0n);
  expect(give(chain, 0, [[WHOLE, other!.hotkey]])).toBe("ok");
  chain.toEpoch();
  const take = (value: number) =>
    chain.call(other!.coldkey, "set_childkey_take", {
      hotkey: other!.hotkey,
      netuid: NETUID,
      take: value,
    });
  expect(take(0)).toBe("ok");
  const weigh = () =>
    chain.call(other!.hotkey, "set_weights", {
      netuid: NETUID,
      dests: [1],
      weights: [1],
      version_key: 0n,
    });
  expect(weigh()).toBe("ok");
  const dividends = (): [parent: bigint, child: bigint] => {
    chain.toEpoch();
    return [
      storage.AlphaDividendsPerSubnet.get(chain.state, NETUID, parent!.hotkey),
      storage.AlphaDividendsPerSubnet.get(chain.state, NETUID, other!.hotkey),
    ];
  };
  dividends();
  const [parentBefore, childBefore] = dividends();
  expect(parentBefore).toBeGreaterThan(0n);
  chain.block += 216_000;
  expect(take(11_796)).toBe("ok");
  expect(weigh()).toBe("ok");
  chain.toEpoch();
  const [parentAfter, childAfter] = dividends();
  expect(Number(parentAfter) / Number(parentBefore)).toBeCloseTo(0.82, 1);
  expect(childAfter).toBeGreaterThan(childBefore);
});

test("where trading has not started children count at once; root validators adopt a new owner's hotkey", () => {
  const chain = begun();
  const [first, second, third] = chain.accounts.validators;
  chain.fund(account(1), 5_000n * TAO);
  const refuse = (who: string, hotkey: string) =>
    chain.call(who, "set_auto_parent_delegation_enabled", { hotkey, enabled: false });
  expect(refuse(account(1), second!.hotkey)).toBe("SubtensorModule.NonAssociatedColdKey");
  const miner = chain.accounts.miners[0]!;
  expect(refuse(miner.coldkey, miner.hotkey)).toBe("SubtensorModule.HotKeyNotRegisteredInSubNet");
  expect(refuse(second!.coldkey, second!.hotkey)).toBe("ok");
  expect(chain.named("AutoParentDelegationEnabledSet")).toEqual([
    { hotkey: second!.hotkey, enabled: false },
  ]);
  expect(chain.call(account(1), "register_network", { hotkey: account(2) })).toBe("ok");
  const parents = storage.ParentKeys.get(chain.state, account(2), 2).map(([, parent]) => parent);
  expect(new Set(parents)).toEqual(new Set([first!.hotkey, third!.hotkey]));
  expect(chain.named("SetChildren")).toHaveLength(2);
  chain.block += 150;
  expect(give(chain, 0, [[HALF, child]], 2)).toBe("ok");
  expect(storage.ChildKeys.get(chain.state, first!.hotkey, 2)).toEqual([[HALF, child]]);
  expect(storage.ParentKeys.get(chain.state, account(2), 2)).toEqual([[WHOLE, third!.hotkey]]);
});

describe("what the chain refuses", () => {
  const children = (count: number) =>
    Array.from({ length: count }, (_, index): [bigint, string] => [1n, account(60 + index)]);

  test("children", () => {
    const chain = begun();
    const { coldkey, hotkey } = chain.accounts.validators[0]!;
    const failure = (list: readonly (readonly [bigint, string])[], netuid?: number) =>
      give(chain, 0, list, netuid).replace("SubtensorModule.", "");
    expect(failure([[1n, child]], 0)).toBe("RegistrationNotPermittedOnRootSubnet");
    expect(failure([[1n, child]], 9)).toBe("SubnetNotExists");
    expect(
      failure([
        [1n, child],
        [2n, child],
      ]),
    ).toBe("DuplicateChild");
    expect(failure([[1n, hotkey]])).toBe("InvalidChild");
    expect(failure(children(6))).toBe("TooManyChildren");
    expect(
      failure([
        [WHOLE, child],
        [1n, account(51)],
      ]),
    ).toBe("ProportionOverflow");
    const args = { hotkey, netuid: NETUID, children: [] };
    expect(chain.call(account(1), "set_children", args)).toBe(
      "SubtensorModule.NonAssociatedColdKey",
    );
    storage.ParentKeys.put(chain.state, hotkey, NETUID, [[1n, child]]);
    expect(failure([[1n, child]])).toBe("ChildParentInconsistency");
    storage.StakeThreshold.put(chain.state, 1n << 62n);
    expect(failure(children(1))).toBe("NotEnoughStakeToSetChildkeys");
    expect(failure([])).toBe("ok");
    expect(failure([])).toBe("TxRateLimitExceeded");
    expect(chain.call(coldkey, "set_children", { ...args, netuid: 0 })).toBe(
      "SubtensorModule.RegistrationNotPermittedOnRootSubnet",
    );
  });

  test("childkey takes", () => {
    const chain = begun();
    const { coldkey, hotkey } = chain.accounts.validators[0]!;
    const take = (who: string, value: number) =>
      chain
        .call(who, "set_childkey_take", { hotkey, netuid: NETUID, take: value })
        .replace("SubtensorModule.", "");
    expect(take(account(1), 5)).toBe("NonAssociatedColdKey");
    expect(take(coldkey, 11_797)).toBe("InvalidChildkeyTake");
    expect(take(coldkey, 1_000)).toBe("ok");
    expect(chain.named("ChildKeyTakeSet")).toEqual([[hotkey, 1_000]]);
    expect(take(coldkey, 900)).toBe("ok");
    expect(take(coldkey, 901)).toBe("TxChildkeyTakeRateLimitExceeded");
    chain.block += 216_000;
    expect(take(coldkey, 901)).toBe("ok");
  });

  test("the network's limits are root's to set", () => {
    const chain = begun();
    const { coldkey, hotkey } = chain.accounts.validators[0]!;
    for (const [name, args] of [
      ["sudo_set_tx_childkey_take_rate_limit", { tx_rate_limit: 7n }],
      ["sudo_set_min_childkey_take", { take: 5 }],
      ["sudo_set_max_childkey_take", { take: 50 }],
      ["set_pending_childkey_cooldown", { cooldown: 3n }],
    ] as const) {
      expect(chain.call(coldkey, name, args)).toBe("BadOrigin");
      expect(chain.call("root", name, args)).toBe("ok");
    }
    expect(chain.named("TxChildKeyTakeRateLimitSet")).toEqual([7n]);
    expect(chain.named("MinChildKeyTakeSet")).toEqual([5]);
    expect(chain.named("MaxChildKeyTakeSet")).toEqual([50]);
    const take = (value: number) =>
      chain.call(coldkey, "set_childkey_take", { hotkey, netuid: NETUID, take: value });
    expect([take(4), take(51)]).toEqual(Array(2).fill("SubtensorModule.InvalidChildkeyTake"));
    expect(take(5)).toBe("ok");
  });
});

test("what became inconsistent while it waited is dropped, without an event", () => {
  const chain = begun();
  const [first, second] = chain.accounts.validators;
  storage.PendingChildKeyCooldown.put(chain.state, 0n);
  expect(give(chain, 0, [[HALF, second!.hotkey]])).toBe("ok");
  expect(give(chain, 1, [[HALF, first!.hotkey]])).toBe("ok");
  chain.toEpoch();
  expect(chain.named("SetChildren")).toHaveLength(1);
  expect(storage.PendingChildKeys.entries(chain.state)).toEqual([]);
});
