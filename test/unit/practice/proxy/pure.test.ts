import { expect, test } from "vitest";
import { proxy } from "../../../../native/practice/runtime/proxy/pallet.ts";
import { pureAccount } from "../../../../native/practice/runtime/proxy/pure-account.ts";
import { CallBench, call, give, id, person, TAO } from "../call-bench.ts";

const [spawner, other] = [person(1), person(2)];
const any = { type: "Any" };

function created() {
  const chain = new CallBench();
  chain.fund(spawner, 100n * TAO);
  chain.block = 77;
  chain.extrinsic = 3;
  const args = { proxy_type: any, delay: 0, index: 9 };
  expect(chain.run(spawner, "Proxy.create_pure", args)).toBe("ok");
  const [event] = chain.named("Proxy.PureCreated") as { pure: string }[];
  return { chain, pure: event?.pure ?? "", args };
}

test("a pure account is Substrate's: who, block, extrinsic, type and index make it", () => {
  // Alice, block 1, extrinsic 1, Any, index 0: worked out apart, with Python's hashlib over the bytes in Substrate's order.
  const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
  const origin = { spawner: alice, block: 1, extrinsicIndex: 1, type: "Any" as const, index: 0 };
  const addresses = [
    origin,
    { ...origin, block: 2 },
    { ...origin, extrinsicIndex: 2 },
    { ...origin, type: "Staking" as const },
    { ...origin, index: 1 },
  ].map(pureAccount);
  expect(new Set(addresses).size).toBe(5);
  expect(addresses[0]).toBe("5FsKgGwGt2osJNkig3ENQ1wmhn2AtAFyNzqDeaJMFiurBpeL");
});

test("its creator is its proxy and pays the deposit; nobody has its key", () => {
  const { chain, pure, args } = created();
  expect(chain.named("Proxy.PureCreated")).toEqual([
    { pure, who: spawner, proxy_type: any, disambiguation_index: 9 },
  ]);
  const origin = { spawner, block: 77, extrinsicIndex: 3, type: "Any" as const, index: 9 };
  expect(pure).toBe(pureAccount(origin));
  expect(proxy.storage.Proxies.get(chain.state, pure)).toEqual([
    [{ delegate: spawner, proxy_type: any, delay: 0 }],
    93_000_000n,
  ]);
  expect(chain.data(spawner).reserved).toBe(93_000_000n);
  expect(chain.run(spawner, "Proxy.create_pure", args)).toBe("Proxy.Duplicate");
  chain.fund(pure, 5n * TAO);
  const inner = { real: id(pure), force_proxy_type: undefined, call: give(other, TAO) };
  expect(chain.run(spawner, "Proxy.proxy", inner)).toBe("ok");
  expect(chain.data(other).free).toBe(TAO);
  expect(chain.run(person(5), "Proxy.create_pure", args)).toBe("Balances.InsufficientBalance");
});

test("it ends when it says so itself, by the facts of its creation", () => {
  const { chain, pure } = created();
  const kill = (facts: Record<string, unknown>) =>
    call("Proxy.kill_pure", {
      spawner: id(spawner),
      proxy_type: any,
      index: 9,
      height: 77,
      ext_index: 3,
      ...facts,
    });
  expect(chain.dispatch(spawner, kill({}))).toBe("Proxy.NoPermission");
  const through = (inner: ReturnType<typeof call>) =>
    chain.run(spawner, "Proxy.proxy", {
      real: id(pure),
      force_proxy_type: undefined,
      call: inner,
    });
  through(kill({ height: 78 }));
  expect(chain.named("Proxy.PureKilled")).toEqual([]);
  expect(through(kill({}))).toBe("ok");
  expect(chain.named("Proxy.PureKilled")).toEqual([
    { pure, spawner, proxy_type: any, disambiguation_index: 9 },
  ]);
  expect(proxy.storage.Proxies.has(chain.state, pure)).toBe(false);
  expect(chain.data(spawner)).toMatchObject({ free: 100n * TAO, reserved: 0n });
});
