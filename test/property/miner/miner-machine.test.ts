import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { miningStatus, miningStepNames } from "../../../native/api/mining.ts";
import {
  advance,
  type MinerEvent,
  type MinerState,
  minerOff,
} from "../../../native/miner/miner-machine.ts";
import { freshLeft, miningStatusOf } from "../../../native/miner/miner-status.ts";
import { setupSteps } from "../../../native/miner/steps.ts";

const pace = { blockSeconds: 1, tempo: 20 };
const start = { kind: "start", wallet: "w", hotkey: "h", netuid: 1, pace } as const;
const error = { code: "ENGINE_DOWN", detail: { reason: "gone" } } as const;
const step = fc.constantFrom(...miningStepNames);

const happening = fc.oneof(
  fc.constant(start),
  step.map((name) => ({ kind: "begun", step: name }) as const),
  step.map((name) => ({ kind: "begun", step: name, error }) as const),
  step.map((name) => ({ kind: "facts", step: name, facts: { uid: 3 } }) as const),
  step.map((name) => ({ kind: "done", step: name }) as const),
  fc.constantFrom(...setupSteps).map((name) => ({ kind: "done", step: name }) as const),
  step.map((name) => ({ kind: "failed", step: name, error }) as const),
  fc.constant({ kind: "figures", figures: { uid: 5 } } as const),
  fc.constant({ kind: "challenge-received", validator: "v" } as const),
  fc.constant({ kind: "challenge-answered", millis: 4 } as const),
  fc.constant({ kind: "challenge-refused" } as const),
  fc.constant({ kind: "challenge-failed" } as const),
  fc.constant({ kind: "rewarded", facts: { block: 9 } } as const),
  fc.constant({ kind: "stop" } as const),
  fc.constant({ kind: "stopped" } as const),
);
type Undated<Event> = Event extends unknown ? Omit<Event, "at"> : never;
type Happening = Undated<MinerEvent>;
const paused = fc.tuple(fc.integer({ min: 0, max: 60_000 }), happening);
const history = fc.array(paused, { maxLength: 60 }).map((list) => dated(list));

function dated(list: readonly (readonly [number, Happening])[]): MinerEvent[] {
  let at = 1_000_000;
  return list.map(([pause, event]) => {
    at += pause;
    return { ...event, at } as MinerEvent;
  });
}

/** Anything, then all the way to a first answer, then a little more: most of these end in a miner that serves. */
const served = fc
  .tuple(fc.array(paused, { maxLength: 20 }), fc.array(paused, { maxLength: 4 }))
  .map(([before, after]) =>
    dated([
      ...before,
      [0, { kind: "stopped" }],
      [0, start],
      ...setupSteps.map((step) => [1_000, { kind: "done", step }] as const),
      [1_000, { kind: "challenge-received", validator: "v" }],
      [1_000, { kind: "challenge-answered", millis: 4 }],
      ...after,
    ]),
  );

function play(events: readonly MinerEvent[], from: MinerState = minerOff): MinerState {
  return events.reduce(advance, from);
}

describe("the miner's machine", () => {
  it("tells of the first challenge, answer and reward, whatever comes after them", () => {
    const events = dated([
      [0, start],
      ...setupSteps.map((name) => [1_000, { kind: "done", step: name }] as const),
      [1_000, { kind: "challenge-received", validator: "first" }],
      [1_000, { kind: "challenge-answered", millis: 4 }],
      [1_000, { kind: "rewarded", facts: { block: 800 } }],
      [1_000, { kind: "challenge-received", validator: "second" }],
      [1_000, { kind: "challenge-answered", millis: 144 }],
      [1_000, { kind: "rewarded", facts: { block: 860 } }],
    ]);
    const status = miningStatusOf(play(events), 1_020_000, pace);
    expect(status.challenges).toMatchObject({ received: 2, answered: 2 });
    expect(status.steps.slice(-3).map(({ state, facts }) => ({ state, facts }))).toEqual([
      { state: "done", facts: { validator: "first" } },
      { state: "done", facts: { millis: 4 } },
      { state: "done", facts: { block: 800 } },
    ]);
  });

  it("always has a status that the contract accepts, with the eight steps in order", () => {
    fc.assert(
      fc.property(history, fc.nat(200_000), (events, later) => {
        const now = (events.at(-1)?.at ?? 0) + later;
        const status = miningStatus.parse(miningStatusOf(play(events), now, pace));
        expect(status.steps.map((one) => one.name)).toEqual([...miningStepNames]);
      }),
    );
  });

  it("says earning only while serving and while an answer is fresh", () => {
    fc.assert(
      fc.property(fc.oneof(served, history), fc.nat(120_000), (events, later) => {
        const now = (events.at(-1)?.at ?? 0) + later;
        const state = play(events);
        const status = miningStatusOf(state, now, pace);
        fc.pre(status.state === "earning");
        expect(status.lastAnswerAt).toBeDefined();
        expect(now - (status.lastAnswerAt ?? 0)).toBeLessThanOrEqual(status.freshForMillis);
        expect(status.challenges.answered).toBeGreaterThan(0);
        const setup = status.steps.filter((one) => setupSteps.includes(one.name));
        expect(setup.every((one) => one.state === "done")).toBe(true);
        const left = freshLeft(state, now) ?? 0;
        expect(miningStatusOf(state, now + left, pace).state).toBe("stale");
      }),
    );
  });

  it("keeps counts that only grow until it is started again", () => {
    fc.assert(
      fc.property(history, (events) => {
        let state: MinerState = play([{ ...start, at: 1 }]);
        let compared = 0;
        for (const event of events) {
          const next = advance(state, event);
          if (state.kind === "running" && next.kind === "running") {
            compared += 1;
            for (const key of ["received", "answered", "refused", "failed"] as const) {
              expect(next.session.challenges[key]).toBeGreaterThanOrEqual(
                state.session.challenges[key],
              );
            }
          }
          state = next;
        }
        fc.pre(compared > 0);
      }),
    );
  });

  it("ignores what comes too late after a stop", () => {
    fc.assert(
      fc.property(history, history, (before, after) => {
        const late = after.filter((event) => !["start", "stopped"].includes(event.kind));
        const stopping = play([...before, { ...start, at: 1 }, { kind: "stop", at: 2 }]);
        expect(["stopping", "off"]).toContain(play(late, stopping).kind);
      }),
    );
  });

  it("walks from the click to the first reward", () => {
    const walk: MinerEvent[] = [{ ...start, at: 0 }];
    for (const name of setupSteps) {
      walk.push({ kind: "begun", step: name, at: 1_000 }, { kind: "done", step: name, at: 2_000 });
    }
    const waiting = play(walk);
    expect(miningStatusOf(waiting, 2_000, pace).state).toBe("waiting");
    const active = (state: MinerState) =>
      miningStatusOf(state, 3_000, pace).steps.find((one) => one.state === "active")?.name;
    expect(active(waiting)).toBe("challenge");
    const asked = advance(waiting, { kind: "challenge-received", validator: "v", at: 3_000 });
    expect(active(asked)).toBe("answer");
    const told = advance(asked, { kind: "challenge-answered", millis: 40, at: 3_040 });
    expect(active(told)).toBe("reward");
    expect(miningStatusOf(told, 3_040, pace).state).toBe("earning");
    expect(miningStatusOf(told, 3_040 + 90_001, pace).state).toBe("stale");
    const paid = advance(told, { kind: "rewarded", facts: { block: 40 }, at: 9_000 });
    expect(active(paid)).toBeUndefined();
  });

  it("shows a dead engine in its step, and is not earning until it is back", () => {
    const walk: MinerEvent[] = [{ ...start, at: 0 }];
    for (const name of setupSteps) walk.push({ kind: "done", step: name, at: 1 });
    walk.push({ kind: "challenge-received", validator: "v", at: 2 });
    walk.push({ kind: "challenge-answered", millis: 1, at: 3 });
    const earning = play(walk);
    const down = advance(earning, { kind: "begun", step: "model", error, at: 4 });
    const status = miningStatusOf(down, 5, pace);
    expect(status.state).toBe("starting");
    expect(status.steps.find((one) => one.name === "model")).toMatchObject({
      state: "active",
      error,
    });
    const back = advance(down, { kind: "done", step: "model", at: 6 });
    expect(miningStatusOf(back, 7, pace).state).toBe("earning");
  });
});
