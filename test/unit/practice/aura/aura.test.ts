import { expect, test } from "vitest";
import { MemoryState } from "../../../../native/practice/frame/state.ts";
import { auraStorage, BLOCK_MAKER } from "../../../../native/practice/runtime/aura/pallet.ts";
import { practiceRuntime } from "../../../../native/practice/runtime/runtime.ts";
import { timestamp } from "../../../../native/practice/runtime/timestamp/pallet.ts";
import { TestChain } from "../node/practice-chain.ts";

test("there is one maker of blocks, and each block's slot is told", () => {
  const chain = new TestChain();
  chain.block();
  const { state } = chain.chain;
  expect(auraStorage.Authorities.get(state)).toEqual([BLOCK_MAKER]);
  const slot = timestamp.storage.Now.get(state) / 1000n;
  expect(auraStorage.CurrentSlot.get(state)).toBe(slot);
  chain.block();
  expect(auraStorage.CurrentSlot.get(state)).toBe(slot + 1n);
  chain.close();
});

test("tools read how long a block takes from the network itself", () => {
  const report = (error: unknown) => {
    throw error;
  };
  const runtime = practiceRuntime(report, undefined, 250);
  const state = new MemoryState();
  const ask = (method: string) =>
    runtime.callApi(`AuraApi_${method}`, new Uint8Array(), state, { number: 1, hash: "0x00" });
  expect(ask("slot_duration")).toEqual(Uint8Array.of(250, 0, 0, 0, 0, 0, 0, 0));
  expect(ask("authorities")).toEqual(Uint8Array.of(0));
});
