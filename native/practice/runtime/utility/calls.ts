import { type DispatchContext, DispatchFailure, type RuntimeCall } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { BATCHED_CALLS_LIMIT, utility } from "./pallet.ts";

function check(context: DispatchContext, calls: readonly RuntimeCall[]): void {
  if (context.origin.kind === "none") throw new DispatchFailure({ type: "BadOrigin" });
  if (calls.length > BATCHED_CALLS_LIMIT) utility.fail("TooManyCalls");
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
});
