import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { customError, precheck } from "../../../../native/practice/runtime/subtensor/prechecks.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

/** The N of "Custom error: N" with which the pool refuses a call, or undefined. */
function refused(
  chain: PracticeChain,
  signer: string,
  type: string,
  value: Readonly<Record<string, unknown>>,
): number | undefined {
  const call = { type: "SubtensorModule", value: { type, value } };
  const error = precheck({ state: chain.state, block: chain.block + 1 }, signer, call);
  return error === undefined ? undefined : customError(error);
}

const weights = { netuid: NETUID, dests: [1], weights: [1], version_key: 0n };
const axon = {
  netuid: NETUID,
  version: 1,
  ip: 5n,
  port: 9,
  ip_type: 4,
  protocol: 4,
  placeholder1: 0,
  placeholder2: 0,
};

test("weights: too little stake is 1, too soon is 6", () => {
  const chain = new PracticeChain();
  chain.advance();
  const { hotkey } = chain.accounts.validators[0]!;
  expect(refused(chain, hotkey, "set_weights", weights)).toBeUndefined();
  chain.call(hotkey, "set_weights", weights);
  expect(refused(chain, hotkey, "set_weights", weights)).toBe(6);
  chain.advance(4);
  expect(refused(chain, hotkey, "set_weights", weights)).toBeUndefined();
  storage.StakeThreshold.put(chain.state, 1n << 60n);
  expect(refused(chain, hotkey, "set_weights", weights)).toBe(1);
});

test("endpoints: 10 unregistered, 11 address, 12 too soon, 13 port, 255 another kind of address", () => {
  const chain = new PracticeChain();
  chain.advance();
  const { hotkey } = chain.accounts.miners[0]!;
  expect(refused(chain, account(1), "serve_axon", axon)).toBe(10);
  expect(refused(chain, hotkey, "serve_axon", { ...axon, ip: 0x7f00_0001n })).toBe(11);
  expect(refused(chain, hotkey, "serve_axon", { ...axon, port: 0 })).toBe(13);
  expect(refused(chain, hotkey, "serve_axon", { ...axon, ip_type: 7 })).toBe(255);
  expect(refused(chain, hotkey, "serve_axon", axon)).toBeUndefined();
  chain.call(hotkey, "serve_axon", axon);
  expect(refused(chain, hotkey, "serve_axon", axon)).toBe(12);
});

test("takes: 4 unknown hotkey, 25 not the owner, 27 above the most", () => {
  const chain = new PracticeChain();
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  const take = (who: string, key: string, value: number) =>
    refused(chain, who, "increase_take", { hotkey: key, take: value });
  expect(take(coldkey, account(1), 5)).toBe(4);
  expect(take(account(1), hotkey, 5)).toBe(25);
  expect(take(coldkey, hotkey, 20_000)).toBe(27);
  storage.MinDelegateTake.put(chain.state, 100);
  expect(take(coldkey, hotkey, 99)).toBe(26);
});

test("founding subnets too fast is 6; other calls are left to dispatch", () => {
  const chain = new PracticeChain();
  chain.fund(account(1), 5_000n * TAO);
  chain.advance();
  const args = { hotkey: account(2) };
  expect(refused(chain, account(1), "register_network", args)).toBeUndefined();
  chain.call(account(1), "register_network", args);
  expect(refused(chain, account(1), "register_network", args)).toBe(6);
  const stake = { hotkey: account(9), netuid: 7, amount_staked: 1n };
  expect(refused(chain, account(1), "add_stake", stake)).toBeUndefined();
});
