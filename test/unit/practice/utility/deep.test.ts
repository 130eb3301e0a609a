import { expect, test } from "vitest";
import type { RuntimeCall } from "../../../../native/practice/frame/context.ts";
import { CallBench, call, give, id, person, runtime, TAO } from "../call-bench.ts";

const DEPTH = 150;
const [someone, other] = [person(1), person(2)];

/** Calls within calls: asked twice at each level, the innermost would be asked 2^150 times. */
function deep(carry: (inner: RuntimeCall) => RuntimeCall): RuntimeCall {
  let wanted = give(other, 1n);
  for (let level = 0; level < DEPTH; level += 1) wanted = carry(wanted);
  return wanted;
}

test.each([
  ["Utility.batch", (inner: RuntimeCall) => call("Utility.batch", { calls: [inner] })],
  [
    "Utility.if_else",
    (main: RuntimeCall) => call("Utility.if_else", { main, fallback: give(other, 1n) }),
  ],
  [
    "Proxy.proxy",
    (inner: RuntimeCall) =>
      call("Proxy.proxy", { real: id(someone), force_proxy_type: undefined, call: inner }),
  ],
  [
    "Multisig.as_multi_threshold_1",
    (inner: RuntimeCall) =>
      call("Multisig.as_multi_threshold_1", { other_signatories: [other], call: inner }),
  ],
])("what %s within itself costs is known at once, however deep", (_name, carry) => {
  const wanted = deep(carry);
  expect(runtime.info(wanted).pays).toBe(true);
  expect(runtime.info(wanted).weight > BigInt(DEPTH) * 5_000_000n).toBe(true);
});

test("and it runs", () => {
  const chain = new CallBench();
  chain.fund(someone, TAO);
  chain.fund(other, TAO);
  const wanted = deep((inner) => call("Utility.batch", { calls: [inner] }));
  expect(chain.dispatch(someone, wanted)).toBe("ok");
  expect(chain.data(other).free).toBe(TAO + 1n);
  expect(chain.cost?.weight).toBe(runtime.info(wanted).weight);
});
