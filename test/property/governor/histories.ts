import fc from "fast-check";
import type { GovernorSettings } from "../../../native/api/governor.ts";
import type { Offset } from "../../../native/governor/calendar/local-time.ts";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import {
  firstState,
  type GovernorAction,
  type GovernorEvent,
  type GovernorState,
} from "../../../native/governor/machine/governor-state.ts";
import { advance } from "../../../native/governor/machine/machine.ts";
import type { GpuReading, Readings } from "../../../native/governor/machine/readings.ts";
import { zone } from "./zones.ts";

/** Where the machine stands. */
export const offset = zone("Europe/Berlin");
/** When every history begins. */
export const START = Date.UTC(2026, 5, 1, 12);
/** Bytes. */
export const GIB = 2 ** 30;
/** The settings of a real network. */
export const base = defaultSettings({ practice: false });

/** A card at work that is not hot, changed. */
export function gpu(change: Partial<GpuReading> = {}): GpuReading {
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
export function drive(
  state: GovernorState,
  event: GovernorEvent,
  now: number,
  settings: GovernorSettings = base,
  obey = true,
  where: Offset = offset,
): { state: GovernorState; actions: GovernorAction[] } {
  const world = { settings, offset: where, now };
  const first = advance(world, state, event);
  const actions = [...first.actions];
  let current = first.state;
  if (!obey) return { state: current, actions };
  for (const queue = [...first.actions]; queue.length > 0; ) {
    const action = queue.shift();
    if (action === undefined || action.kind === "pace") continue;
    const kind = action.kind === "suspend" ? "suspended" : "resumed";
    const step = advance(world, current, { kind, turn: action.turn });
    current = step.state;
    queue.push(...step.actions);
    actions.push(...step.actions);
  }
  return { state: current, actions };
}

const celsius = fc.option(fc.integer({ min: 30, max: 110 }), { nil: undefined });
/** Whatever can be read of up to two cards and the person. */
export const readings: fc.Arbitrary<Readings> = fc.record({
  gpus: fc
    .array(
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
    )
    .map((cards) => cards.map((card, index) => ({ ...card, id: `gpu-${index}` }))),
  idleSeconds: fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
  fullScreen: fc.option(fc.boolean(), { nil: undefined }),
  onBattery: fc.option(fc.boolean(), { nil: undefined }),
  asleep: fc.option(fc.boolean(), { nil: undefined }),
});
const action = fc.constantFrom("run", "slow", "pause" as const) as fc.Arbitrary<
  "run" | "slow" | "pause"
>;
/** Whatever can be set. */
export const settings: fc.Arbitrary<GovernorSettings> = fc
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
/** Something that happens, after so much time, under such settings. */
export const moment = fc.record({ event, millis: fc.integer({ min: 0, max: 90_000 }), settings });

/** Plays a history; `seen` is called after each event. */
export function play(
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
