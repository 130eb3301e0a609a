import { expect, test } from "vitest";
import { freeBalance } from "../../../../native/practice/runtime/balances/balance.ts";
import { subnetAccount } from "../../../../native/practice/runtime/subtensor/accounts.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const coldkey = account(1);
const hotkey = account(2);

function funded(): PracticeChain {
  const chain = new PracticeChain();
  chain.fund(coldkey, 100n * TAO);
  chain.advance();
  return chain;
}

test("registering takes the burn, buys alpha that is destroyed, and gives the next uid", () => {
  const chain = funded();
  const burn = storage.Burn.get(chain.state, NETUID);
  const tao = storage.SubnetTAO.get(chain.state, NETUID);
  const alphaIn = storage.SubnetAlphaIn.get(chain.state, NETUID);
  const alphaOut = storage.SubnetAlphaOut.get(chain.state, NETUID);
  expect(chain.call(coldkey, "burned_register", { netuid: NETUID, hotkey })).toBe("ok");
  expect(freeBalance(chain.state, coldkey)).toBe(100n * TAO - burn);
  const fee = (burn * 33n) / 65_535n;
  expect(storage.SubnetTAO.get(chain.state, NETUID)).toBe(tao + burn - fee);
  expect(storage.SubnetAlphaIn.get(chain.state, NETUID)).toBeLessThan(alphaIn);
  expect(storage.SubnetAlphaOut.get(chain.state, NETUID)).toBe(alphaOut);
  expect(chain.named("NeuronRegistered")).toEqual([[NETUID, 10, hotkey]]);
  expect(storage.Uids.get(chain.state, NETUID, hotkey)).toBe(10);
  expect(storage.Owner.get(chain.state, hotkey)).toBe(coldkey);
});

test("the price rises by 1.26 with a registration and halves in 360 blocks", () => {
  const chain = funded();
  const before = storage.Burn.get(chain.state, NETUID);
  chain.call(coldkey, "burned_register", { netuid: NETUID, hotkey });
  const raised = storage.Burn.get(chain.state, NETUID);
  expect(Number(raised) / Number(before)).toBeCloseTo(1.26, 6);
  chain.advance(360);
  expect(Number(storage.Burn.get(chain.state, NETUID)) / Number(raised)).toBeCloseTo(0.5, 4);
});

test("the price never leaves its bounds", () => {
  const chain = funded();
  storage.MinBurn.put(chain.state, NETUID, 900_000_000n);
  chain.advance(100);
  expect(storage.Burn.get(chain.state, NETUID)).toBe(900_000_000n);
  storage.MaxBurn.put(chain.state, NETUID, 950_000_000n);
  chain.call(coldkey, "burned_register", { netuid: NETUID, hotkey });
  expect(storage.Burn.get(chain.state, NETUID)).toBe(950_000_000n);
});

test("register_limit refuses a price above the limit and accepts it at the limit", () => {
  const chain = funded();
  const limit_price = storage.Burn.get(chain.state, NETUID);
  const args = { netuid: NETUID, hotkey };
  expect(chain.call(coldkey, "register_limit", { ...args, limit_price: limit_price - 1n })).toBe(
    "SubtensorModule.RegistrationPriceLimitExceeded",
  );
  expect(chain.call(coldkey, "register_limit", { ...args, limit_price })).toBe("ok");
});

test("a registration is refused for the reason the chain would name first", () => {
  const chain = funded();
  const register = (who: string, netuid: number, key: string) =>
    chain.call(who, "burned_register", { netuid, hotkey: key });
  const [miner] = chain.accounts.miners;
  expect(register(coldkey, 0, hotkey)).toBe("SubtensorModule.RegistrationNotPermittedOnRootSubnet");
  expect(register(coldkey, 9, hotkey)).toBe("SubtensorModule.SubnetNotExists");
  expect(register(coldkey, NETUID, miner!.hotkey)).toBe(
    "SubtensorModule.HotKeyAlreadyRegisteredInSubNet",
  );
  expect(register(account(77), NETUID, hotkey)).toBe("SubtensorModule.NotEnoughBalanceToStake");
  chain.call(account(5), "try_associate_hotkey", { hotkey: account(6) });
  expect(register(coldkey, NETUID, account(6))).toBe("SubtensorModule.NonAssociatedColdKey");
  storage.NetworkRegistrationAllowed.put(chain.state, NETUID, false);
  expect(register(coldkey, NETUID, hotkey)).toBe("SubtensorModule.SubNetRegistrationDisabled");
  expect(storage.Owner.has(chain.state, hotkey)).toBe(false);
});

test("a subnet's own account holds its TAO and can be nobody's hotkey", () => {
  const chain = funded();
  // finney's account of root, as block explorers show it.
  const rootAccount = "5EYCAe5jLQhn6ofDSvqF6iY53erXNkwhyE1aCEgvi1NNs91F";
  expect(subnetAccount(0)).toBe(rootAccount);
  expect(freeBalance(chain.state, rootAccount)).toBe(storage.SubnetTAO.get(chain.state, 0));
  for (const hotkey of [rootAccount, subnetAccount(NETUID), subnetAccount(300)])
    expect(chain.call(coldkey, "try_associate_hotkey", { hotkey })).toBe(
      "SubtensorModule.CannotUseSystemAccount",
    );
});
