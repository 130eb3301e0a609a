import { describe, expect, test } from "vitest";
import type { RuntimeCall } from "../../../../native/practice/frame/context.ts";
import { preimage } from "../../../../native/practice/runtime/preimage/pallet.ts";
import { scheduler } from "../../../../native/practice/runtime/scheduler/pallet.ts";
import { CallBench, call, id, person, TAO } from "../call-bench.ts";

const [payee, other] = [person(1), person(2)];
const { storage } = scheduler;
const NAME = `0x${"11".repeat(32)}`;

/** Sets a balance, as only root may. */
const endow = (who: string, rao: bigint): RuntimeCall =>
  call("Balances.force_set_balance", { who: id(who), new_free: rao });
/** Fails whoever calls it: the payee has nothing. */
const failing = call("Balances.force_transfer", {
  source: id(payee),
  dest: id(other),
  value: 5n * TAO,
});
/** As many balances set as asked for; from four on the call is too long for an agenda. */
const endowments = (count: number): RuntimeCall =>
  call("Utility.batch", { calls: new Array(count).fill(endow(payee, TAO)) });

const root = (chain: CallBench, name: string, args: Record<string, unknown>) =>
  chain.run("root", `Scheduler.${name}`, args);
const plan = (chain: CallBench, when: number, wish: Record<string, unknown> = {}) =>
  root(chain, "schedule", {
    when,
    maybe_periodic: undefined,
    priority: 0,
    call: endow(payee, TAO),
    ...wish,
  });

/** Goes to a block, and begins it; answers the names of its events. */
function begin(chain: CallBench, block: number): string[] {
  chain.block = block;
  chain.initialize("Scheduler");
  return chain.events.map(([name]) => name);
}
const results = (chain: CallBench) =>
  (chain.named("Scheduler.Dispatched") as { task: unknown; result: { type: string } }[]).map(
    ({ task, result }) => [task, result.type],
  );
const isEmpty = ({ state }: CallBench) =>
  storage.Agenda.entries(state).length +
    storage.Lookup.entries(state).length +
    storage.Retries.entries(state).length ===
  0;

describe("a call for later", () => {
  test("runs as root at the beginning of its block, once", () => {
    const chain = new CallBench();
    expect(plan(chain, 5)).toBe("ok");
    expect(chain.events).toEqual([["Scheduler.Scheduled", { when: 5, index: 0 }]]);
    expect(begin(chain, 4)).toEqual([]);
    expect(chain.data(payee).free).toBe(0n);
    expect(begin(chain, 5)).toContain("Scheduler.Dispatched");
    expect(results(chain)).toEqual([[[5, 0], "Ok"]]);
    expect(chain.data(payee).free).toBe(TAO);
    expect(begin(chain, 6)).toEqual([]);
    expect(isEmpty(chain)).toBe(true);
  });

  test("is root's to plan, in blocks that are still to come", () => {
    const chain = new CallBench();
    const wish = { when: 5, maybe_periodic: undefined, priority: 0, call: endow(payee, TAO) };
    expect(chain.run(payee, "Scheduler.schedule", wish)).toBe("BadOrigin");
    expect(plan(chain, 1)).toBe("Scheduler.TargetBlockNumberInPast");
    const after = { after: 2, maybe_periodic: undefined, priority: 0, call: endow(payee, TAO) };
    expect(root(chain, "schedule_after", after)).toBe("ok");
    expect(storage.Agenda.get(chain.state, 4)).toHaveLength(1);
  });

  test("may fail, which takes back what it did and is told", () => {
    const chain = new CallBench();
    plan(chain, 5, { call: failing });
    begin(chain, 5);
    expect(results(chain)).toEqual([[[5, 0], "Err"]]);
    expect(isEmpty(chain)).toBe(true);
  });

  test("runs before others of its block when its priority number is lower", () => {
    const chain = new CallBench();
    plan(chain, 5, { priority: 200, call: endow(payee, 2n * TAO) });
    plan(chain, 5, { priority: 10, call: endow(payee, 3n * TAO) });
    begin(chain, 5);
    expect(results(chain)).toEqual([
      [[5, 1], "Ok"],
      [[5, 0], "Ok"],
    ]);
    expect(chain.data(payee).free).toBe(2n * TAO);
  });

  test("that is long waits in Preimage, and cannot run when it is gone from there", () => {
    const chain = new CallBench();
    plan(chain, 5, { call: endowments(4) });
    plan(chain, 6, { call: endowments(5) });
    begin(chain, 5);
    expect(results(chain)).toEqual([[[5, 0], "Ok"]]);
    for (const [key] of preimage.storage.PreimageFor.entries(chain.state))
      preimage.storage.PreimageFor.remove(chain.state, ...key);
    expect(begin(chain, 6)).toEqual(["Scheduler.CallUnavailable"]);
    // The task stays as a reminder, as on finney.
    expect(storage.Agenda.get(chain.state, 6)).toHaveLength(1);
  });

  test("comes again, as often as asked for", () => {
    const chain = new CallBench();
    plan(chain, 5, { maybe_periodic: [3, 3] });
    const ran: number[] = [];
    for (let block = 2; block <= 20; block += 1)
      if (begin(chain, block).includes("Scheduler.Dispatched")) ran.push(block);
    expect(ran).toEqual([5, 8, 11]);
    expect(isEmpty(chain)).toBe(true);
  });
});

describe("a named call", () => {
  const named = (chain: CallBench, wish: Record<string, unknown> = {}) =>
    root(chain, "schedule_named", {
      id: NAME,
      when: 5,
      maybe_periodic: undefined,
      priority: 0,
      call: endow(payee, TAO),
      ...wish,
    });

  test("has a name of its own until it has run, and through its repetitions", () => {
    const chain = new CallBench();
    expect(named(chain, { maybe_periodic: [2, 2] })).toBe("ok");
    expect(named(chain)).toBe("Scheduler.FailedToSchedule");
    expect(storage.Lookup.get(chain.state, NAME)).toEqual([5, 0]);
    begin(chain, 5);
    expect(storage.Lookup.get(chain.state, NAME)).toEqual([7, 0]);
    begin(chain, 7);
    expect(isEmpty(chain)).toBe(true);
    chain.block = 3;
    const after = {
      id: NAME,
      after: 0,
      maybe_periodic: undefined,
      priority: 0,
      call: endow(payee, TAO),
    };
    expect(root(chain, "schedule_named_after", after)).toBe("ok");
    expect(storage.Lookup.get(chain.state, NAME)).toEqual([4, 0]);
  });

  test("can be cancelled by its name, others by their place", () => {
    const chain = new CallBench();
    named(chain);
    plan(chain, 5);
    expect(root(chain, "cancel_named", { id: NAME })).toBe("ok");
    expect(chain.events).toEqual([["Scheduler.Canceled", { when: 5, index: 0 }]]);
    expect(root(chain, "cancel_named", { id: NAME })).toBe("Scheduler.NotFound");
    expect(root(chain, "cancel", { when: 5, index: 0 })).toBe("Scheduler.NotFound");
    expect(root(chain, "cancel", { when: 5, index: 1 })).toBe("ok");
    expect(isEmpty(chain)).toBe(true);
  });
});

describe("a call that failed", () => {
  test("is tried again as often as asked for, and no more", () => {
    const chain = new CallBench();
    plan(chain, 5, { call: failing });
    const retry = { task: [5, 0], retries: 2, period: 3 };
    expect(root(chain, "set_retry", { ...retry, task: [5, 1] })).toBe("Scheduler.NotFound");
    expect(root(chain, "set_retry", retry)).toBe("ok");
    expect(chain.named("Scheduler.RetrySet")).toHaveLength(1);
    const ran: number[] = [];
    for (let block = 5; block <= 20; block += 1)
      if (begin(chain, block).includes("Scheduler.Dispatched")) ran.push(block);
    expect(ran).toEqual([5, 8, 11]);
    expect(isEmpty(chain)).toBe(true);
  });

  test("is tried no more once it went well, or once the retry is cancelled", () => {
    const chain = new CallBench();
    plan(chain, 5, { call: failing });
    root(chain, "set_retry", { task: [5, 0], retries: 9, period: 1 });
    begin(chain, 5);
    chain.fund(payee, 9n * TAO);
    chain.fund(other, TAO);
    begin(chain, 6);
    expect(results(chain)).toEqual([[[6, 0], "Ok"]]);
    expect(isEmpty(chain)).toBe(true);
    plan(chain, 20, { call: failing });
    root(chain, "set_retry", { task: [20, 0], retries: 9, period: 1 });
    expect(root(chain, "cancel_retry", { task: [20, 0] })).toBe("ok");
    expect(storage.Retries.entries(chain.state)).toEqual([]);
  });

  test("can be told by its name", () => {
    const chain = new CallBench();
    const wish = { maybe_periodic: undefined, priority: 0, call: failing };
    root(chain, "schedule_named", { id: NAME, when: 5, ...wish });
    expect(root(chain, "set_retry_named", { id: NAME, retries: 1, period: 1 })).toBe("ok");
    expect(chain.named("Scheduler.RetrySet")).toEqual([
      { task: [5, 0], id: NAME, period: 1, retries: 1 },
    ]);
    expect(root(chain, "cancel_retry_named", { id: NAME })).toBe("ok");
    expect(storage.Retries.entries(chain.state)).toEqual([]);
  });
});

describe("too much for one block", () => {
  /** Nine tenths of what scheduled calls may take together, by calls that weigh it. */
  const heavy = (): RuntimeCall => {
    const one = call("Scheduler.cancel", { when: 0, index: 0 });
    return call("Utility.batch", { calls: new Array(9_600).fill(one) });
  };

  test("waits for the next, what came first goes first", () => {
    const chain = new CallBench();
    plan(chain, 5, { call: heavy() });
    plan(chain, 5, { call: heavy(), priority: 1 });
    expect(begin(chain, 5)).toContain("Scheduler.AgendaIncomplete");
    expect(results(chain)).toHaveLength(1);
    expect(storage.IncompleteSince.get(chain.state)).toBe(5);
    begin(chain, 6);
    expect(results(chain)).toEqual([[[5, 1], "Ok"]]);
    expect(storage.IncompleteSince.has(chain.state)).toBe(false);
    expect(isEmpty(chain)).toBe(true);
  });

  test("is full at fifty tasks, until one is cancelled", () => {
    const chain = new CallBench();
    for (let number = 0; number < 50; number += 1) expect(plan(chain, 5)).toBe("ok");
    expect(plan(chain, 5)).toBe("Exhausted");
    root(chain, "cancel", { when: 5, index: 7 });
    expect(plan(chain, 5)).toBe("ok");
    expect(chain.events).toEqual([["Scheduler.Scheduled", { when: 5, index: 7 }]]);
  });
});
