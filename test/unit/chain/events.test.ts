import { expect, test } from "vitest";
import { dispatchErrorName, dispatchFailure } from "../../../native/chain/dispatch-error.ts";
import { chainEvents, outcomeOf } from "../../../native/chain/events.ts";

const module = (pallet: string, name: string) => ({
  type: "Module",
  value: { type: pallet, value: { type: name, value: undefined } },
});
const record = (phase: unknown, pallet: string, name: string, value: unknown) => ({
  phase,
  event: { type: pallet, value: { type: name, value } },
  topics: [],
});
const apply = (value: number) => ({ type: "ApplyExtrinsic", value });

test("events keep their place and their extrinsic", () => {
  const events = chainEvents([
    record({ type: "Initialization" }, "SubtensorModule", "NetworkAdded", [1, 0]),
    record(apply(2), "System", "ExtrinsicSuccess", {}),
  ]);
  expect(events).toEqual([
    { index: 0, pallet: "SubtensorModule", name: "NetworkAdded", value: [1, 0] },
    { index: 1, extrinsic: 2, pallet: "System", name: "ExtrinsicSuccess", value: {} },
  ]);
  expect(chainEvents(undefined)).toEqual([]);
});

test("an outcome has only its own events, its fee and its error", () => {
  const events = chainEvents([
    record(apply(1), "System", "ExtrinsicFailed", { dispatch_error: { type: "BadOrigin" } }),
    record(apply(2), "TransactionPayment", "TransactionFeePaid", { actual_fee: 7n, tip: 0n }),
    record(apply(2), "System", "ExtrinsicFailed", {
      dispatch_error: module("SubtensorModule", "NotEnoughStake"),
    }),
  ]);
  const outcome = outcomeOf(events, 2);
  expect(outcome.fee).toBe(7n);
  expect(outcome.succeeded).toBe(false);
  expect(outcome.events.map(({ index }) => index)).toEqual([1, 2]);
  expect(outcome.error && dispatchErrorName(outcome.error)).toBe("SubtensorModule.NotEnoughStake");
  expect(outcomeOf(events, 3)).toEqual({ events: [], fee: 0n, succeeded: false });
});

test.each([
  [
    module("SubtensorModule", "NotEnoughStake"),
    "TRANSACTION_FAILED",
    "SubtensorModule.NotEnoughStake",
  ],
  [
    module("SubtensorModule", "SlippageTooHigh"),
    "SLIPPAGE_TOO_HIGH",
    "SubtensorModule.SlippageTooHigh",
  ],
  [module("Swap", "PriceLimitExceeded"), "SLIPPAGE_TOO_HIGH", "Swap.PriceLimitExceeded"],
  [
    { type: "Token", value: { type: "FundsUnavailable" } },
    "TRANSACTION_FAILED",
    "Token.FundsUnavailable",
  ],
  [{ type: "BadOrigin", value: undefined }, "TRANSACTION_FAILED", "BadOrigin"],
])("%o is %s", (error, code, reason) => {
  expect(dispatchFailure(error)).toMatchObject({ code, detail: { reason } });
});
