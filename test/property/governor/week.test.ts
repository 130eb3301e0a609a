import fc from "fast-check";
import { expect, test } from "vitest";
import type { GovernorSettings, GovernorSlot } from "../../../native/api/governor.ts";
import { localDate, type Offset } from "../../../native/governor/calendar/local-time.ts";
import { preview } from "../../../native/governor/calendar/preview.ts";
import { firstState } from "../../../native/governor/machine/governor-state.ts";
import { appearance } from "../../../native/governor/machine/machine.ts";
import { statusOf } from "../../../native/governor/status.ts";
import { base, drive, gpu } from "./histories.ts";
import { cached, turns, zone, zones } from "./zones.ts";

/** Between two looks; longer gaps would not count as energy. */
const STEP = 10_000;
/** What a card draws while nothing runs. */
const IDLE = 20;

/** Weeks around every change of the clocks in these zones, and some without. */
const begin = fc
  .tuple(fc.constantFrom(...turns), fc.integer({ min: 0, max: 6 * 86_400 }))
  .map(([turn, seconds]) => turn - seconds * 1_000);
const minute = fc.integer({ min: 0, max: 1440 });
const rate = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    fromMinute: minute,
    toMinute: minute,
    pricePerKilowattHour: fc.constantFrom(0.1, 0.4),
  })
  .filter(({ fromMinute, toMinute }) => fromMinute !== toMinute && fromMinute - toMinute !== 1440);
const settings: fc.Arbitrary<GovernorSettings> = fc
  .record({
    hours: fc.array(fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }), {
      minLength: 7,
      maxLength: 7,
    }),
    scheduled: fc.boolean(),
    rates: fc.array(rate, { maxLength: 3 }),
    limited: fc.boolean(),
    perDay: fc.option(fc.double({ min: 0.3, max: 8, noNaN: true }), { nil: undefined }),
  })
  .map(({ hours, scheduled, rates, limited, perDay }) => ({
    ...base,
    power: perDay === undefined ? {} : { kilowattHoursPerDay: perDay },
    schedule: { enabled: scheduled, hours },
    tariff: {
      enabled: limited,
      currency: "EUR",
      basePrice: 0.2,
      rates,
      mostPerKilowattHour: 0.3,
    },
  }));

/** One look: whether work was let run, what held it back, and when it was said to go on. */
interface Look {
  readonly at: number;
  readonly runs: boolean;
  readonly kinds: readonly string[];
  readonly resumesAt: number | undefined;
}
const nothing = { fullScreen: false, presence: false, battery: false };

/** What the governor did of a week, look by look, with the kind of reason that held it back. */
function live(
  chosen: GovernorSettings,
  offset: Offset,
  week: { readonly start: number; readonly end: number },
  watts: number,
  handUntil: number,
): Look[] {
  const looks: Look[] = [];
  let state = firstState({ now: week.start, hand: { since: week.start, until: handUntil } });
  for (let now = week.start; now < week.end; now += STEP) {
    const drawn = state.phase.kind === "running" ? watts : IDLE;
    const readings = { gpus: [gpu({ watts: drawn })] };
    state = drive(state, { kind: "read", readings }, now, chosen, true, offset).state;
    looks.push({
      at: now,
      runs: appearance(state) === "running",
      kinds: state.reasons.map(({ kind }) => kind),
      resumesAt: statusOf({ settings: chosen, offset, now }, state, nothing).resumesAt,
    });
  }
  return looks;
}

const inside = (slots: readonly GovernorSlot[], at: number): GovernorSlot | undefined =>
  slots.find(({ start, end }) => start <= at && at < end);

test("a week that is lived is the week that was previewed, at every look", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      begin,
      settings,
      fc.integer({ min: 60, max: 600 }),
      fc.constantFrom(0, 0, 90, 1_000, 10_080),
      (name, start, chosen, watts, minutes) => {
        const offset = cached(zone(name));
        const byHand = start + minutes * 60_000;
        const plan = preview(chosen, start, offset, watts, 0, byHand);
        const end = plan.slots.at(-1)?.end ?? start;
        const lateOf = new Map<string, number>();
        for (const { at, runs, kinds, resumesAt } of live(
          chosen,
          offset,
          { start, end },
          watts,
          byHand,
        )) {
          const slot = inside(plan.slots, at);
          const byEnergy = kinds.includes("energyBudget");
          if (slot?.runs === runs) {
            // Where the calendar holds it back, it says so; that the day's energy is gone too is no contradiction.
            if (slot.reason !== undefined) expect(kinds).toContain(slot.reason);
            // What it says of its end is where the plan goes on, as far as the plan goes.
            const next = plan.slots.find((later) => later.runs && later.start > at);
            if (!runs && next !== undefined && chosen.power.kilowattHoursPerDay === undefined)
              expect(resumesAt).toBe(next.start);
            continue;
          }
          // Hours and prices are exact. Energy is counted by looks, of which each start of work costs one.
          expect(slot?.reason === "energyBudget" || byEnergy).toBe(true);
          const date = localDate(at, offset);
          lateOf.set(date, (lateOf.get(date) ?? 0) + STEP);
        }
        for (const late of lateOf.values()) expect(late).toBeLessThanOrEqual(26 * STEP);
      },
    ),
    { numRuns: 12 },
  );
}, 240_000);
