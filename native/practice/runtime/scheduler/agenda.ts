import { type DispatchContext, DispatchFailure, type RuntimeCall } from "../../frame/context.ts";
import { dropCall, storeCall } from "../preimage/bounded-call.ts";
import { requestOnce } from "../preimage/requests.ts";
import { MOST_TASKS, type Scheduled, scheduler } from "./pallet.ts";

const { storage, event } = scheduler;

/** A task's place: its block, and its index in that block's agenda. */
export type Address = [when: number, index: number];

/** What root asks for: a call, how urgent it is among others of its block (lower first), and `[period, times]` in all. */
export interface Wish {
  readonly name?: string;
  readonly when: number;
  readonly priority: number;
  readonly periodic: [period: number, times: number] | undefined;
  readonly call: RuntimeCall;
}

/** Puts a call on the agenda of a later block. Fails the call with TargetBlockNumberInPast or FailedToSchedule, or Exhausted. */
export function schedule(context: DispatchContext, wish: Wish): void {
  const { state, block } = context;
  const { name, when, priority, periodic } = wish;
  if (name !== undefined && storage.Lookup.has(state, name)) scheduler.fail("FailedToSchedule");
  const call = storeCall(context, wish.call);
  if (when <= block) scheduler.fail("TargetBlockNumberInPast");
  // The first time is this one; what would come once or at once is not repeated.
  const repeats = periodic && periodic[1] > 1 && periodic[0] > 0;
  const maybe_periodic: [number, number] | undefined = repeats
    ? [periodic[0], periodic[1] - 1]
    : undefined;
  const origin = { type: "system", value: { type: "Root" } } as const;
  if (!place(context, when, { maybe_id: name, priority, call, maybe_periodic, origin }))
    throw new DispatchFailure({ type: "Exhausted" });
  // Asked for once by whoever stored it and once more here, as on finney: a long call outlives its task.
  if (call.type === "Lookup") requestOnce(context, call.value.hash);
}

/** Puts a task on a block's agenda, with Scheduled. Undefined, with nothing changed, when the agenda is full. */
export function place(
  context: DispatchContext,
  when: number,
  task: Scheduled,
): Address | undefined {
  const { state } = context;
  const agenda = storage.Agenda.get(state, when);
  const hole = agenda.length < MOST_TASKS ? agenda.length : agenda.indexOf(undefined);
  if (hole < 0) return undefined;
  agenda[hole] = task;
  storage.Agenda.put(state, when, agenda);
  if (task.maybe_id !== undefined) storage.Lookup.put(state, task.maybe_id, [when, hole]);
  context.deposit(event.Scheduled({ when, index: hole }));
  return [when, hole];
}

/** Takes a task off, with Canceled. Fails the call with NotFound. */
export function cancel(context: DispatchContext, [when, index]: Address): void {
  const { state } = context;
  const task = taskAt(context, [when, index]);
  dropCall(context, task.call);
  if (task.maybe_id !== undefined) storage.Lookup.remove(state, task.maybe_id);
  storage.Retries.remove(state, [when, index]);
  const left = storage.Agenda.get(state, when);
  left[index] = undefined;
  while (left.length > 0 && left.at(-1) === undefined) left.pop();
  if (left.length > 0) storage.Agenda.put(state, when, left);
  else storage.Agenda.remove(state, when);
  context.deposit(event.Canceled({ when, index }));
}

/** The task at a place. Fails the call with NotFound. */
export function taskAt({ state }: DispatchContext, [when, index]: Address): Scheduled {
  return storage.Agenda.get(state, when)[index] ?? scheduler.fail("NotFound");
}

/** Where a named task is. Fails the call with NotFound. */
export function placeOf({ state }: DispatchContext, name: string): Address {
  return storage.Lookup.find(state, name) ?? scheduler.fail("NotFound");
}
