import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RuntimeCall } from "../../../../native/practice/frame/context.ts";
import { balances } from "../../../../native/practice/runtime/balances/pallet.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { alice, bob, eventNames, TAO, TestChain, transfer } from "./practice-chain.ts";

let test: TestChain;
beforeEach(() => {
  test = new TestChain();
});
afterEach(() => test.close());

function run(call: RuntimeCall): string[] {
  test.pool.submit(test.sign(alice, call));
  test.block();
  return eventNames(test.chain).slice(1);
}

function batch(kind: string, calls: RuntimeCall[]): RuntimeCall {
  return { type: "Utility", value: { type: kind, value: { calls } } };
}
const sudo = (call: RuntimeCall): RuntimeCall => ({
  type: "Sudo",
  value: { type: "sudo", value: { call } },
});
const good = transfer(bob.address, TAO);
const bad = transfer(bob.address, 5000n * TAO);

describe("dispatching", () => {
  it("takes back everything of a failed call except its fee and nonce", () => {
    const before = test.free(alice.address);
    const events = run(bad);
    expect(events).toEqual([
      "Balances.Withdraw",
      "TransactionPayment.TransactionFeePaid",
      "System.ExtrinsicFailed",
    ]);
    const fee = before - test.free(alice.address);
    expect(fee > 0n && fee < 1_000_000n).toBe(true);
    expect(test.nonce(alice.address)).toBe(1);
    expect(system.storage.Account.find(test.chain.state, bob.address)).toBeUndefined();
  });

  it("stops a batch at its first failure and keeps what came before", () => {
    const events = run(batch("batch", [good, bad, good]));
    expect(events).toContain("Utility.BatchInterrupted");
    expect(events.filter((name) => name === "Utility.ItemCompleted")).toHaveLength(1);
    expect(test.free(bob.address)).toBe(TAO);
  });

  it("keeps all of batch_all or nothing, and no events of the part that was undone", () => {
    const events = run(batch("batch_all", [good, bad]));
    expect(events).not.toContain("Balances.Transfer");
    expect(events.at(-1)).toBe("System.ExtrinsicFailed");
    expect(test.free(bob.address)).toBe(0n);
  });

  it("goes on after failures in force_batch", () => {
    const events = run(batch("force_batch", [good, bad, good]));
    expect(events).toContain("Utility.ItemFailed");
    expect(events).toContain("Utility.BatchCompletedWithErrors");
    expect(test.free(bob.address)).toBe(2n * TAO);
  });

  it("lets the sudo key do what only root may, free of charge", () => {
    const before = test.free(alice.address);
    const set: RuntimeCall = {
      type: "Balances",
      value: {
        type: "force_set_balance",
        value: { who: { type: "Id", value: bob.address }, new_free: 7n * TAO },
      },
    };
    expect(run(sudo(set))).toContain("Sudo.Sudid");
    expect(test.free(bob.address)).toBe(7n * TAO);
    expect(test.free(alice.address)).toBe(before);
    expect(balances.storage.TotalIssuance.get(test.chain.state)).toBe(1007n * TAO);
  });

  it("refuses root's calls to everybody else", () => {
    const set: RuntimeCall = {
      type: "Balances",
      value: {
        type: "force_set_balance",
        value: { who: { type: "Id", value: bob.address }, new_free: 7n },
      },
    };
    expect(run(set).at(-1)).toBe("System.ExtrinsicFailed");
    const failed = system.storage.Events.get(test.chain.state).at(-1)?.event as {
      value: { value: { dispatch_error: unknown } };
    };
    expect(failed.value.value.dispatch_error).toEqual({ type: "BadOrigin", value: undefined });
  });

  it("ends an account that falls below the existential deposit, with the dust", () => {
    run(transfer(bob.address, 2000n));
    const death: RuntimeCall = {
      type: "Balances",
      value: {
        type: "force_transfer",
        value: {
          source: { type: "Id", value: bob.address },
          dest: { type: "Id", value: alice.address },
          value: 1600n,
        },
      },
    };
    const events = run(sudo(death));
    expect(events).toEqual(expect.arrayContaining(["System.KilledAccount", "Balances.DustLost"]));
    expect(system.storage.Account.find(test.chain.state, bob.address)).toBeUndefined();
    expect(balances.storage.TotalIssuance.get(test.chain.state)).toBe(test.free(alice.address));
  });
});
