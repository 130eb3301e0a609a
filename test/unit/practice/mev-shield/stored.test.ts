import { afterEach, beforeEach, expect, it } from "vitest";
import { mevShield } from "../../../../native/practice/runtime/mev-shield/pallet.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { alice, bob, eventNames, TestChain } from "../node/practice-chain.ts";

const { storage } = mevShield;

let test: TestChain;
beforeEach(() => {
  test = new TestChain();
});
afterEach(() => test.close());

function shieldCall(type: string, value: Readonly<Record<string, unknown>>) {
  return { type: "MevShield", value: { type, value } };
}

function sudo(call: ReturnType<typeof shieldCall>) {
  return { type: "Sudo", value: { type: "sudo", value: { call } } };
}

function error(): unknown {
  const failed = system.storage.Events.get(test.chain.state).find(({ event }) => {
    const { value } = event as { value: { type: string } };
    return value.type === "ExtrinsicFailed";
  });
  const fields = failed?.event as { value: { value: { dispatch_error: unknown } } } | undefined;
  return fields?.value.value.dispatch_error;
}

it("a stored extrinsic is noted, and cleared by the next block, since finney has nothing to open it with", () => {
  const encrypted_call = new Uint8Array(40);
  test.pool.submit(test.sign(alice, shieldCall("store_encrypted", { encrypted_call })));
  test.block();
  expect(eventNames(test.chain)).toContain("MevShield.ExtrinsicStored");
  expect(storage.PendingExtrinsics.get(test.chain.state, 0)).toEqual({
    who: alice.address,
    encrypted_call,
    submitted_at: 1,
  });
  test.block();
  expect(eventNames(test.chain)).toContain("MevShield.ExtrinsicDecodeFailed");
  expect(storage.PendingExtrinsics.entries(test.chain.state)).toEqual([]);
  expect(storage.CounterForPendingExtrinsics.get(test.chain.state)).toBe(0);
  expect(storage.NextPendingExtrinsicIndex.get(test.chain.state)).toBe(1);
});

it("root sets how many may wait, and what they may weigh", () => {
  const value = 2_000_000_000_001n;
  const calls = [
    sudo(shieldCall("set_max_pending_extrinsics_number", { value: 0 })),
    sudo(shieldCall("set_max_extrinsic_weight", { value: value - 1n })),
    sudo(shieldCall("set_on_initialize_weight", { value })),
    shieldCall("store_encrypted", { encrypted_call: new Uint8Array(1) }),
  ];
  calls.forEach((call, nonce) => void test.pool.submit(test.sign(alice, call, { nonce })));
  test.block();
  expect(storage.MaxExtrinsicWeight.get(test.chain.state)).toBe(value - 1n);
  expect(storage.OnInitializeWeight.get(test.chain.state)).toBe(500_000_000_000n);
  expect(error()).toEqual({ type: "Module", value: { index: 30, error: "0x02000000" } });
});

it("nobody but root sets them, and nobody but the block's maker announces keys", () => {
  test.pool.submit(test.sign(alice, shieldCall("set_stored_extrinsic_lifetime", { value: 3 })));
  test.block();
  expect(error()).toEqual({ type: "BadOrigin" });
  const announced = shieldCall("announce_next_key", { enc_key: new Uint8Array(1184) });
  test.pool.submit(test.sign(alice, announced));
  test.block();
  expect(error()).toEqual({ type: "BadOrigin" });
  expect(storage.NextKey.has(test.chain.state)).toBe(false);
  expect(test.free(bob.address)).toBe(0n);
});
