import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { expect, test } from "vitest";
import { hexOf } from "../../../../native/practice/frame/hasher.ts";
import { proxy } from "../../../../native/practice/runtime/proxy/pallet.ts";
import { CallBench, give, id, person, runtime, TAO } from "../call-bench.ts";

const [real, delegate, target] = [person(1), person(2), person(3)];
const { Announcements } = proxy.storage;
const inner = give(target, TAO);
const call_hash = `0x${hexOf(Blake2256(runtime.outer.call.codec.enc(inner)))}`;
const about = { real: id(real), call_hash };
const announced = {
  delegate: id(delegate),
  real: id(real),
  force_proxy_type: undefined,
  call: inner,
};

function bench(): CallBench {
  const chain = new CallBench();
  for (const who of [real, delegate]) chain.fund(who, 100n * TAO);
  const args = { delegate: id(delegate), proxy_type: { type: "Transfer" }, delay: 10 };
  expect(chain.run(real, "Proxy.add_proxy", args)).toBe("ok");
  return chain;
}

test("an announced call runs once its delay is over, for whoever sends it", () => {
  const chain = bench();
  expect(chain.run(delegate, "Proxy.announce", about)).toBe("ok");
  expect(chain.named("Proxy.Announced")).toEqual([{ real, proxy: delegate, call_hash }]);
  expect(chain.data(delegate).reserved).toBe(104_000_000n);
  expect(Announcements.get(chain.state, delegate)).toEqual([
    [{ real, call_hash, height: 1 }],
    104_000_000n,
  ]);
  chain.block = 10;
  expect(chain.run(target, "Proxy.proxy_announced", announced)).toBe("Proxy.Unannounced");
  chain.block = 11;
  const another = { ...announced, call: give(target, 2n * TAO) };
  expect(chain.run(target, "Proxy.proxy_announced", another)).toBe("Proxy.Unannounced");
  expect(chain.run(target, "Proxy.proxy_announced", announced)).toBe("ok");
  expect(chain.named("Proxy.ProxyExecuted")).toEqual([
    { result: { type: "Ok", value: undefined } },
  ]);
  expect(chain.data(target).free).toBe(TAO);
  expect(chain.data(delegate).reserved).toBe(0n);
  expect(Announcements.has(chain.state, delegate)).toBe(false);
  expect(chain.run(target, "Proxy.proxy_announced", announced)).toBe("Proxy.Unannounced");
  expect(chain.balanced()).toBe(true);
});

test("only a proxy announces, and 75 times at most", () => {
  const chain = bench();
  expect(chain.run(target, "Proxy.announce", about)).toBe("Proxy.NotProxy");
  expect(chain.run(target, "Proxy.proxy_announced", { ...announced, delegate: id(target) })).toBe(
    "Proxy.NotProxy",
  );
  for (let count = 0; count < 75; count += 1) chain.run(delegate, "Proxy.announce", about);
  expect(chain.data(delegate).reserved).toBe(36_000_000n + 75n * 68_000_000n);
  expect(chain.run(delegate, "Proxy.announce", about)).toBe("Proxy.TooMany");
});

test("an announcement is taken back by its maker or rejected by the account", () => {
  const chain = bench();
  const other = { ...about, call_hash: `0x${"11".repeat(32)}` };
  chain.run(delegate, "Proxy.announce", about);
  chain.run(delegate, "Proxy.announce", other);
  expect(chain.data(delegate).reserved).toBe(172_000_000n);
  expect(chain.run(delegate, "Proxy.remove_announcement", about)).toBe("ok");
  expect(chain.data(delegate).reserved).toBe(104_000_000n);
  expect(chain.run(delegate, "Proxy.remove_announcement", about)).toBe("Proxy.NotFound");
  const reject = { delegate: id(delegate), call_hash: other.call_hash };
  expect(chain.run(target, "Proxy.reject_announcement", reject)).toBe("Proxy.NotFound");
  expect(chain.run(real, "Proxy.reject_announcement", reject)).toBe("ok");
  expect(chain.data(delegate).reserved).toBe(0n);
  expect(chain.run(real, "Proxy.reject_announcement", reject)).toBe("Proxy.NotFound");
});

test("poke_deposit covers announcements", () => {
  const chain = bench();
  chain.run(delegate, "Proxy.announce", about);
  Announcements.mutate(chain.state, delegate, ([list]): [typeof list, bigint] => [list, 4n]);
  expect(chain.run(delegate, "Proxy.poke_deposit")).toBe("ok");
  expect(chain.named("Proxy.DepositPoked")).toEqual([
    {
      who: delegate,
      kind: { type: "Announcements" },
      old_deposit: 4n,
      new_deposit: 104_000_000n,
    },
  ]);
});
