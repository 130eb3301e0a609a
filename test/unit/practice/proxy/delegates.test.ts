import { describe, expect, test } from "vitest";
import { proxy } from "../../../../native/practice/runtime/proxy/pallet.ts";
import { CallBench, call, give, id, person, TAO } from "../call-bench.ts";

const [real, delegate, other, third] = [person(1), person(2), person(3), person(4)];
const { Proxies, RealPaysFee } = proxy.storage;

function bench(): CallBench {
  const chain = new CallBench();
  for (const who of [real, delegate, other]) chain.fund(who, 100n * TAO);
  return chain;
}
const add = (to: string, type = "Any", delay = 0) => ({
  delegate: id(to),
  proxy_type: { type },
  delay,
});
const through = (inner: ReturnType<typeof call>, type?: string) => ({
  real: id(real),
  force_proxy_type: type === undefined ? undefined : { type },
  call: inner,
});

describe("add_proxy and remove_proxy", () => {
  test("keep a sorted list and reserve 0.06 TAO and 0.033 for each", () => {
    const chain = bench();
    expect(chain.run(real, "Proxy.add_proxy", add(other, "Staking", 5))).toBe("ok");
    expect(chain.named("Balances.Reserved")).toEqual([{ who: real, amount: 93_000_000n }]);
    expect(chain.named("Proxy.ProxyAdded")).toEqual([
      { delegator: real, delegatee: other, proxy_type: { type: "Staking" }, delay: 5 },
    ]);
    for (const args of [add(delegate, "Transfer"), add(delegate, "Any"), add(other, "Staking", 2)])
      expect(chain.run(real, "Proxy.add_proxy", args)).toBe("ok");
    const [list, deposit] = Proxies.get(chain.state, real);
    expect(list.map((one) => [one.delegate, one.proxy_type.type, one.delay])).toEqual([
      [delegate, "Any", 0],
      [delegate, "Transfer", 0],
      [other, "Staking", 2],
      [other, "Staking", 5],
    ]);
    expect(deposit).toBe(192_000_000n);
    expect(chain.data(real).reserved).toBe(192_000_000n);
    expect(chain.run(real, "Proxy.remove_proxy", add(other, "Staking", 5))).toBe("ok");
    expect(chain.named("Balances.Unreserved")).toEqual([{ who: real, amount: 33_000_000n }]);
    expect(chain.named("Proxy.ProxyRemoved")).toEqual([
      { delegator: real, delegatee: other, proxy_type: { type: "Staking" }, delay: 5 },
    ]);
    expect(chain.balanced()).toBe(true);
  });

  test("refuse oneself, a second time, the twenty-first, what is not there, and too little money", () => {
    const chain = bench();
    expect(chain.run(real, "Proxy.add_proxy", add(real))).toBe("Proxy.NoSelfProxy");
    for (let delay = 0; delay < 20; delay += 1)
      expect(chain.run(real, "Proxy.add_proxy", add(delegate, "Any", delay))).toBe("ok");
    expect(chain.run(real, "Proxy.add_proxy", add(delegate, "Any", 3))).toBe("Proxy.Duplicate");
    expect(chain.run(real, "Proxy.add_proxy", add(delegate, "Any", 20))).toBe("Proxy.TooMany");
    expect(chain.run(real, "Proxy.remove_proxy", add(delegate, "Owner"))).toBe("Proxy.NotFound");
    expect(chain.run(other, "Proxy.remove_proxy", add(delegate))).toBe("Proxy.NotFound");
    chain.fund(third, 1_000_000n);
    expect(chain.run(third, "Proxy.add_proxy", add(real))).toBe("Balances.InsufficientBalance");
    expect(chain.run("root", "Proxy.add_proxy", add(real))).toBe("BadOrigin");
    const elsewhere = { ...add(real), delegate: { type: "Raw", value: Uint8Array.of(1) } };
    expect(chain.run(other, "Proxy.add_proxy", elsewhere)).toBe("CannotLookup");
  });

  test("remove_proxies ends them all, with their agreements about fees", () => {
    const chain = bench();
    chain.run(real, "Proxy.add_proxy", add(delegate));
    chain.run(real, "Proxy.add_proxy", add(other));
    chain.run(real, "Proxy.set_real_pays_fee", { delegate: id(other), pays_fee: true });
    expect(chain.run(real, "Proxy.remove_proxies")).toBe("ok");
    expect(Proxies.has(chain.state, real)).toBe(false);
    expect(RealPaysFee.has(chain.state, real, other)).toBe(false);
    expect(chain.data(real)).toMatchObject({ free: 100n * TAO, reserved: 0n });
  });

  test("poke_deposit brings an old deposit up to date, and does nothing to a right one", () => {
    const chain = bench();
    chain.run(real, "Proxy.add_proxy", add(delegate));
    expect(chain.run(real, "Proxy.poke_deposit")).toBe("ok");
    expect(chain.events).toEqual([]);
    Proxies.mutate(chain.state, real, ([list]): [typeof list, bigint] => [list, 50_000_000n]);
    expect(chain.run(real, "Proxy.poke_deposit")).toBe("ok");
    expect(chain.named("Proxy.DepositPoked")).toEqual([
      {
        who: real,
        kind: { type: "Proxies" },
        old_deposit: 50_000_000n,
        new_deposit: 93_000_000n,
      },
    ]);
    expect(chain.cost).toEqual({ pays: false });
    Proxies.put(chain.state, real, [[], 93_000_000n]);
    expect(chain.run(real, "Proxy.poke_deposit")).toBe("ok");
    expect(Proxies.has(chain.state, real)).toBe(false);
  });
});

describe("proxy", () => {
  test("acts for the real account and tells the result", () => {
    const chain = bench();
    chain.run(real, "Proxy.add_proxy", add(delegate, "Transfer"));
    expect(chain.run(delegate, "Proxy.proxy", through(give(third, TAO)))).toBe("ok");
    expect(chain.data(third).free).toBe(TAO);
    const ok = { type: "Ok", value: undefined };
    expect(chain.named("Proxy.ProxyExecuted")).toEqual([{ result: ok }]);
    expect(proxy.storage.LastCallResult.get(chain.state, real)).toEqual(ok);
    chain.finalize("Proxy");
    expect(proxy.storage.LastCallResult.has(chain.state, real)).toBe(false);
  });

  test("succeeds itself where the call inside fails, and keeps nothing of that", () => {
    const chain = bench();
    chain.run(real, "Proxy.add_proxy", add(delegate));
    expect(chain.run(delegate, "Proxy.proxy", through(give(third, 500n * TAO)))).toBe("ok");
    const failed = { type: "Err", value: { type: "Token", value: { type: "FundsUnavailable" } } };
    expect(chain.named("Proxy.ProxyExecuted")).toEqual([{ result: failed }]);
    expect(chain.data(third).free).toBe(0n);
  });

  test("is for proxies alone, of the type they say, and not for those that must announce", () => {
    const chain = bench();
    const inner = give(third, TAO);
    expect(chain.run(delegate, "Proxy.proxy", through(inner))).toBe("Proxy.NotProxy");
    chain.run(real, "Proxy.add_proxy", add(delegate, "Transfer"));
    chain.run(real, "Proxy.add_proxy", add(other, "Any", 1));
    expect(chain.run(delegate, "Proxy.proxy", through(inner, "Any"))).toBe("Proxy.NotProxy");
    expect(chain.run(delegate, "Proxy.proxy", through(inner, "Transfer"))).toBe("ok");
    expect(chain.run(other, "Proxy.proxy", through(inner))).toBe("Proxy.Unannounced");
    expect(chain.run("none", "Proxy.proxy", through(inner))).toBe("BadOrigin");
  });

  test("cannot get around its type through a batch, nor widen its own rights", () => {
    const chain = bench();
    chain.run(real, "Proxy.add_proxy", add(delegate, "NonTransfer"));
    const filtered = { type: "Module", value: { index: 0, error: "0x05000000" } };
    const tried = (inner: ReturnType<typeof call>) => {
      expect(chain.run(delegate, "Proxy.proxy", through(inner))).toBe("ok");
      const [event] = chain.named("Proxy.ProxyExecuted") as { result: unknown }[];
      return event?.result;
    };
    const refused = { type: "Err", value: filtered };
    const accepted = { type: "Ok", value: undefined };
    expect(tried(give(third, TAO))).toEqual(refused);
    const batch = call("Utility.batch_all", { calls: [give(third, TAO)] });
    expect(tried(batch)).toEqual(refused);
    expect(tried(call("Utility.batch", { calls: [give(third, TAO)] }))).toEqual(accepted);
    expect(chain.named("Utility.BatchInterrupted")).toEqual([{ index: 0, error: filtered }]);
    expect(chain.data(third).free).toBe(0n);
    expect(tried(call("Proxy.add_proxy", add(other, "Any")))).toEqual(refused);
    expect(tried(call("Proxy.add_proxy", add(other, "SmallTransfer")))).toEqual(refused);
    expect(tried(call("Proxy.remove_proxies"))).toEqual(refused);
    expect(tried(call("Proxy.add_proxy", add(other, "Staking")))).toEqual(accepted);
    expect(tried(call("Proxy.remove_proxy", add(other, "Staking")))).toEqual(accepted);
  });
});

test("set_real_pays_fee needs the proxy, and can be taken back", () => {
  const chain = bench();
  const set = (pays_fee: boolean) =>
    chain.run(real, "Proxy.set_real_pays_fee", { delegate: id(delegate), pays_fee });
  expect(set(true)).toBe("Proxy.NotProxy");
  chain.run(real, "Proxy.add_proxy", add(delegate));
  expect(set(true)).toBe("ok");
  expect(chain.named("Proxy.RealPaysFeeSet")).toEqual([{ real, delegate, pays_fee: true }]);
  expect(RealPaysFee.has(chain.state, real, delegate)).toBe(true);
  expect(set(false)).toBe("ok");
  expect(RealPaysFee.has(chain.state, real, delegate)).toBe(false);
  set(true);
  chain.run(real, "Proxy.remove_proxy", add(delegate));
  expect(RealPaysFee.has(chain.state, real, delegate)).toBe(false);
});
