import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GovernorSettings, governorStatus } from "../../../native/api/governor.ts";
import { standingAt } from "../../../native/governor/calendar/calendar.ts";
import { preview } from "../../../native/governor/calendar/preview.ts";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import {
  firstState,
  type GovernorAction,
  type GovernorEvent,
  type GovernorState,
} from "../../../native/governor/machine/governor-state.ts";
import { advance, appearance } from "../../../native/governor/machine/machine.ts";
import type { GpuReading, Readings } from "../../../native/governor/machine/readings.ts";
import { statusOf } from "../../../native/governor/status.ts";
import { zone, zones } from "./zones.ts";

const offset = zone("Europe/Berlin");
const START = Date.UTC(2026, 5, 1, 12);
const GIB = 2 ** 30;
const base = defaultSettings({ practice: false });

function gpu(change: Partial<GpuReading> = {}): GpuReading {
  return {
    id: "gpu-0",
    name: "RTX",
    celsius: 60,
    watts: 200,
    dedicated: true,
    totalBytes: 24 * GIB,
    usedBytes: 9 * GIB,
    ownBytes: 8 * GIB,
    ...change,
  };
}

/** Does what the shell does with an engine that always obeys: answers each order, at once or never. */
function drive(
  state: GovernorState,
  event: GovernorEvent,
  now: number,
  settings: GovernorSettings = base,
  obey = true,
): { state: GovernorState; actions: GovernorAction[] } {
  const first = advance({ settings, offset, now }, state, event);
  const actions = [...first.actions];
  let current = first.state;
  if (!obey) return { state: current, actions };
  for (const queue = [...first.actions]; queue.length > 0; ) {
    const action = queue.shift();
    if (action === undefined || action.kind === "pace") continue;
    const kind = action.kind === "suspend" ? "suspended" : "resumed";
    const step = advance({ settings, offset, now }, current, { kind, turn: action.turn });
    current = step.state;
    queue.push(...step.actions);
    actions.push(...step.actions);
  }
  return { state: current, actions };
}

const celsius = fc.option(fc.integer({ min: 30, max: 110 }), { nil: undefined });
const readings: fc.Arbitrary<Readings> = fc.record({
  gpus: fc.array(
    fc
      .record({
        celsius,
        watts: fc.option(fc.integer({ min: 5, max: 600 }), { nil: undefined }),
        used: fc.integer({ min: 0, max: 24 }),
        own: fc.integer({ min: 0, max: 24 }),
      })
      .map(({ celsius: hot, watts, used, own }) =>
        gpu({ celsius: hot, watts, usedBytes: used * GIB, ownBytes: Math.min(own, used) * GIB }),
      ),
    { maxLength: 2 },
  ),
  idleSeconds: fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
  fullScreen: fc.option(fc.boolean(), { nil: undefined }),
  onBattery: fc.option(fc.boolean(), { nil: undefined }),
  asleep: fc.option(fc.boolean(), { nil: undefined }),
});
const action = fc.constantFrom("run", "slow", "pause" as const) as fc.Arbitrary<
  "run" | "slow" | "pause"
>;
const settings: fc.Arbitrary<GovernorSettings> = fc
  .record({
    temperature: fc.boolean(),
    watts: fc.option(fc.integer({ min: 50, max: 500 }), { nil: undefined }),
    perDay: fc.option(fc.constantFrom(0.01, 5), { nil: undefined }),
    schedule: fc.boolean(),
    vram: action,
    fullScreen: action,
    presence: action,
    battery: action,
  })
  .map((chosen) => ({
    ...base,
    temperature: { ...base.temperature, enabled: chosen.temperature },
    power: {
      ...(chosen.watts === undefined ? {} : { watts: chosen.watts }),
      ...(chosen.perDay === undefined ? {} : { kilowattHoursPerDay: chosen.perDay }),
    },
    schedule: {
      enabled: chosen.schedule,
      hours: base.schedule.hours.map((day) => day.map((_, hour) => hour % 3 !== 0)),
    },
    others: { ...base.others, vram: chosen.vram, fullScreen: chosen.fullScreen },
    presence: { action: chosen.presence, idleMinutes: 5 },
    battery: { action: chosen.battery },
  }));
const event = fc.oneof(
  { weight: 6, arbitrary: readings.map((read) => ({ kind: "read", readings: read }) as const) },
  fc.constant({ kind: "settings" } as const),
  fc.constant({ kind: "release" } as const),
  fc
    .option(fc.integer({ min: 1_000, max: 600_000 }), { nil: undefined })
    .map((millis) => ({ kind: "hand", millis }) as const),
  fc
    .tuple(
      fc.constantFrom("suspended", "resumed", "failed" as const),
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([kind, back]) => ({ kind, back }) as const),
);
const moment = fc.record({ event, millis: fc.integer({ min: 0, max: 90_000 }), settings });

/** Plays a history; `seen` is called after each event. */
function play(
  history: readonly (typeof moment extends fc.Arbitrary<infer M> ? M : never)[],
  seen: (step: {
    readonly before: GovernorState;
    readonly state: GovernorState;
    readonly actions: readonly GovernorAction[];
    readonly settings: GovernorSettings;
    readonly now: number;
  }) => void,
): GovernorState {
  let state = firstState({ now: START });
  let now = START;
  for (const { event: happening, millis, settings: chosen } of history) {
    now += millis;
    const before = state;
    const dated = ((): GovernorEvent => {
      if (happening.kind === "hand")
        return {
          kind: "hand",
          until: happening.millis === undefined ? undefined : now + happening.millis,
        };
      if ("back" in happening)
        return { kind: happening.kind as "failed", turn: state.turn - happening.back };
      return happening;
    })();
    const step = advance({ settings: chosen, offset, now }, state, dated);
    state = step.state;
    seen({ before, state, actions: step.actions, settings: chosen, now });
  }
  return state;
}

describe("the governor's machine, whatever happens", () => {
  it("tells nothing that the contract does not know", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 40 }), (history) => {
        play(history, ({ state, settings: chosen, now }) => {
          const available = { fullScreen: true, presence: true, battery: false };
          const status = statusOf({ settings: chosen, offset, now }, state, available);
          expect(governorStatus.safeParse(status).error).toBeUndefined();
          expect(status.pace).toBe(state.phase.kind === "running" ? state.pace : 0);
        });
      }),
    );
  });

  it("never runs while a reason pauses, and never stays paused without one", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 40 }), (history) => {
        play(history, ({ state }) => {
          const pauses = state.reasons.some(
            (one) => one.action === "pause" || one.action === "stop",
          );
          if (pauses) expect(["pausing", "paused"]).toContain(state.phase.kind);
          else expect(state.phase.kind).not.toBe("paused");
        });
      }),
    );
  });

  it("a hard stop always wins: whatever was going on, requests in work get no grace", () => {
    fc.assert(
      fc.property(
        fc.array(moment, { maxLength: 30 }),
        fc.integer({ min: base.temperature.stopAt, max: 120 }),
        settings,
        (history, hot, chosen) => {
          const before = play(history, () => undefined);
          const enabled = { ...chosen, temperature: { ...chosen.temperature, enabled: true } };
          const now = START + 10_000_000;
          const read = { kind: "read", readings: { gpus: [gpu({ celsius: hot })] } } as const;
          const { state, actions } = drive(before, read, now, enabled, false);
          expect(state.reasons).toContainEqual(
            expect.objectContaining({ kind: "temperature", action: "stop", value: hot }),
          );
          if (before.phase.kind === "paused") {
            expect(actions).toEqual([]);
            return;
          }
          expect(state.phase).toMatchObject({ kind: "pausing", hard: true });
          const cut = before.phase.kind === "pausing" && before.phase.hard;
          if (!cut)
            expect(actions).toEqual([{ kind: "suspend", turn: state.turn, graceMillis: 0 }]);
        },
      ),
    );
  });

  it("never changes its mind inside the band between resume and slow", () => {
    const band = fc.integer({ min: 76, max: 79 });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 40, max: 110 }), { minLength: 1, maxLength: 20 }),
        fc.array(band, { minLength: 1, maxLength: 40 }),
        (way, stay) => {
          let state = firstState({ now: START });
          let now = START;
          const at = (hot: number): readonly GovernorAction[] => {
            now += 1_000;
            const read = { kind: "read", readings: { gpus: [gpu({ celsius: hot })] } } as const;
            const step = drive(state, read, now);
            state = step.state;
            return step.actions;
          };
          for (const hot of way) at(hot);
          at(stay[0] ?? 76);
          const held = appearance(state);
          for (const hot of stay) {
            expect(at(hot)).toEqual([]);
            expect(appearance(state)).toBe(held);
          }
        },
      ),
    );
  });

  it("ends every pause by itself when all is well again, and the engine was told so once", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 30 }), (history) => {
        let state = play(history, () => undefined);
        const now = START + 20_000_000;
        const calm = { kind: "read", readings: { gpus: [gpu({ celsius: 40 })] } } as const;
        for (const [index, happening] of [{ kind: "release" } as const, calm, calm].entries())
          state = drive(state, happening, now + index * 61_000).state;
        // What was under way before may still be waiting for its answer.
        if (state.phase.kind === "pausing" || state.phase.kind === "resuming") {
          const kind = state.phase.kind === "pausing" ? "suspended" : "resumed";
          state = drive(state, { kind, turn: state.turn }, now + 200_000).state;
        }
        expect(appearance(state)).toBe("running");
        expect(state.reasons).toEqual([]);
      }),
    );
  });

  it("never pauses a computer without a GPU for heat, watts or memory", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 30 }), (history) => {
        const bare = history.map((one) =>
          one.event.kind === "read"
            ? { ...one, event: { ...one.event, readings: { ...one.event.readings, gpus: [] } } }
            : one,
        );
        play(bare, ({ state, settings: chosen }) => {
          const kinds = ["temperature", "powerBudget", "energyBudget", "vram"];
          expect(state.reasons.filter(({ kind }) => kinds.includes(kind))).toEqual([]);
          const unknown = state.reasons.find(({ kind }) => kind === "temperatureUnknown");
          if (chosen.temperature.enabled) expect(unknown?.action).toBe("none");
          else expect(unknown).toBeUndefined();
        });
      }),
    );
  });

  it("gives way to another program once, and takes the memory back once, however long each stays", () => {
    const stretch = fc.record({
      others: fc.integer({ min: 0, max: 24 * 4 }),
      seconds: fc.integer({ min: 12, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 20 * 4 }),
        fc.array(stretch, { minLength: 1, maxLength: 8 }),
        (model, way) => {
          const quarter = GIB / 4;
          let state = firstState({ now: START });
          let now = START;
          for (const { others, seconds } of way) {
            let orders = 0;
            for (let second = 0; second < seconds; second += 1) {
              now += 1_000;
              const own = state.phase.kind === "running" ? model * quarter : 0;
              const foreign = Math.min(others * quarter, 24 * GIB - own);
              const change = { usedBytes: foreign + own, ownBytes: own };
              const readings = { gpus: [gpu(change)] };
              const step = drive(state, { kind: "read", readings }, now);
              state = step.state;
              orders += step.actions.filter(({ kind }) => kind !== "pace").length;
            }
            expect(orders).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it("lets through only answers to its last order", () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 40 }), (history) => {
        play(history, ({ before, state, actions }) => {
          const orders = actions.filter(({ kind }) => kind !== "pace");
          expect(orders.length).toBeLessThanOrEqual(1);
          expect(state.turn).toBe(before.turn + orders.length);
          if (before.phase.kind === "running" && state.phase.kind !== "running")
            expect(orders).toHaveLength(1);
        });
      }),
    );
  });

  it("does at each instant what the preview said, as far as hours and prices go", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 400 * 86_400_000 }),
        fc.array(fc.boolean(), { minLength: 168, maxLength: 168 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (name, later, flags, parts) => {
          const there = zone(name);
          const chosen: GovernorSettings = {
            ...base,
            schedule: {
              enabled: true,
              hours: Array.from({ length: 7 }, (_, day) => flags.slice(day * 24, day * 24 + 24)),
            },
          };
          const { slots } = preview(chosen, START + later, there, undefined);
          for (const part of parts) {
            const slot = slots[Math.floor(part * (slots.length - 1))];
            if (slot === undefined) continue;
            const now = slot.start + Math.floor((slot.end - slot.start - 1) * part);
            const read = { kind: "read", readings: { gpus: [] } } as const;
            const world = { settings: chosen, offset: there, now };
            const { state } = advance(world, firstState({ now }), read);
            expect(state.phase.kind === "running").toBe(slot.runs);
            const reason = state.reasons.find(({ kind }) => kind === "schedule");
            if (slot.runs) expect(reason).toBeUndefined();
            else if (reason?.until !== undefined)
              expect(standingAt(chosen, reason.until, there).schedule).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
