import { expect, test } from "vitest";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { NEW_LOGIC_FLAG } from "../../../../native/practice/runtime/system/types.ts";
import { CallBench, call, person, runtime, TAO } from "../call-bench.ts";

const { Account } = system.storage;
const helper = person(9);
const people = Array.from({ length: 10 }, (_, index) => person(index + 20));

/** A chain where the first `old` of ten people have accounts of the old kind with something reserved. */
function bench(old: number): CallBench {
  const chain = new CallBench();
  chain.fund(helper, TAO);
  for (const [index, who] of people.entries()) {
    chain.fund(who, TAO);
    if (index >= old) continue;
    Account.mutate(chain.state, who, (info) => ({
      ...info,
      data: { ...info.data, free: TAO - 700n, reserved: 700n, flags: 0n },
    }));
  }
  return chain;
}

const upgrade = (chain: CallBench, who: readonly string[]) =>
  chain.run(helper, "Balances.upgrade_accounts", { who });

test("accounts of the old kind are brought up to date once; whoever does nine in ten so pays nothing", () => {
  const chain = bench(9);
  expect(upgrade(chain, people)).toBe("ok");
  expect(chain.cost).toEqual({ pays: false });
  expect(chain.events).toEqual(people.slice(0, 9).map((who) => ["Balances.Upgraded", { who }]));
  const info = Account.get(chain.state, people[0] ?? "");
  expect(info).toMatchObject({ consumers: 1, providers: 1 });
  expect(info.data).toEqual({
    free: TAO - 700n,
    reserved: 700n,
    frozen: 0n,
    flags: NEW_LOGIC_FLAG,
  });
  expect(chain.balanced()).toBe(true);
  expect(upgrade(chain, people)).toBe("ok");
  expect(chain.events).toEqual([]);
  expect(chain.cost).toBeUndefined();
});

test("fewer are paid for, and so is a list of nobody", () => {
  const chain = bench(8);
  expect(upgrade(chain, people)).toBe("ok");
  expect(chain.events).toHaveLength(8);
  expect(chain.cost).toBeUndefined();
  expect(upgrade(chain, [])).toBe("ok");
  expect(chain.cost).toBeUndefined();
});

test("it weighs by how many are named", () => {
  const weight = (who: readonly string[]) =>
    runtime.info(call("Balances.upgrade_accounts", { who })).weight;
  expect(weight(people) - weight([])).toBe(10n * 138_973_659n);
});
