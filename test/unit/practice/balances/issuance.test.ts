import { expect, test } from "vitest";
import { balances } from "../../../../native/practice/runtime/balances/pallet.ts";
import { sudo } from "../../../../native/practice/runtime/sudo/pallet.ts";
import { CallBench, id, person, TAO } from "../call-bench.ts";

const someone = person(1);
const issued = ({ state }: CallBench) => balances.storage.TotalIssuance.get(state);

function bench(): CallBench {
  const chain = new CallBench();
  chain.fund(someone, 10n * TAO);
  return chain;
}

test("what an account burns is issued no more", () => {
  const chain = bench();
  const burn = (value: bigint, keep_alive = true) =>
    chain.run(someone, "Balances.burn", { value, keep_alive });
  expect(burn(4n * TAO)).toBe("ok");
  expect(chain.events).toEqual([["Balances.Burned", { who: someone, amount: 4n * TAO }]]);
  expect(chain.data(someone).free).toBe(6n * TAO);
  expect(issued(chain)).toBe(6n * TAO);
  expect(burn(6n * TAO)).toBe("Token.FundsUnavailable");
  // Less than the existential deposit goes with the account.
  expect(burn(6n * TAO - 499n, false)).toBe("ok");
  expect(chain.named("Balances.DustLost")).toEqual([{ account: someone, amount: 499n }]);
  expect(issued(chain)).toBe(0n);
  expect(chain.balanced()).toBe(true);
});

test("root may give reserved rao back, and say what is issued", () => {
  const chain = bench();
  const root = (name: string, args: Record<string, unknown>) =>
    chain.run("root", `Balances.${name}`, args);
  const proxy = { delegate: id(person(2)), proxy_type: { type: "Any" }, delay: 0 };
  expect(chain.run(someone, "Proxy.add_proxy", proxy)).toBe("ok");
  const { reserved } = chain.data(someone);
  expect(reserved).toBeGreaterThan(0n);
  expect(root("force_unreserve", { who: id(someone), amount: reserved })).toBe("ok");
  expect(chain.data(someone).reserved).toBe(0n);
  const adjust = (type: string, delta: bigint) =>
    root("force_adjust_total_issuance", { direction: { type }, delta });
  expect(adjust("Increase", 0n)).toBe("Balances.DeltaZero");
  expect(adjust("Increase", TAO)).toBe("ok");
  expect(chain.named("Balances.TotalIssuanceForced")).toEqual([{ old: 10n * TAO, new: 11n * TAO }]);
  expect(adjust("Decrease", 99n * TAO)).toBe("ok");
  expect(issued(chain)).toBe(0n);
  balances.storage.InactiveIssuance.put(chain.state, 5n);
  expect(adjust("Increase", 4n)).toBe("Balances.IssuanceDeactivated");
});

test("what is issued stays within what its number can hold, whatever root writes", () => {
  const chain = bench();
  const most = (1n << 64n) - 1n;
  const set = (who: string, new_free: bigint) =>
    chain.run("root", "Balances.force_set_balance", { who: id(who), new_free });
  expect(set(person(2), most)).toBe("ok");
  expect(issued(chain)).toBe(most);
  expect(set(person(2), 0n)).toBe("ok");
  expect(issued(chain)).toBe(0n);
  const burn = { value: TAO, keep_alive: true };
  expect(chain.run(someone, "Balances.burn", burn)).toBe("Arithmetic.Underflow");
  expect(set(someone, TAO)).toBe("ok");
  expect(issued(chain)).toBe(0n);
});

test("accounts made here need no upgrade", () => {
  const chain = bench();
  expect(chain.run(someone, "Balances.upgrade_accounts", { who: [someone] })).toBe("ok");
  expect(chain.events).toEqual([]);
  expect(chain.run("root", "Balances.upgrade_accounts", { who: [] })).toBe("BadOrigin");
});

test("the sudo key can be given up, for good", () => {
  const chain = bench();
  sudo.storage.Key.put(chain.state, someone);
  expect(chain.run(person(2), "Sudo.remove_key")).toBe("Sudo.RequireSudo");
  expect(chain.run(someone, "Sudo.remove_key")).toBe("ok");
  expect(chain.events).toEqual([["Sudo.KeyRemoved", undefined]]);
  expect(chain.run(someone, "Sudo.remove_key")).toBe("Sudo.RequireSudo");
});
