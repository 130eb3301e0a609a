import { expect, test } from "vitest";
import { freeBalance } from "../../../../native/practice/runtime/balances/balance.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { alphaPayment } from "../../../../native/practice/runtime/subtensor/stake/alpha-payment.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { currentPrice } from "../../../../native/practice/runtime/swap/trade.ts";
import { U64F64 } from "../../../../native/protocol/fixed-point.ts";
import { accountedAlpha, faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const staker = account(1);

function staked(): { chain: PracticeChain; hotkey: string } {
  const chain = new PracticeChain();
  chain.fund(staker, 1_000n * TAO);
  chain.advance();
  const { hotkey } = chain.accounts.validators[0]!;
  chain.call(staker, "add_stake", { hotkey, netuid: NETUID, amount_staked: 100n * TAO });
  return { chain, hotkey };
}

test("recycled alpha is issued no more, burned alpha is but nobody holds it", () => {
  const { chain, hotkey } = staked();
  const { state } = chain;
  const held = stakeOf(state, hotkey, staker, NETUID);
  const out = storage.SubnetAlphaOut.get(state, NETUID);
  const accounted = accountedAlpha(state, NETUID);
  const amount = 7n * TAO;
  expect(chain.call(staker, "recycle_alpha", { hotkey, amount, netuid: NETUID })).toBe("ok");
  expect(chain.named("AlphaRecycled")).toEqual([[staker, hotkey, amount, NETUID]]);
  expect(held - stakeOf(state, hotkey, staker, NETUID)).toBe(amount);
  expect(storage.SubnetAlphaOut.get(state, NETUID)).toBe(out - amount);
  expect(chain.call(staker, "burn_alpha", { hotkey, amount, netuid: NETUID })).toBe("ok");
  expect(chain.named("AlphaBurned")).toEqual([[staker, hotkey, amount, NETUID]]);
  expect(storage.SubnetAlphaOut.get(state, NETUID)).toBe(out - amount);
  expect(accountedAlpha(state, NETUID)).toBe(accounted - 2n * amount);
  // More than there is means all.
  const rest = stakeOf(state, hotkey, staker, NETUID);
  expect(chain.call(staker, "burn_alpha", { hotkey, amount: held, netuid: NETUID })).toBe("ok");
  expect(chain.named("AlphaBurned")[1]).toEqual([staker, hotkey, rest, NETUID]);
  expect(stakeOf(state, hotkey, staker, NETUID)).toBe(0n);
  expect(faults(state)).toEqual([]);
});

test("TAO can be staked and burned in one, within a price", () => {
  const { chain, hotkey } = staked();
  const { state } = chain;
  const held = stakeOf(state, hotkey, staker, NETUID);
  const money = freeBalance(state, staker);
  const burn = (limit: bigint | undefined, amount = 10n * TAO) =>
    chain.call(staker, "add_stake_burn", { hotkey, netuid: NETUID, amount, limit });
  expect(burn(undefined)).toBe("ok");
  expect(burn(3n * TAO)).toBe("ok");
  expect(freeBalance(state, staker)).toBe(money - 20n * TAO);
  const events = chain.named("AddStakeBurn") as { alpha: bigint }[];
  expect(events).toMatchObject(Array(2).fill({ netuid: NETUID, hotkey, amount: 10n * TAO }));
  expect(events[0]?.alpha).toBeGreaterThan(0n);
  expect(stakeOf(state, hotkey, staker, NETUID) - held).toBeLessThanOrEqual(1n);
  const price = U64F64.toInteger(currentPrice(state, NETUID) * TAO);
  expect(burn(price + 100_000n, 900n * TAO)).toBe("SubtensorModule.SlippageTooHigh");
  expect(burn(undefined, 5n)).toBe("SubtensorModule.AmountTooLow");
  expect(faults(state)).toEqual([]);
});

test("what the chain refuses, and that the fee may come out of the alpha", () => {
  const { chain, hotkey } = staked();
  for (const name of ["recycle_alpha", "burn_alpha"]) {
    const failure = (key: string, netuid: number) =>
      chain
        .call(staker, name, { hotkey: key, amount: TAO, netuid })
        .replace("SubtensorModule.", "");
    expect(failure(hotkey, 9)).toBe("SubnetNotExists");
    expect(failure(hotkey, 0)).toBe("CannotBurnOrRecycleOnRootSubnet");
    expect(failure(account(9), NETUID)).toBe("HotKeyAccountNotExists");
    storage.SubtokenEnabled.put(chain.state, NETUID, false);
    expect(failure(hotkey, NETUID)).toBe("SubtokenDisabled");
    storage.SubtokenEnabled.put(chain.state, NETUID, true);
    const out = storage.SubnetAlphaOut.get(chain.state, NETUID);
    storage.SubnetAlphaOut.put(chain.state, NETUID, 5n);
    expect(failure(hotkey, NETUID)).toBe("InsufficientLiquidity");
    storage.SubnetAlphaOut.put(chain.state, NETUID, out);
    const value = { type: name, value: { hotkey, amount: TAO, netuid: NETUID } };
    const transaction = {
      account: staker,
      call: { type: "SubtensorModule", value },
      info: { weight: 0n, dispatchClass: "Normal", pays: true },
      length: 0,
    } as const;
    expect(alphaPayment.canPay(chain.state, transaction, 1_000n)).toBe(true);
  }
});
