import { describe, expect, test } from "vitest";
import { nestingGuard } from "../../../../native/practice/runtime/utility/nesting.ts";
import {
  derivativeAccount,
  originOf,
} from "../../../../native/practice/runtime/utility/origins.ts";
import { CallBench, call, errorName, give, id, person, TAO } from "../call-bench.ts";

const [someone, other] = [person(1), person(2)];
const signedBy = (account: string) => ({
  type: "system",
  value: { type: "Signed", value: account },
});
const root = { type: "system", value: { type: "Root" } };
const set = (who: string, rao: bigint) =>
  call("Balances.force_set_balance", { who: id(who), new_free: rao });

function bench(): CallBench {
  const chain = new CallBench();
  chain.fund(someone, 10n * TAO);
  chain.fund(other, TAO);
  return chain;
}

describe("an account derived from another", () => {
  test("is the one that Substrate derives", () => {
    // A vector of polkadot-js, util-crypto encodeDerivedAddress.
    const account = "5GvUh7fGKsdBEh5XpypkfkGuf7j3vXLxH9BdxjxnJNVXRYi1";
    expect(derivativeAccount(account, 0)).toBe("5E5XxqPxm7QbEs6twYfp3tyjXidn4kqRrNPH4o6JK9JSLUeD");
    expect(derivativeAccount(account, 1)).not.toBe(derivativeAccount(account, 0));
  });

  test("is its signer's to use, with what is on it alone", () => {
    const chain = bench();
    const derived = derivativeAccount(someone, 7);
    const pay = (rao: bigint) =>
      chain.run(someone, "Utility.as_derivative", { index: 7, call: give(other, rao) });
    expect(pay(TAO)).toBe("Token.FundsUnavailable");
    chain.fund(derived, 2n * TAO);
    expect(pay(TAO)).toBe("ok");
    expect(chain.data(derived).free).toBe(TAO);
    expect(chain.data(someone).free).toBe(10n * TAO);
    expect(chain.run("root", "Utility.as_derivative", { index: 7, call: give(other, 1n) })).toBe(
      "BadOrigin",
    );
  });
});

describe("in another's name", () => {
  test("root runs a call, and its failure is told in the event", () => {
    const chain = bench();
    const as = (as_origin: unknown, inner = give(other, TAO)) =>
      chain.run("root", "Utility.dispatch_as", { as_origin, call: inner });
    expect(as(signedBy(someone))).toBe("ok");
    expect(chain.data(other).free).toBe(2n * TAO);
    expect(chain.named("Utility.DispatchedAs")).toEqual([
      { result: { type: "Ok", value: undefined } },
    ]);
    expect(as(root)).toBe("ok");
    expect(chain.named("Utility.DispatchedAs")).toEqual([
      { result: { type: "Err", value: { type: "BadOrigin", value: undefined } } },
    ]);
    expect(
      chain.run(someone, "Utility.dispatch_as", { as_origin: root, call: set(someone, 0n) }),
    ).toBe("BadOrigin");
  });

  test("or lets its failure be the whole call's", () => {
    const chain = bench();
    const as = (as_origin: unknown) =>
      chain.run("root", "Utility.dispatch_as_fallible", { as_origin, call: give(other, TAO) });
    expect(as(root)).toBe("BadOrigin");
    expect(as(signedBy(someone))).toBe("ok");
    expect(chain.named("Utility.DispatchedAs")).toHaveLength(1);
  });

  test("nothing runs for Ethereum's addresses or for none at all", () => {
    const ethereum = { type: "EthereumTransaction", value: `0x${"00".repeat(20)}` } as const;
    expect(() => originOf({ type: "Ethereum", value: ethereum })).toThrow("BadOrigin");
    expect(() => originOf({ type: "system", value: { type: "Authorized" } })).toThrow("BadOrigin");
    expect(originOf({ type: "system", value: { type: "None" } })).toEqual({ kind: "none" });
  });

  test("root may say itself what a call weighs", () => {
    const chain = bench();
    const weight = { ref_time: 5n, proof_size: 0n };
    const run = (who: string) =>
      chain.run(who, "Utility.with_weight", { call: set(other, 3n * TAO), weight });
    expect(run(someone)).toBe("BadOrigin");
    expect(run("root")).toBe("ok");
    expect(chain.data(other).free).toBe(3n * TAO);
  });
});

describe("one call or another", () => {
  const either = (chain: CallBench, who: string, first: bigint, second: bigint) =>
    chain.run(who, "Utility.if_else", { main: give(other, first), fallback: give(other, second) });

  test("the second runs only where the first failed", () => {
    const chain = bench();
    expect(either(chain, someone, TAO, 2n * TAO)).toBe("ok");
    expect(chain.data(other).free).toBe(2n * TAO);
    expect(chain.named("Utility.IfElseMainSuccess")).toHaveLength(1);
    expect(either(chain, someone, 99n * TAO, TAO)).toBe("ok");
    expect(chain.data(other).free).toBe(3n * TAO);
    const [{ main_error }] = chain.named("Utility.IfElseFallbackCalled") as [
      { main_error: { type: string } },
    ];
    expect(main_error.type).toBe("Token");
  });

  test("where both fail, the second's error is the whole call's", () => {
    const chain = bench();
    expect(either(chain, someone, 99n * TAO, 98n * TAO)).toBe("Token.FundsUnavailable");
    expect(either(chain, "none", TAO, TAO)).toBe("BadOrigin");
  });
});

describe("a batch in a batch", () => {
  const batch = (name: string, ...calls: unknown[]) => call(`Utility.${name}`, { calls });
  const refused = (whole: ReturnType<typeof batch>) => {
    const error = nestingGuard(bench().state, someone, whole);
    return error && errorName(error);
  };

  test("is refused where it stands directly in it", () => {
    for (const outer of ["batch", "batch_all", "force_batch"])
      for (const inner of ["batch", "batch_all", "force_batch"])
        expect(refused(batch(outer, give(other, 1n), batch(inner)))).toBe("System.CallFiltered");
  });

  test("may be carried by another call", () => {
    expect(refused(batch("batch", give(other, 1n)))).toBeUndefined();
    const carried = call("Utility.as_derivative", { index: 0, call: batch("batch") });
    expect(refused(batch("batch", carried))).toBeUndefined();
    expect(refused(carried)).toBeUndefined();
  });
});
