import { describe, expect, test } from "vitest";
import type { RuntimeCall } from "../../../../native/practice/frame/context.ts";
import { feePayer } from "../../../../native/practice/runtime/proxy/fee-payer.ts";
import { derivativeAccount } from "../../../../native/practice/runtime/utility/origins.ts";
import { CallBench, call, give, id, person, runtime, TAO } from "../call-bench.ts";

const [someone, other] = [person(1), person(2)];
const pay = give(other, TAO);
const tooMuch = give(other, 1_000_000n * TAO);
const weightOf = (wanted: RuntimeCall) => runtime.info(wanted).weight;
const batch = (name: string, ...calls: RuntimeCall[]) => call(`Utility.${name}`, { calls });
const READ = 25_000_000n;

function bench(): CallBench {
  const chain = new CallBench();
  chain.fund(someone, 100n * TAO);
  chain.fund(other, TAO);
  return chain;
}

describe("what a call that carries others announces", () => {
  test("is its own weight on finney, and theirs", () => {
    const own = (name: string, base: bigint, each: bigint) =>
      expect(weightOf(batch(name, pay, pay, pay))).toBe(
        base + 3n * each + 2n * READ + 3n * weightOf(pay),
      );
    own("batch", 19_446_696n, 5_450_264n);
    own("batch_all", 13_428_230n, 5_663_250n);
    own("force_batch", 12_134_867n, 5_477_293n);
    const either = call("Utility.if_else", { main: pay, fallback: tooMuch });
    expect(weightOf(either)).toBe(21_831_000n + 2n * READ + 2n * weightOf(pay));
    const derived = call("Utility.as_derivative", { index: 0, call: pay });
    expect(weightOf(derived)).toBe(15_378_000n + 3n * READ + 100_000_000n + weightOf(pay));
  });

  test("is no fee where none of a batch pays one", () => {
    const free = call("Sudo.remove_key");
    expect(runtime.info(free).pays).toBe(false);
    for (const name of ["batch", "batch_all", "force_batch"]) {
      expect(runtime.info(batch(name, free, free)).pays).toBe(false);
      expect(runtime.info(batch(name, free, pay)).pays).toBe(true);
      expect(runtime.info(batch(name)).pays).toBe(false);
    }
    expect(runtime.info(call("Utility.as_derivative", { index: 0, call: free })).pays).toBe(true);
  });
});

describe("what was not needed is given back", () => {
  test("of a batch that stopped", () => {
    const chain = bench();
    expect(chain.dispatch(someone, batch("batch", pay, tooMuch, pay, pay))).toBe("ok");
    expect(chain.cost?.weight).toBe(19_446_696n + 2n * 5_450_264n + 2n * READ + 2n * weightOf(pay));
    expect(chain.dispatch(someone, batch("force_batch", pay, tooMuch, pay))).toBe("ok");
    expect(chain.cost?.weight).toBe(weightOf(batch("force_batch", pay, tooMuch, pay)));
  });

  test("of a call inside that cost less than it announced", () => {
    const chain = bench();
    const wrapped = call("Utility.if_else", { main: pay, fallback: tooMuch });
    const saved = weightOf(tooMuch);
    for (const name of ["batch", "batch_all", "force_batch"]) {
      expect(chain.dispatch(someone, batch(name, wrapped, wrapped))).toBe("ok");
      expect(chain.cost?.weight).toBe(weightOf(batch(name, wrapped, wrapped)) - 2n * saved);
    }
    chain.fund(derivativeAccount(someone, 3), 5n * TAO);
    const derived = call("Utility.as_derivative", { index: 3, call: wrapped });
    expect(chain.dispatch(someone, derived)).toBe("ok");
    expect(chain.cost?.weight).toBe(weightOf(derived) - saved);
  });

  test("of the call that was only for the case that the first fails", () => {
    const chain = bench();
    const either = (main: RuntimeCall, fallback: RuntimeCall) =>
      call("Utility.if_else", { main, fallback });
    chain.dispatch(someone, either(pay, tooMuch));
    expect(chain.cost?.weight).toBe(21_831_000n + 2n * READ + weightOf(pay));
    chain.dispatch(someone, either(tooMuch, pay));
    expect(chain.cost?.weight).toBe(weightOf(either(tooMuch, pay)));
  });
});

test("a batch_all carries no other, however deep; root's may", () => {
  const chain = bench();
  const deep = call("Utility.as_derivative", { index: 0, call: batch("batch_all") });
  expect(chain.dispatch(someone, batch("batch_all", deep))).toBe("System.CallFiltered");
  expect(chain.dispatch(someone, batch("force_batch", deep))).toBe("ok");
  const inner = call("Utility.with_weight", {
    call: batch("batch_all"),
    weight: { ref_time: 1n, proof_size: 0n },
  });
  expect(chain.dispatch("root", batch("batch_all", inner))).toBe("ok");
});

test("what a proxy may not do it may not do by a derived account or another call either", () => {
  const chain = bench();
  const add = { delegate: id(other), proxy_type: { type: "NonTransfer" }, delay: 0 };
  expect(chain.run(someone, "Proxy.add_proxy", add)).toBe("ok");
  const result = (wanted: RuntimeCall) => {
    const args = { real: id(someone), force_proxy_type: undefined, call: wanted };
    expect(chain.run(other, "Proxy.proxy", args)).toBe("ok");
    return chain.named("Proxy.ProxyExecuted");
  };
  const refused = { type: "Module", value: { index: 0, error: "0x05000000" } };
  const failed = [{ result: { type: "Err", value: refused } }];
  chain.fund(derivativeAccount(someone, 0), 5n * TAO);
  expect(result(call("Utility.as_derivative", { index: 0, call: pay }))).toEqual(failed);
  expect(result(call("Utility.if_else", { main: pay, fallback: pay }))).toEqual(failed);
  expect(result(batch("batch_all", pay))).toEqual(failed);
});

test("who pays for a proxy's call is known for every call that it carries", () => {
  const chain = bench();
  const add = { delegate: id(other), proxy_type: { type: "Any" }, delay: 0 };
  expect(chain.run(someone, "Proxy.add_proxy", add)).toBe("ok");
  chain.run(someone, "Proxy.set_real_pays_fee", { delegate: id(other), pays_fee: true });
  for (const wanted of [
    call("Utility.as_derivative", { index: 0, call: pay }),
    call("Utility.if_else", { main: pay, fallback: pay }),
    batch("batch", pay),
  ]) {
    const args = { real: id(someone), force_proxy_type: undefined, call: wanted };
    expect(feePayer(chain.state, other, call("Proxy.proxy", args))).toBe(someone);
  }
});
