import { describe, expect, test } from "vitest";
import type { BlockInProgress } from "../../../../native/practice/frame/block.ts";
import { CallDirectory } from "../../../../native/practice/frame/call-info.ts";
import type { RuntimeCall } from "../../../../native/practice/frame/context.ts";
import { Dispatcher } from "../../../../native/practice/frame/dispatch.ts";
import { Overlay } from "../../../../native/practice/frame/state.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { coldkeySwapGuard } from "../../../../native/practice/runtime/subtensor/swaps/coldkey-guard.ts";
import { derivativeAccount } from "../../../../native/practice/runtime/utility/origins.ts";
import { CallBench, call, errorName, give, person, runtime, TAO } from "../call-bench.ts";

const [frozen, other] = [person(1), person(2)];
const derived = derivativeAccount(other, 5);
const pay = give(person(3), TAO);

/** A chain on which `who` announced a coldkey swap, with the guard that stands before every call. */
function announcedBy(who: string) {
  const chain = new CallBench();
  for (const one of [frozen, other, derived]) chain.fund(one, 10n * TAO);
  storage.ColdkeySwapAnnouncements.put(chain.state, who, [36_000, `0x${"11".repeat(32)}`]);
  const fail = (error: unknown) => {
    throw error;
  };
  const dispatcher = new Dispatcher(new CallDirectory(runtime.modules), fail, coldkeySwapGuard);
  return (origin: { kind: "signed"; account: string }, wanted: RuntimeCall) => {
    const block: BlockInProgress = {
      state: new Overlay(chain.state),
      number: 1,
      now: 0n,
      records: [],
      phase: 0,
      extrinsics: 0,
      weight: 0n,
    };
    const outcome = dispatcher.dispatch(block, block.state, wanted, origin);
    return outcome.ok ? "ok" : errorName(outcome.error);
  };
}

const signed = (account: string) => ({ kind: "signed", account }) as const;
const carried = [
  call("Utility.as_derivative", { index: 5, call: pay }),
  call("Utility.if_else", { main: pay, fallback: pay }),
  call("Utility.batch_all", { calls: [pay] }),
];

describe("while a coldkey swap is announced", () => {
  test("its coldkey carries nothing past the freeze", () => {
    const run = announcedBy(frozen);
    for (const wanted of carried) {
      expect(run(signed(frozen), wanted)).toBe("SubtensorModule.ColdkeySwapAnnounced");
      expect(run(signed(other), wanted)).toBe("ok");
    }
  });

  test("nobody acts in its name by derivation", () => {
    const run = announcedBy(derived);
    const [derivative] = carried;
    expect(derivative && run(signed(other), derivative)).toBe(
      "SubtensorModule.ColdkeySwapAnnounced",
    );
    expect(run(signed(derived), pay)).toBe("SubtensorModule.ColdkeySwapAnnounced");
    expect(run(signed(other), pay)).toBe("ok");
  });
});
