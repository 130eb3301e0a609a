import { describe, expect, test } from "vitest";
import { freeBalance } from "../../../../native/practice/runtime/balances/balance.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { poolOf } from "../../../../native/practice/runtime/swap/trade.ts";
import { raoToPrice } from "../../../../native/protocol/pool.ts";
import { quoteBuy, quoteSell } from "../../../../native/protocol/swap.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const coldkey = account(1);

function staker(): { chain: PracticeChain; hotkey: string } {
  const chain = new PracticeChain();
  chain.fund(coldkey, 10_000n * TAO);
  chain.advance();
  return { chain, hotkey: chain.accounts.validators[0]!.hotkey };
}

/** Rao per alpha, now. */
function price(chain: PracticeChain): bigint {
  const { tao, alpha } = poolOf(chain.state, NETUID);
  return (tao * TAO) / alpha;
}

test("staking moves TAO into the pool and alpha to the staker, and says so", () => {
  const { chain, hotkey } = staker();
  const quote = quoteBuy(poolOf(chain.state, NETUID), 100n * TAO, { feeRate: 33 });
  if (quote.kind !== "filled") throw new Error("the pool refused");
  const args = { hotkey, netuid: NETUID, amount_staked: 100n * TAO };
  expect(chain.call(coldkey, "add_stake", args)).toBe("ok");
  const event = [coldkey, hotkey, 100n * TAO, quote.amountOut, NETUID, quote.fee];
  expect(chain.named("StakeAdded")).toEqual([event]);
  expect(freeBalance(chain.state, coldkey)).toBe(9_900n * TAO);
  expect(poolOf(chain.state, NETUID)).toEqual(quote.pool);
  const held = stakeOf(chain.state, hotkey, coldkey, NETUID);
  expect(quote.amountOut - held).toBeLessThanOrEqual(1n);
});

test("unstaking all gives back the TAO less fees and slippage", () => {
  const { chain, hotkey } = staker();
  chain.call(coldkey, "add_stake", { hotkey, netuid: NETUID, amount_staked: 1_000n * TAO });
  const held = stakeOf(chain.state, hotkey, coldkey, NETUID);
  const quote = quoteSell(poolOf(chain.state, NETUID), held, { feeRate: 33 });
  if (quote.kind !== "filled") throw new Error("the pool refused");
  const args = { hotkey, netuid: NETUID, amount_unstaked: held * 2n };
  expect(chain.call(coldkey, "remove_stake", args)).toBe("ok");
  expect(chain.named("StakeRemoved")).toEqual([
    [coldkey, hotkey, quote.amountOut, quote.amountIn, NETUID, quote.fee],
  ]);
  expect(stakeOf(chain.state, hotkey, coldkey, NETUID)).toBe(0n);
  expect(freeBalance(chain.state, coldkey)).toBe(9_000n * TAO + quote.amountOut);
  expect(freeBalance(chain.state, coldkey)).toBeGreaterThan(9_998n * TAO);
});

describe("add_stake_limit", () => {
  const args = (hotkey: string, limit_price: bigint, allow_partial: boolean) => ({
    hotkey,
    netuid: NETUID,
    amount_staked: 5_000n * TAO,
    limit_price,
    allow_partial,
  });

  test("all or nothing: refuses what would pass the limit", () => {
    const { chain, hotkey } = staker();
    const limit = (price(chain) * 1_005n) / 1_000n;
    expect(chain.call(coldkey, "add_stake_limit", args(hotkey, limit, false))).toBe(
      "SubtensorModule.SlippageTooHigh",
    );
    expect(freeBalance(chain.state, coldkey)).toBe(10_000n * TAO);
    const generous = (price(chain) * 1_050n) / 1_000n;
    expect(chain.call(coldkey, "add_stake_limit", args(hotkey, generous, false))).toBe("ok");
    expect(freeBalance(chain.state, coldkey)).toBe(5_000n * TAO);
  });

  test("partial: fills up to the limit and leaves the rest", () => {
    const { chain, hotkey } = staker();
    const limit = (price(chain) * 1_005n) / 1_000n;
    expect(chain.call(coldkey, "add_stake_limit", args(hotkey, limit, true))).toBe("ok");
    const left = freeBalance(chain.state, coldkey);
    expect(left).toBeGreaterThan(5_000n * TAO);
    expect(left).toBeLessThan(10_000n * TAO);
    expect(price(chain)).toBeLessThanOrEqual(limit);
    expect(Number(price(chain)) / Number(limit)).toBeGreaterThan(0.9999);
  });

  test("refuses a limit that is already passed", () => {
    const { chain, hotkey } = staker();
    const limit = price(chain) / 2n;
    expect(chain.call(coldkey, "add_stake_limit", args(hotkey, limit, true))).toBe(
      "Swap.PriceLimitExceeded",
    );
  });
});

test("remove_stake_limit never sells below the limit", () => {
  const { chain, hotkey } = staker();
  chain.call(coldkey, "add_stake", { hotkey, netuid: NETUID, amount_staked: 9_000n * TAO });
  const amount_unstaked = stakeOf(chain.state, hotkey, coldkey, NETUID);
  const limit_price = (price(chain) * 995n) / 1_000n;
  const args = { hotkey, netuid: NETUID, amount_unstaked, limit_price };
  expect(chain.call(coldkey, "remove_stake_limit", { ...args, allow_partial: false })).toBe(
    "SubtensorModule.SlippageTooHigh",
  );
  expect(chain.call(coldkey, "remove_stake_limit", { ...args, allow_partial: true })).toBe("ok");
  expect(price(chain)).toBeGreaterThanOrEqual(limit_price - 1n);
  const left = stakeOf(chain.state, hotkey, coldkey, NETUID);
  expect(left).toBeGreaterThan(0n);
  expect(left).toBeLessThan(amount_unstaked);
  expect(raoToPrice(limit_price)).toBeGreaterThan(0n);
});

test("a stake is refused for the reason the chain would name first", () => {
  const { chain, hotkey } = staker();
  const add = (netuid: number, key: string, amount_staked: bigint) =>
    chain.call(coldkey, "add_stake", { hotkey: key, netuid, amount_staked });
  expect(add(9, hotkey, TAO)).toBe("SubtensorModule.SubnetNotExists");
  expect(add(NETUID, hotkey, 2_000_000n)).toBe("SubtensorModule.AmountTooLow");
  expect(add(NETUID, hotkey, 2_001_008n)).toBe("ok");
  expect(add(NETUID, hotkey, 20_000n * TAO)).toBe("SubtensorModule.NotEnoughBalanceToStake");
  expect(add(NETUID, account(50), TAO)).toBe("SubtensorModule.HotKeyAccountNotExists");
  storage.SubtokenEnabled.put(chain.state, NETUID, false);
  expect(add(NETUID, hotkey, TAO)).toBe("SubtensorModule.SubtokenDisabled");
});

test("unstaking is refused without stake, and dust must leave as a whole", () => {
  const { chain, hotkey } = staker();
  const remove = (amount_unstaked: bigint) =>
    chain.call(coldkey, "remove_stake", { hotkey, netuid: NETUID, amount_unstaked });
  expect(remove(TAO)).toBe("SubtensorModule.AmountTooLow");
  chain.call(coldkey, "add_stake", { hotkey, netuid: NETUID, amount_staked: 3_000_000n });
  expect(remove(1_000n)).toBe("SubtensorModule.AmountTooLow");
  expect(remove(TAO)).toBe("ok");
});

test("root stake is TAO itself, without price or fee", () => {
  const { chain, hotkey } = staker();
  const before = storage.SubnetTAO.get(chain.state, 0);
  chain.call(coldkey, "add_stake", { hotkey, netuid: 0, amount_staked: 500n * TAO });
  expect(stakeOf(chain.state, hotkey, coldkey, 0)).toBe(500n * TAO);
  expect(storage.SubnetTAO.get(chain.state, 0)).toBe(before + 500n * TAO);
  expect(storage.StakingColdkeys.has(chain.state, coldkey)).toBe(true);
  chain.call(coldkey, "remove_stake", { hotkey, netuid: 0, amount_unstaked: 500n * TAO });
  expect(freeBalance(chain.state, coldkey)).toBe(10_000n * TAO);
  expect(storage.StakingColdkeys.has(chain.state, coldkey)).toBe(false);
});

test("unstake_all leaves no network behind, and unstake_all_alpha turns alpha into root stake", () => {
  const { chain, hotkey } = staker();
  const stake = (netuid: number) =>
    chain.call(coldkey, "add_stake", { hotkey, netuid, amount_staked: 100n * TAO });
  stake(0);
  stake(NETUID);
  expect(chain.call(coldkey, "unstake_all", { hotkey })).toBe("ok");
  expect(stakeOf(chain.state, hotkey, coldkey, 0)).toBe(0n);
  expect(stakeOf(chain.state, hotkey, coldkey, NETUID)).toBe(0n);
  stake(NETUID);
  expect(chain.call(coldkey, "unstake_all_alpha", { hotkey })).toBe("ok");
  expect(stakeOf(chain.state, hotkey, coldkey, NETUID)).toBe(0n);
  expect(stakeOf(chain.state, hotkey, coldkey, 0)).toBeGreaterThan(99n * TAO);
});

test("stake moves between hotkeys, coldkeys and networks", () => {
  const { chain, hotkey } = staker();
  const other = chain.accounts.validators[1]!.hotkey;
  chain.call(coldkey, "add_stake", { hotkey, netuid: NETUID, amount_staked: 100n * TAO });
  const held = stakeOf(chain.state, hotkey, coldkey, NETUID);
  const move = {
    origin_hotkey: hotkey,
    destination_hotkey: other,
    origin_netuid: NETUID,
    destination_netuid: NETUID,
    alpha_amount: held,
  };
  expect(chain.call(coldkey, "move_stake", move)).toBe("ok");
  expect(held - stakeOf(chain.state, other, coldkey, NETUID)).toBeLessThanOrEqual(1n);
  expect(chain.named("StakeMoved")).toHaveLength(1);
  const same = { ...move, origin_hotkey: other, destination_hotkey: other };
  expect(chain.call(coldkey, "move_stake", same)).toBe("SubtensorModule.SameNetuid");
  const transfer = {
    destination_coldkey: account(9),
    hotkey: other,
    origin_netuid: NETUID,
    destination_netuid: NETUID,
    alpha_amount: held / 2n,
  };
  expect(chain.call(coldkey, "transfer_stake", transfer)).toBe("ok");
  expect(stakeOf(chain.state, other, account(9), NETUID)).toBeGreaterThan(held / 2n - 2n);
  storage.TransferToggle.put(chain.state, NETUID, false);
  expect(chain.call(coldkey, "transfer_stake", transfer)).toBe(
    "SubtensorModule.TransferDisallowed",
  );
  const swap = { hotkey: other, origin_netuid: NETUID, destination_netuid: 0, alpha_amount: held };
  expect(chain.call(coldkey, "swap_stake", swap)).toBe("ok");
  expect(stakeOf(chain.state, other, coldkey, 0)).toBeGreaterThan(49n * TAO);
});
