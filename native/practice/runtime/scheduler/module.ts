import { type DispatchContext, ensureRoot } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { type Address, cancel, placeOf, schedule, taskAt } from "./agenda.ts";
import { scheduler } from "./pallet.ts";
import { serve } from "./service.ts";

const { storage, event } = scheduler;

/** The block that comes `after` whole blocks after the present one, whose own tasks have run. */
function later({ block }: DispatchContext, after: number): number {
  return block + after + 1;
}

function setRetry(
  context: DispatchContext,
  task: Address,
  { retries, period }: { readonly retries: number; readonly period: number },
  id?: string,
): void {
  taskAt(context, task);
  const config = { total_retries: retries, remaining: retries, period };
  storage.Retries.put(context.state, task, config);
  context.deposit(event.RetrySet({ task, id, period, retries }));
}

function cancelRetry(context: DispatchContext, task: Address, id?: string): void {
  taskAt(context, task);
  storage.Retries.remove(context.state, task);
  context.deposit(event.RetryCancelled({ task, id }));
}

/** The calls of Scheduler, which are root's, and the work at the beginning of each block. Source: pallet-scheduler of polkadot-sdk. */
export const schedulerModule = implement(
  scheduler,
  {
    schedule(context, { when, maybe_periodic: periodic, priority, call }) {
      ensureRoot(context);
      schedule(context, { when, periodic, priority, call });
    },
    schedule_after(context, { after, maybe_periodic: periodic, priority, call }) {
      ensureRoot(context);
      schedule(context, { when: later(context, after), periodic, priority, call });
    },
    schedule_named(context, { id: name, when, maybe_periodic: periodic, priority, call }) {
      ensureRoot(context);
      schedule(context, { name, when, periodic, priority, call });
    },
    schedule_named_after(context, { id: name, after, maybe_periodic: periodic, priority, call }) {
      ensureRoot(context);
      schedule(context, { name, when: later(context, after), periodic, priority, call });
    },
    cancel(context, { when, index }) {
      ensureRoot(context);
      cancel(context, [when, index]);
    },
    cancel_named(context, { id }) {
      ensureRoot(context);
      cancel(context, placeOf(context, id));
    },
    set_retry(context, { task, ...retry }) {
      ensureRoot(context);
      setRetry(context, task, retry);
    },
    set_retry_named(context, { id, ...retry }) {
      ensureRoot(context);
      setRetry(context, placeOf(context, id), retry, id);
    },
    cancel_retry(context, { task }) {
      ensureRoot(context);
      cancelRetry(context, task);
    },
    cancel_retry_named(context, { id }) {
      ensureRoot(context);
      cancelRetry(context, placeOf(context, id), id);
    },
  },
  { onInitialize: serve },
);
