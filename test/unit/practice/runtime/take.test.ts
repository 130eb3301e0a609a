import { expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { account, PracticeChain } from "./practice-chain.ts";

test("a take falls at any time, and rises once in a while", () => {
  const chain = new PracticeChain();
  chain.advance();
  const { coldkey, hotkey } = chain.accounts.validators[1]!;
  expect(chain.call(coldkey, "decrease_take", { hotkey, take: 1_000 })).toBe("ok");
  expect(chain.named("TakeDecreased")).toEqual([[coldkey, hotkey, 1_000]]);
  expect(storage.Delegates.get(chain.state, hotkey)).toBe(1_000);
  expect(chain.call(coldkey, "decrease_take", { hotkey, take: 1_000 })).toBe(
    "SubtensorModule.DelegateTakeTooLow",
  );
  expect(chain.call(coldkey, "increase_take", { hotkey, take: 2_000 })).toBe(
    "SubtensorModule.DelegateTxRateLimitExceeded",
  );
  chain.block += 216_001;
  expect(chain.call(coldkey, "increase_take", { hotkey, take: 2_000 })).toBe("ok");
  expect(chain.named("TakeIncreased")).toEqual([[coldkey, hotkey, 2_000]]);
});

test("only the owner sets a take, and only up to 18 %", () => {
  const chain = new PracticeChain();
  chain.advance();
  const { coldkey, hotkey } = chain.accounts.validators[0]!;
  const raise = (who: string, key: string, take: number) =>
    chain.call(who, "increase_take", { hotkey: key, take });
  expect(raise(coldkey, hotkey, 11_797)).toBe("SubtensorModule.DelegateTakeTooHigh");
  expect(raise(account(1), hotkey, 5)).toBe("SubtensorModule.NonAssociatedColdKey");
  expect(raise(coldkey, account(2), 5)).toBe("SubtensorModule.HotKeyAccountNotExists");
});
