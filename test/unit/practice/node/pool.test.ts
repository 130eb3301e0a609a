import { compactNumber } from "@polkadot-api/substrate-bindings";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TransactionStatus } from "../../../../native/practice/node/pool.ts";
import { PoolRefused, rpcError } from "../../../../native/practice/node/pool-refusal.ts";
import { concatenated } from "../../../../native/practice/scale/type.ts";
import { alice, bob, eventNames, TAO, TestChain, transfer } from "./practice-chain.ts";

let test: TestChain;
beforeEach(() => {
  test = new TestChain();
});
afterEach(() => test.close());

/** The error a client would get for a submission. */
function refusal(bytes: Uint8Array): { code: number; data?: string } {
  try {
    test.pool.submit(bytes);
  } catch (error) {
    if (error instanceof PoolRefused) return rpcError(error.refusal);
    throw error;
  }
  throw new Error("the transaction was taken");
}

const give = transfer(bob.address, TAO);

describe("the transaction pool", () => {
  it("puts a transfer into the next block, with the events a real chain has", () => {
    test.pool.submit(test.sign(alice, give));
    const block = test.block();
    expect(block.extrinsics).toHaveLength(2);
    expect(test.free(bob.address)).toBe(TAO);
    expect(eventNames(test.chain)).toEqual([
      "System.ExtrinsicSuccess",
      "Balances.Withdraw",
      "System.NewAccount",
      "Balances.Endowed",
      "Balances.Transfer",
      "TransactionPayment.TransactionFeePaid",
      "System.ExtrinsicSuccess",
    ]);
    expect(test.pool.size).toBe(0);
  });

  it("refuses a used nonce, a bad signature, another chain, another runtime and an empty account, each by its name", () => {
    test.pool.submit(test.sign(alice, give));
    test.block();
    const tampered = test.sign(alice, give);
    tampered[40]! ^= 1;
    expect(refusal(test.sign(alice, give, { nonce: 0 }))).toMatchObject({
      code: 1010,
      data: "Transaction is outdated",
    });
    const badProof = { code: 1010, data: "Transaction has a bad signature" };
    expect(refusal(tampered)).toMatchObject(badProof);
    expect(refusal(test.sign(alice, give, { genesis: `0x${"11".repeat(32)}` }))).toMatchObject(
      badProof,
    );
    expect(refusal(test.sign(alice, give, { specVersion: 1 }))).toMatchObject(badProof);
    const payment = { code: 1010, data: expect.stringMatching(/^Inability to pay some fees/) };
    expect(refusal(test.sign(alice, give, { tip: 2000n * TAO }))).toMatchObject(payment);
  });

  it("refuses a paying call of an account that does not exist, but takes a free one", () => {
    const stranger = bob;
    expect(refusal(test.sign(stranger, transfer(alice.address, 1n)))).toMatchObject({
      code: 1010,
      data: expect.stringMatching(/^Inability to pay/),
    });
    // Sudo is free; the pool refuses it because this is not the key, not because there is no money.
    const remark = {
      type: "System",
      value: { type: "remark", value: { remark: new Uint8Array() } },
    };
    const call = { type: "Sudo", value: { type: "sudo", value: { call: remark } } };
    expect(refusal(test.sign(stranger, call))).toMatchObject({ data: "Invalid signing address" });
  });

  it("refuses bytes that are no transaction, and any of one cut short or too long", () => {
    const whole = test.sign(alice, give);
    expect(refusal(new Uint8Array())).toMatchObject({ code: 1001 });
    for (const length of [1, 5, 40, whole.length - 1]) {
      expect(refusal(whole.slice(0, length))).toMatchObject({ code: 1001 });
    }
    expect(refusal(Uint8Array.from([...whole, 0]))).toMatchObject({ code: 1001 });
    expect(refusal(new Uint8Array(2 << 20))).toMatchObject({
      data: "Transaction would exhaust the block limits",
    });
  });

  it("refuses calls nested without end", () => {
    const calls = new Uint8Array(1_000_000).fill(0);
    for (let at = 0; at + 1 < calls.length; at += 2) calls.set([12, 0], at);
    const body = concatenated([Uint8Array.of(4), calls]);
    const bytes = concatenated([compactNumber.enc(body.length), body]);
    expect(refusal(bytes)).toMatchObject({ code: 1001 });
  });

  it("holds transactions with a gap in their nonces until it closes", () => {
    const statuses: TransactionStatus[] = [];
    const later = test.pool.submit(test.sign(alice, give, { nonce: 1 }));
    test.pool.watch(later, (status) => statuses.push(status));
    test.block();
    expect(test.nonce(alice.address)).toBe(0);
    test.pool.submit(test.sign(alice, give, { nonce: 0 }));
    const block = test.block();
    expect(test.nonce(alice.address)).toBe(2);
    test.block();
    expect(statuses).toEqual(["future", { inBlock: block.hash }, { finalized: block.hash }]);
  });

  it("orders a block by tip, but never before what a transaction needs", () => {
    test.pool.submit(test.sign(alice, transfer(bob.address, 10n * TAO)));
    test.block();
    const order = [
      test.sign(bob, transfer(alice.address, 1n), { nonce: 0, tip: 5n }),
      test.sign(alice, give, { nonce: 1, tip: 1n }),
      test.sign(alice, give, { nonce: 2, tip: 99n }),
    ];
    for (const bytes of [order[2]!, order[1]!, order[0]!]) test.pool.submit(bytes);
    expect(test.block().extrinsics.slice(1)).toEqual(order);
  });

  it("keeps one transaction a nonce: the same is refused, a cheaper refused, a dearer takes its place", () => {
    const statuses: TransactionStatus[] = [];
    const first = test.sign(alice, give, { tip: 10n });
    const hash = test.pool.submit(first);
    test.pool.watch(hash, (status) => statuses.push(status));
    expect(refusal(first)).toMatchObject({ code: 1013 });
    expect(refusal(test.sign(alice, give, { tip: 9n }))).toMatchObject({ code: 1014 });
    const usurper = test.pool.submit(test.sign(alice, give, { tip: 11n }));
    expect(statuses).toEqual(["ready", { usurped: usurper }]);
    expect(test.pool.size).toBe(1);
  });

  it("drops a mortal transaction when its time is over, and does not take it again at once", () => {
    const statuses: TransactionStatus[] = [];
    const best = test.block();
    const options = {
      era: { type: "Mortal", period: 4, phase: best.number % 4 } as const,
      eraHash: best.hash,
      nonce: 5,
    };
    const bytes = test.sign(alice, give, options);
    const hash = test.pool.submit(bytes);
    test.pool.watch(hash, (status) => statuses.push(status));
    // It was born at block 1 and lives for four: 4 is the last it may be in.
    test.block();
    test.block();
    expect(statuses).toEqual(["future"]);
    test.block();
    expect(test.chain.best.number).toBe(4);
    expect(statuses).toEqual(["future", "invalid"]);
    expect(refusal(bytes)).toMatchObject({ code: 1012 });
  });

  it("takes only what the sender can still pay when two spend the same coins", () => {
    const most = 999n * TAO;
    test.pool.submit(test.sign(alice, transfer(bob.address, most), { nonce: 0 }));
    test.pool.submit(test.sign(alice, transfer(bob.address, most), { nonce: 1 }));
    const { extrinsics } = test.block();
    expect(extrinsics).toHaveLength(3);
    expect(test.free(bob.address)).toBe(most);
    expect(eventNames(test.chain)).toContain("System.ExtrinsicFailed");
  });
});
