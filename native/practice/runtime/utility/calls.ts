import {
  type DispatchContext,
  DispatchFailure,
  type DispatchOutcome,
  ensureRoot,
  ensureSigned,
  type RuntimeCall,
} from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { derivativeAccount, originOf } from "./origins.ts";
import { BATCHED_CALLS_LIMIT, utility } from "./pallet.ts";

function check(context: DispatchContext, calls: readonly RuntimeCall[]): void {
  if (context.origin.kind === "none") throw new DispatchFailure({ type: "BadOrigin" });
  if (calls.length > BATCHED_CALLS_LIMIT) utility.fail("TooManyCalls");
}

function orFail(outcome: DispatchOutcome): void {
  if (!outcome.ok) throw new DispatchFailure(outcome.error);
}

/** Batches: `batch` stops at the first failure and keeps what came before, `batch_all` keeps all or nothing, `force_batch` goes on. */
export const utilityModule = implement(utility, {
  batch(context, { calls }) {
    check(context, calls);
    for (const [index, call] of calls.entries()) {
      const outcome = context.dispatch(call, context.origin);
      if (!outcome.ok) {
        context.deposit(utility.event.BatchInterrupted({ index, error: outcome.error }));
        return;
      }
      context.deposit(utility.event.ItemCompleted());
    }
    context.deposit(utility.event.BatchCompleted());
  },
  batch_all(context, { calls }) {
    check(context, calls);
    for (const call of calls) {
      const outcome = context.dispatch(call, context.origin);
      if (!outcome.ok) throw new DispatchFailure(outcome.error);
      context.deposit(utility.event.ItemCompleted());
    }
    context.deposit(utility.event.BatchCompleted());
  },
  force_batch(context, { calls }) {
    check(context, calls);
    let failed = false;
    for (const call of calls) {
      const outcome = context.dispatch(call, context.origin);
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
  },
  as_derivative(context, { index, call }) {
    const account = derivativeAccount(ensureSigned(context), index);
    // What the signer may call goes with the call, as in a batch.
    orFail(context.dispatch(call, { ...context.origin, kind: "signed", account }));
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
    const outcome = context.dispatch(main, context.origin);
    if (outcome.ok) {
      context.deposit(utility.event.IfElseMainSuccess());
      return;
    }
    orFail(context.dispatch(fallback, context.origin));
    context.deposit(utility.event.IfElseFallbackCalled({ main_error: outcome.error }));
  },
});
