import { describe, expect, test } from "vitest";
import type { PalletEvent, RuntimeCall } from "../../../../native/practice/frame/context.ts";
import { feePayer } from "../../../../native/practice/runtime/proxy/fee-payer.ts";
import { chargeTransactionPayment } from "../../../../native/practice/runtime/transaction-payment/extension.ts";
import { CallBench, call, give, id, person, runtime, TAO } from "../call-bench.ts";

const [signer, middle, last, third] = [person(1), person(2), person(3), person(4)];
const inner = give(third, TAO);
const via = (real: string, wanted: RuntimeCall): RuntimeCall =>
  call("Proxy.proxy", { real: id(real), force_proxy_type: undefined, call: wanted });

/** Everybody may act for the next, who pays where named. */
function bench(...payers: string[]): CallBench {
  const chain = new CallBench();
  for (const [real, delegate] of [
    [middle, signer],
    [last, middle],
    [third, middle],
  ] as const) {
    chain.fund(real, 10n * TAO);
    const add = { delegate: id(delegate), proxy_type: { type: "Any" }, delay: 0 };
    expect(chain.run(real, "Proxy.add_proxy", add)).toBe("ok");
    if (payers.includes(real))
      chain.run(real, "Proxy.set_real_pays_fee", { delegate: id(delegate), pays_fee: true });
  }
  return chain;
}

describe("who pays for a proxy call", () => {
  test("the signer, unless the account agreed", () => {
    expect(feePayer(bench().state, signer, via(middle, inner))).toBe(signer);
    expect(feePayer(bench(middle).state, signer, via(middle, inner))).toBe(middle);
    expect(feePayer(bench(middle).state, signer, inner)).toBe(signer);
    expect(feePayer(bench(middle).state, third, via(middle, inner))).toBe(third);
  });

  test("the account behind the account, where both agreed", () => {
    const nested = via(middle, via(last, inner));
    expect(feePayer(bench(middle, last).state, signer, nested)).toBe(last);
    expect(feePayer(bench(middle).state, signer, nested)).toBe(middle);
    expect(feePayer(bench(last).state, signer, nested)).toBe(signer);
  });

  test("through a batch only where all of it is for one account", () => {
    const { state } = bench(middle, last, third);
    const batch = (...calls: RuntimeCall[]) => via(middle, call("Utility.batch_all", { calls }));
    expect(feePayer(state, signer, batch(via(last, inner), via(last, inner)))).toBe(last);
    expect(feePayer(state, signer, batch(via(last, inner), via(third, inner)))).toBe(middle);
    expect(feePayer(state, signer, batch(via(last, inner), inner))).toBe(middle);
    expect(feePayer(state, signer, batch())).toBe(middle);
  });
});

test("the fee is taken from whoever pays, and its event says so", () => {
  const chain = bench(middle);
  const wanted = via(middle, inner);
  const transaction = { account: signer, call: wanted, info: runtime.info(wanted), length: 200 };
  const { weight: wantedWeight } = transaction.info;
  const events: PalletEvent[] = [];
  const context = {
    state: chain.state,
    origin: { kind: "signed", account: signer } as const,
    block: 1,
    now: 0n,
    extrinsicIndex: 1,
    weightOf: () => 0n,
    spent: () => undefined,
    deposit: (event: PalletEvent) => void events.push(event),
    dispatch: () => ({ ok: true }) as const,
  };
  const extension = chargeTransactionPayment(undefined, feePayer);
  const before = chain.data(middle).free;
  const metadataHash = () => `0x${"00".repeat(32)}`;
  const versions = { specVersion: 1, transactionVersion: 1 };
  const checks = { state: chain.state, block: 1, ...versions, metadataHash };
  expect(extension.validate?.(checks, transaction, 0n)).toBeDefined();
  const prepared = extension.prepare?.(context, transaction, 0n);
  extension.settle?.(context, transaction, prepared, { ok: true });
  const fee = before - chain.data(middle).free;
  expect(fee > 200n).toBe(true);
  expect(events.at(-1)).toMatchObject({
    name: "TransactionFeePaid",
    value: { who: middle, actual_fee: fee },
  });
  // A call that cost less gives the rest back to whoever paid.
  const again = extension.prepare?.(context, transaction, 0n);
  const paid = chain.data(middle).free;
  const weight = wantedWeight - 2_000_000n;
  extension.settle?.(context, transaction, again, { ok: true, actual: { weight } });
  expect(chain.data(middle).free - paid).toBe(1_000n);
  expect(events.at(-1)).toMatchObject({ value: { who: middle, actual_fee: fee - 1_000n } });
  const free = extension.prepare?.(context, transaction, 0n);
  extension.settle?.(context, transaction, free, { ok: true, actual: { pays: false } });
  expect(events.at(-1)).toMatchObject({ value: { who: middle, actual_fee: 0n } });
  expect(chain.balanced()).toBe(true);
  // The signer has nothing, and without the agreement it could not pay.
  expect(() =>
    chargeTransactionPayment(undefined, feePayer).validate?.(
      { ...checks, state: bench().state },
      transaction,
      0n,
    ),
  ).toThrow();
});

test("a proxy call is free where the call inside is, and weighs more than it", () => {
  const free = runtime.info(via(middle, call("Sudo.sudo", { call: inner })));
  expect(free.pays).toBe(false);
  const paid = runtime.info(via(middle, inner));
  expect(paid.pays).toBe(true);
  expect(paid.weight).toBe(
    runtime.info(inner).weight + 28_026_265n + 20n * 53_205n + 4n * 25_000_000n + 200_000_000n,
  );
});
