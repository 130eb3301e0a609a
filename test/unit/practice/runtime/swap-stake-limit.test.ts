import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { currentPrice } from "../../../../native/practice/runtime/swap/trade.ts";
import { U64F64 } from "../../../../native/protocol/fixed-point.ts";
import { faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const staker = account(1);

/** A second subnet that trades, and stake of account 1 on a house validator. */
function staked(): { chain: PracticeChain; hotkey: string } {
  const chain = new PracticeChain();
  chain.fund(staker, 200_000n * TAO);
  chain.advance();
  chain.call(staker, "register_network", { hotkey: account(2) });
  chain.call(staker, "start_call", { netuid: 2 });
  const { hotkey } = chain.accounts.validators[0]!;
  const stake = { hotkey, netuid: NETUID, amount_staked: 100_000n * TAO };
  expect(chain.call(staker, "add_stake", stake)).toBe("ok");
  return { chain, hotkey };
}

function swap(
  { chain, hotkey }: ReturnType<typeof staked>,
  to: number,
  alpha: bigint,
  limit: bigint,
  partial = false,
): string {
  const args = {
    hotkey,
    origin_netuid: NETUID,
    destination_netuid: to,
    alpha_amount: alpha,
    limit_price: limit,
    allow_partial: partial,
  };
  return chain.call(staker, "swap_stake_limit", args).replace("SubtensorModule.", "");
}

const held = ({ chain, hotkey }: ReturnType<typeof staked>, netuid: number) =>
  stakeOf(chain.state, hotkey, staker, netuid);

/** The first subnet's price against the other's, in 1e-9. */
function ratio({ chain }: ReturnType<typeof staked>, to: number): bigint {
  const price = U64F64.divide(currentPrice(chain.state, NETUID), currentPrice(chain.state, to));
  return U64F64.toInteger(price * TAO);
}

test("between two pools all moves within the limit, part of it, or nothing", () => {
  const all = staked();
  const amount = 2_000n * TAO;
  // The second pool is 500 times smaller: 2,000 alpha halve its price against the first's and more.
  const limit = (ratio(all, 2) * 9n) / 10n;
  expect(swap(all, 2, amount, limit)).toBe("SlippageTooHigh");
  expect(held(all, 2)).toBe(0n);
  const before = held(all, NETUID);
  expect(swap(all, 2, amount, limit, true)).toBe("ok");
  const moved = before - held(all, NETUID);
  expect(moved).toBeGreaterThan(0n);
  expect(moved).toBeLessThan(amount);
  expect(held(all, 2)).toBeGreaterThan(0n);
  expect(all.chain.named("StakeSwapped")).toHaveLength(1);
  expect(swap(all, 2, TAO, 1n)).toBe("ok");
  // A limit that is passed already moves nothing.
  const rest = held(all, NETUID);
  swap(all, 2, TAO, ratio(all, 2) * 2n, true);
  expect(held(all, NETUID)).toBe(rest);
  expect(faults(all.chain.state)).toEqual([]);
});

test("to root the limit is the price of the alpha", () => {
  const some = staked();
  const price = ratio(some, 0);
  expect(swap(some, 0, 50_000n * TAO, price - 1_000n)).toBe("SlippageTooHigh");
  expect(swap(some, 0, 1_000n * TAO, (price * 9n) / 10n)).toBe("ok");
  expect(held(some, 0)).toBeGreaterThan(0n);
  expect(swap(some, 9, TAO, 1n)).toBe("SubnetNotExists");
  storage.SubtokenEnabled.put(some.chain.state, 2, false);
  expect(swap(some, 2, TAO, 1n)).toBe("SubtokenDisabled");
  expect(faults(some.chain.state)).toEqual([]);
});
