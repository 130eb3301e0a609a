import type { DispatchContext, DispatchOutcome } from "../../frame/context.ts";
import { dropCall, readCall } from "../preimage/bounded-call.ts";
import { type Address, place } from "./agenda.ts";
import { MOST_WEIGHT, type RetryConfig, type Scheduled, scheduler } from "./pallet.ts";

const { storage, event } = scheduler;

/** What becomes of a task's place: done with, kept as a reminder of what can never run, or waiting for the next block. */
type Served = "done" | "stuck" | "postponed";

/** Weight that the tasks of one block have used so far. */
interface Meter {
  used: bigint;
  isFirst: boolean;
}

/**
 * Runs what is due, the oldest agenda first and the lowest priority number first in each, as far as four fifths of a block's
 * weight go. The rest waits for the next block. Source: pallet-scheduler, service_agendas.
 */
export function serve(context: DispatchContext): void {
  const { state, block } = context;
  const since = storage.IncompleteSince.find(state);
  const meter: Meter = { used: 0n, isFirst: true };
  let incomplete: number | undefined;
  for (let when = since ?? block; when <= block; when += 1)
    if (!serveAgenda(context, meter, when)) incomplete ??= when;
  // Written only while something waits: a value of the next block in every block would say nothing.
  if (incomplete !== undefined) {
    storage.IncompleteSince.put(state, incomplete);
    context.deposit(event.AgendaIncomplete({ when: incomplete }));
  } else if (since !== undefined) storage.IncompleteSince.remove(state);
}

function serveAgenda(context: DispatchContext, meter: Meter, when: number): boolean {
  const { state } = context;
  const agenda = storage.Agenda.get(state, when);
  const order = agenda
    .flatMap((task, index) => (task ? [{ task, index }] : []))
    .sort((left, right) => left.task.priority - right.task.priority);
  if (order.length === 0) return true;
  const left: (Scheduled | undefined)[] = agenda.map(() => undefined);
  let postponed = false;
  let stuck = false;
  for (const { task, index } of order) {
    const served = serveTask(context, meter, [when, index], task);
    if (served !== "done") left[index] = task;
    else meter.isFirst = false;
    postponed ||= served === "postponed";
    stuck ||= served === "stuck";
  }
  if (postponed || stuck) storage.Agenda.put(state, when, left);
  else storage.Agenda.remove(state, when);
  return !postponed;
}

function serveTask(
  context: DispatchContext,
  meter: Meter,
  address: Address,
  task: Scheduled,
): Served {
  const { state, block } = context;
  const { maybe_id: id } = task;
  if (id !== undefined) storage.Lookup.remove(state, id);
  const call = readCall(state, task.call);
  if (!call) {
    context.deposit(event.CallUnavailable({ task: address, id }));
    dropCall(context, task.call);
    return "stuck";
  }
  const weight = context.weightOf(call);
  if (meter.used + weight > MOST_WEIGHT) {
    if (!meter.isFirst) return "postponed";
    dropCall(context, task.call);
    context.deposit(event.PermanentlyOverweight({ task: address, id }));
    return "stuck";
  }
  meter.used += weight;
  const outcome = context.dispatch(call, { kind: "root" });
  const retry = storage.Retries.find(state, address);
  storage.Retries.remove(state, address);
  context.deposit(event.Dispatched({ task: address, id, result: resultOf(outcome) }));
  if (retry && !outcome.ok) tryAgain(context, address, task, retry);
  if (!task.maybe_periodic) {
    dropCall(context, task.call);
    return "done";
  }
  const [period, times] = task.maybe_periodic;
  const next = times > 1 ? ([period, times - 1] as [number, number]) : undefined;
  const again = place(context, block + period, { ...task, maybe_periodic: next });
  if (again && retry) storage.Retries.put(state, again, retry);
  if (!again) {
    dropCall(context, task.call);
    context.deposit(event.PeriodicFailed({ task: address, id }));
  }
  return "done";
}

function tryAgain(
  context: DispatchContext,
  address: Address,
  task: Scheduled,
  retry: RetryConfig,
): void {
  if (retry.remaining === 0) return;
  const { block, state } = context;
  // The retry has no name and no period of its own.
  const copy = { ...task, maybe_id: undefined, maybe_periodic: undefined };
  const placed = place(context, block + retry.period, copy);
  if (placed) {
    storage.Retries.put(state, placed, { ...retry, remaining: retry.remaining - 1 });
    return;
  }
  dropCall(context, task.call);
  context.deposit(event.RetryFailed({ task: address, id: task.maybe_id }));
}

function resultOf(outcome: DispatchOutcome) {
  return outcome.ok
    ? { type: "Ok" as const, value: undefined }
    : { type: "Err" as const, value: outcome.error };
}
