import {
  type DispatchContext,
  DispatchFailure,
  type DispatchOutcome,
  ensureRoot,
  ensureSigned,
  type Origin,
  type RuntimeCall,
} from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { derivativeAccount, originOf } from "./origins.ts";
import { BATCHED_CALLS_LIMIT, utility } from "./pallet.ts";
import { batchWeights, carrierWeights, weighed } from "./weights.ts";

function check(context: DispatchContext, calls: readonly RuntimeCall[]): void {
  if (context.origin.kind === "none") throw new DispatchFailure({ type: "BadOrigin" });
  if (calls.length > BATCHED_CALLS_LIMIT) utility.fail("TooManyCalls");
}

function orFail(outcome: DispatchOutcome): void {
  if (!outcome.ok) throw new DispatchFailure(outcome.error);
}

/** Runs a call of a batch; its outcome, and what it weighed. */
function run(context: DispatchContext, call: RuntimeCall, origin: Origin = context.origin) {
  const outcome = context.dispatch(call, origin);
  return { outcome, weight: weighed(context, call, outcome) };
}

/** The origin of what is in a `batch_all`, which carries no other one, however deep. */
function withoutBatchAll(origin: Origin): Origin {
  if (origin.kind !== "signed") return origin;
  const allows = (call: RuntimeCall): boolean =>
    !(call.type === "Utility" && call.value.type === "batch_all") &&
    (origin.filter?.(call) ?? true);
  return { ...origin, filter: allows };
}

/**
 * Batches: `batch` stops at the first failure and keeps what came before, `batch_all` keeps all or nothing, `force_batch` goes on.
 * And calls in another's name, or one where another fails. What the calls inside did not need of their weight is given back. Source:
 * pallets/utility/src/lib.rs of subtensor.
 */
export const utilityModule = implement(utility, {
  batch(context, { calls }) {
    check(context, calls);
    let sum = 0n;
    for (const [index, call] of calls.entries()) {
      const { outcome, weight } = run(context, call);
      sum += weight;
      if (!outcome.ok) {
        context.deposit(utility.event.BatchInterrupted({ index, error: outcome.error }));
        context.spent({ weight: batchWeights.batch(index + 1) + sum });
        return;
      }
      context.deposit(utility.event.ItemCompleted());
    }
    context.deposit(utility.event.BatchCompleted());
    context.spent({ weight: batchWeights.batch(calls.length) + sum });
  },
  batch_all(context, { calls }) {
    check(context, calls);
    const origin = withoutBatchAll(context.origin);
    let sum = 0n;
    for (const call of calls) {
      const { outcome, weight } = run(context, call, origin);
      orFail(outcome);
      sum += weight;
      context.deposit(utility.event.ItemCompleted());
    }
    context.deposit(utility.event.BatchCompleted());
    context.spent({ weight: batchWeights.batch_all(calls.length) + sum });
  },
  force_batch(context, { calls }) {
    check(context, calls);
    let failed = false;
    let sum = 0n;
    for (const call of calls) {
      const { outcome, weight } = run(context, call);
      sum += weight;
      failed ||= !outcome.ok;
      context.deposit(
        outcome.ok
          ? utility.event.ItemCompleted()
          : utility.event.ItemFailed({ error: outcome.error }),
      );
    }
    context.deposit(
      failed ? utility.event.BatchCompletedWithErrors() : utility.event.BatchCompleted(),
    );
    context.spent({ weight: batchWeights.force_batch(calls.length) + sum });
  },
  as_derivative(context, { index, call }) {
    const account = derivativeAccount(ensureSigned(context), index);
    // What the signer may call goes with the call, as in a batch.
    const { outcome, weight } = run(context, call, { ...context.origin, kind: "signed", account });
    orFail(outcome);
    context.spent({ weight: carrierWeights.as_derivative + weight });
  },
  dispatch_as(context, { as_origin, call }) {
    ensureRoot(context);
    const outcome = context.dispatch(call, originOf(as_origin));
    const result = outcome.ok
      ? ({ type: "Ok", value: undefined } as const)
      : ({ type: "Err", value: outcome.error } as const);
    context.deposit(utility.event.DispatchedAs({ result }));
  },
  dispatch_as_fallible(context, { as_origin, call }) {
    ensureRoot(context);
    orFail(context.dispatch(call, originOf(as_origin)));
    context.deposit(utility.event.DispatchedAs({ result: { type: "Ok", value: undefined } }));
  },
  with_weight(context, { call }) {
    ensureRoot(context);
    orFail(context.dispatch(call, { kind: "root" }));
  },
  if_else(context, { main, fallback }) {
    if (context.origin.kind === "none") throw new DispatchFailure({ type: "BadOrigin" });
    const first = run(context, main);
    const spent = carrierWeights.if_else + first.weight;
    if (first.outcome.ok) {
      context.deposit(utility.event.IfElseMainSuccess());
      context.spent({ weight: spent });
      return;
    }
    const second = run(context, fallback);
    orFail(second.outcome);
    context.deposit(utility.event.IfElseFallbackCalled({ main_error: first.outcome.error }));
    context.spent({ weight: spent + second.weight });
  },
});
