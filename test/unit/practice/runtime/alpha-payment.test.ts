import { expect, test } from "vitest";
import type { DispatchContext } from "../../../../native/practice/frame/context.ts";
import { alphaPayment } from "../../../../native/practice/runtime/subtensor/stake/alpha-payment.ts";
import { stakeOf } from "../../../../native/practice/runtime/subtensor/stake/stake-pool.ts";
import { faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const FEE = 160_000n;
const info = { weight: 1n, dispatchClass: "Normal", pays: true } as const;

test("a coldkey with stake and no TAO pays for unstaking out of that stake", () => {
  const chain = new PracticeChain();
  const coldkey = account(1);
  chain.fund(coldkey, 10n * TAO);
  chain.advance();
  const { hotkey } = chain.accounts.validators[0]!;
  chain.call(coldkey, "add_stake", { hotkey, netuid: NETUID, amount_staked: 9n * TAO });
  const value = { hotkey, netuid: NETUID, amount_unstaked: 1n };
  const call = { type: "SubtensorModule", value: { type: "remove_stake", value } };
  const transaction = { account: coldkey, call, info, length: 100 };
  expect(alphaPayment.canPay(chain.state, transaction, FEE)).toBe(true);
  expect(alphaPayment.canPay(chain.state, transaction, 100n * TAO)).toBe(false);
  const before = stakeOf(chain.state, hotkey, coldkey, NETUID);
  alphaPayment.pay(chain as unknown as DispatchContext, transaction, FEE);
  const paid = before - stakeOf(chain.state, hotkey, coldkey, NETUID);
  const [event] = chain.named("TransactionFeePaidWithAlpha") as {
    alpha_fee: bigint;
    tao_amount: bigint;
  }[];
  expect(event?.alpha_fee).toBe(paid);
  expect(FEE - (event?.tao_amount ?? 0n)).toBeLessThanOrEqual(2n);
  expect(faults(chain.state)).toEqual([]);
});

test("other calls are paid in TAO only", () => {
  const chain = new PracticeChain();
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  const value = { hotkey, netuid: NETUID, amount_staked: TAO };
  const call = { type: "SubtensorModule", value: { type: "add_stake", value } };
  const transaction = { account: coldkey, call, info, length: 100 };
  expect(alphaPayment.canPay(chain.state, transaction, FEE)).toBe(false);
});
