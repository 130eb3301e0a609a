import { expect, test } from "vitest";
import { freeBalance } from "../../../../native/practice/runtime/balances/balance.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { lockCost } from "../../../../native/practice/runtime/subtensor/subnets/subnets.ts";
import { currentPrice } from "../../../../native/practice/runtime/swap/trade.ts";
import { faults } from "./books.ts";
import { account, NETUID, PracticeChain, TAO } from "./practice-chain.ts";

const founder = account(1);
const hotkey = account(2);

function rich(): PracticeChain {
  const chain = new PracticeChain();
  chain.fund(founder, 100_000n * TAO);
  chain.advance();
  return chain;
}

test("a founder's lock becomes the pool, at the price of the subnets there are", () => {
  const chain = rich();
  const price = currentPrice(chain.state, NETUID);
  const cost = lockCost(chain);
  expect(chain.call(founder, "register_network", { hotkey })).toBe("ok");
  expect(freeBalance(chain.state, founder)).toBe(100_000n * TAO - cost);
  expect(storage.SubnetTAO.get(chain.state, 2)).toBe(cost);
  expect(storage.SubnetOwner.get(chain.state, 2)).toBe(founder);
  expect(storage.Uids.get(chain.state, 2, hotkey)).toBe(0);
  expect(currentPrice(chain.state, 2) >> 40n).toBe(price >> 40n);
  expect(storage.SubnetEmissionEnabled.get(chain.state, 2)).toBe(false);
  expect(new TextDecoder().decode(storage.TokenSymbol.get(chain.state, 2))).toBe("β");
  expect(chain.named("NetworkAdded")).toEqual([[2, 1]]);
  expect(faults(chain.state)).toEqual([]);
});

test("the next subnet costs double and falls back with time; founding again has to wait", () => {
  const chain = rich();
  const cost = lockCost(chain);
  chain.call(founder, "register_network", { hotkey });
  expect(lockCost(chain)).toBe(2n * cost);
  expect(chain.call(founder, "register_network", { hotkey })).toBe(
    "SubtensorModule.NetworkTxRateLimitExceeded",
  );
  chain.block += 100_800;
  expect(Number(lockCost(chain)) / Number(cost)).toBeCloseTo(1, 4);
  chain.block += 1_000_000;
  expect(lockCost(chain)).toBe(storage.NetworkMinLockCost.get(chain.state));
});

test("a subnet trades and counts from its start call on, which only its owner can make, once", () => {
  const chain = rich();
  chain.call(founder, "register_network", { hotkey });
  const stake = { hotkey, netuid: 2, amount_staked: TAO };
  expect(chain.call(founder, "add_stake", stake)).toBe("SubtensorModule.SubtokenDisabled");
  expect(chain.call(account(9), "start_call", { netuid: 2 })).toBe("BadOrigin");
  expect(chain.call(founder, "start_call", { netuid: 2 })).toBe("ok");
  expect(chain.call(founder, "start_call", { netuid: 2 })).toBe(
    "SubtensorModule.FirstEmissionBlockNumberAlreadySet",
  );
  expect(chain.call(founder, "add_stake", stake)).toBe("ok");
  chain.advance();
  expect(storage.PendingServerEmission.get(chain.state, 2)).toBeGreaterThan(0n);
  // Until root enables it, a new subnet emits alpha and gets no TAO.
  expect(storage.SubnetTaoInEmission.get(chain.state, 2)).toBe(0n);
});

test("founding is refused for the reason the chain would name first", () => {
  const chain = rich();
  const found = (who: string, key: string) => chain.call(who, "register_network", { hotkey: key });
  expect(found(founder, chain.accounts.miners[0]!.hotkey)).toBe(
    "SubtensorModule.NonAssociatedColdKey",
  );
  expect(found(account(8), account(9))).toBe("SubtensorModule.CannotAffordLockCost");
  storage.SubnetLimit.put(chain.state, 1);
  expect(found(founder, hotkey)).toBe("SubtensorModule.SubnetLimitReached");
});

test("a founder who has just enough leaves no pool with more TAO than was locked", () => {
  const chain = new PracticeChain();
  chain.advance();
  chain.fund(founder, lockCost(chain));
  expect(chain.call(founder, "register_network", { hotkey })).toBe("ok");
  expect(freeBalance(chain.state, founder)).toBe(500n);
  expect(storage.SubnetTAO.get(chain.state, 2)).toBe(1_000n * TAO - 500n);
  expect(faults(chain.state)).toEqual([]);
});
