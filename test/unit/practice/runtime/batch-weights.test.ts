import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { customError, precheck } from "../../../../native/practice/runtime/subtensor/prechecks.ts";
import { account, NETUID, PracticeChain } from "./practice-chain.ts";

test("weights for several subnets: what fails on one is told and stops no other", () => {
  const chain = new PracticeChain();
  chain.advance();
  const { hotkey } = chain.accounts.validators[0]!;
  const batch = {
    netuids: [9, NETUID],
    weights: [[], [[1, 5] as const, [2, 10] as const]],
    version_keys: [0n, 0n],
  };
  expect(chain.call(hotkey, "batch_set_weights", batch)).toBe("ok");
  const uid = storage.Uids.get(chain.state, NETUID, hotkey);
  expect(storage.Weights.get(chain.state, NETUID, uid)).toEqual([
    [1, 32_768],
    [2, 65_535],
  ]);
  expect(chain.events.map(({ name }) => name).filter((name) => name.startsWith("Batch"))).toEqual([
    "BatchCompletedWithErrors",
    "BatchWeightItemFailed",
    "BatchWeightsCompleted",
  ]);
  expect(chain.named("BatchWeightItemFailed")).toEqual([
    [9, { type: "Module", value: { index: 7, error: "0x35000000" } }],
  ]);
  expect(chain.named("BatchWeightsCompleted")).toEqual([[[9, NETUID], hotkey]]);
  chain.advance(5);
  const alone = { netuids: [NETUID], weights: [[[3, 1] as const]], version_keys: [0n] };
  expect(chain.call(hotkey, "batch_set_weights", alone)).toBe("ok");
  expect(chain.named("BatchCompletedWithErrors")).toEqual([]);
  expect(chain.call(hotkey, "batch_set_weights", { ...batch, version_keys: [] })).toBe(
    "SubtensorModule.InputLengthsUnequal",
  );
});

test("the pool refuses uneven lists with 18 and too little stake with 1", () => {
  const chain = new PracticeChain();
  chain.advance();
  const refused = (signer: string, value: Readonly<Record<string, unknown>>) => {
    const call = { type: "SubtensorModule", value: { type: "batch_set_weights", value } };
    const error = precheck({ state: chain.state, block: 2 }, signer, call);
    return error && customError(error);
  };
  const batch = { netuids: [NETUID], weights: [[]], version_keys: [0n] };
  expect(refused(account(1), { ...batch, weights: [] })).toBe(18);
  expect(refused(account(1), batch)).toBe(1);
  expect(refused(chain.accounts.validators[0]!.hotkey, batch)).toBeUndefined();
});
