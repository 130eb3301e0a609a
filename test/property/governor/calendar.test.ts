import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GovernorSettings } from "../../../native/api/governor.ts";
import {
  boundaryMinutes,
  firstStanding,
  runs,
  standingAt,
} from "../../../native/governor/calendar/calendar.ts";
import {
  localDate,
  localTime,
  nextBoundary,
  nextMidnight,
  weekLater,
} from "../../../native/governor/calendar/local-time.ts";
import { preview } from "../../../native/governor/calendar/preview.ts";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import { turns, zone, zones } from "./zones.ts";

const offsets = new Map(zones.map((name) => [name, zone(name)]));
const place = fc
  .constantFrom(...zones)
  .map((name) => ({ name, offset: offsets.get(name) ?? zone(name) }));
/** Two years, so that every week with a change of the clocks is likely to be met. */
const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });
/** Around changes of the clocks in these zones. */
const turning = fc
  .tuple(fc.constantFrom(...turns), fc.integer({ min: -2 * 86_400_000, max: 2 * 86_400_000 }))
  .map(([turn, apart]) => turn + apart);
const when = fc.oneof(instant, turning);

const minute = fc.integer({ min: 0, max: 1440 });
const rate = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    fromMinute: minute,
    toMinute: minute,
    pricePerKilowattHour: fc.constantFrom(0.1, 0.2, 0.4),
  })
  .filter(({ fromMinute, toMinute }) => fromMinute !== toMinute);
const settings: fc.Arbitrary<GovernorSettings> = fc
  .record({
    schedule: fc.boolean(),
    hours: fc.array(fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }), {
      minLength: 7,
      maxLength: 7,
    }),
    tariff: fc.boolean(),
    rates: fc.array(rate, { maxLength: 4 }),
    most: fc.option(fc.constantFrom(0.05, 0.15, 0.3), { nil: undefined }),
  })
  .map(({ schedule, hours, tariff, rates, most }) => ({
    ...defaultSettings({ practice: false }),
    schedule: { enabled: schedule, hours },
    tariff: {
      enabled: tariff,
      currency: "EUR",
      basePrice: 0.3,
      rates,
      ...(most === undefined ? {} : { mostPerKilowattHour: most }),
    },
  }));

describe("local time", () => {
  it("reads the same wall clock as the platform", () => {
    fc.assert(
      fc.property(place, when, ({ name, offset }, at) => {
        const parts = new Intl.DateTimeFormat("en-CA", {
          timeZone: name,
          hourCycle: "h23",
          dateStyle: "short",
          timeStyle: "short",
        }).format(at);
        const { minute: passed } = localTime(at, offset);
        const clock = [Math.floor(passed / 60), passed % 60];
        const text = clock.map((part) => String(part).padStart(2, "0")).join(":");
        expect(parts.replace(/,? /, " ")).toBe(`${localDate(at, offset)} ${text}`);
      }),
    );
  });

  it("finds the next midnight: the day changes there and nowhere before", () => {
    fc.assert(
      fc.property(place, when, ({ offset }, at) => {
        const next = nextMidnight(at, offset);
        expect(next).toBeGreaterThan(at);
        expect(next - at).toBeLessThanOrEqual(25 * 3_600_000);
        expect(localDate(next, offset)).not.toBe(localDate(at, offset));
        expect(localDate(next - 1, offset)).toBe(localDate(at, offset));
      }),
    );
  });

  it("ends a week at the same time of the same day, though the clocks changed", () => {
    fc.assert(
      fc.property(place, when, ({ offset }, at) => {
        const [now, then] = [localTime(at, offset), localTime(weekLater(at, offset), offset)];
        expect(then.day).toBe(now.day);
        expect(localDate(weekLater(at, offset), offset)).not.toBe(localDate(at, offset));
        // Only a time that the clocks skip that day can be off, by the length of the skip.
        const apart = Math.abs(then.minute - now.minute);
        expect([0, 30, 60]).toContain(apart);
      }),
    );
  });
});

describe("the calendar", () => {
  it("changes at a boundary and nowhere between two", () => {
    fc.assert(
      fc.property(
        place,
        when,
        settings,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (where, at, chosen, part) => {
          const { offset } = where;
          const next = nextBoundary(at, boundaryMinutes(chosen), offset);
          expect(next).toBeGreaterThan(at);
          const between = at + Math.floor((next - 1 - at) * part);
          expect(standingAt(chosen, between, offset)).toEqual(standingAt(chosen, at, offset));
        },
      ),
    );
  });

  it("tells the first instant at which it may run, minute by minute", () => {
    fc.assert(
      fc.property(place, when, settings, ({ offset }, at, chosen) => {
        const from = Math.floor(at / 60_000) * 60_000;
        const found = firstStanding(chosen, from, offset, runs);
        const end = found ?? from + 8 * 86_400_000;
        for (let look = from; look < end; look += 7 * 60_000)
          expect(runs(standingAt(chosen, look, offset))).toBe(false);
        if (found !== undefined) expect(runs(standingAt(chosen, found, offset))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe("the preview", () => {
  it("covers the week without a gap, and says of each slot what the rules say of every instant in it", () => {
    fc.assert(
      fc.property(
        place,
        when,
        settings,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 }),
        ({ offset }, at, chosen, parts) => {
          const { slots, hours } = preview(chosen, at, offset, undefined);
          expect(slots[0]?.start).toBe(at);
          expect(slots.at(-1)?.end).toBe(weekLater(at, offset));
          for (const [index, slot] of slots.entries()) {
            expect(slot.end).toBeGreaterThan(slot.start);
            const next = slots[index + 1];
            if (next !== undefined) expect(next.start).toBe(slot.end);
          }
          for (const part of parts) {
            const look = at + Math.floor((weekLater(at, offset) - 1 - at) * part);
            const slot = slots.find(({ start, end }) => start <= look && look < end);
            const standing = standingAt(chosen, look, offset);
            expect(slot?.runs).toBe(runs(standing));
            expect(slot?.pricePerKilowattHour).toBe(standing.price);
          }
          const length = (weekLater(at, offset) - at) / 3_600_000;
          expect(hours).toBeLessThanOrEqual(length + 1e-9);
          if (!chosen.schedule.enabled && !chosen.tariff.enabled)
            expect(hours).toBeCloseTo(length, 9);
        },
      ),
    );
  });

  it("has 167 hours in the week in which the clocks go forward, and 169 when they go back", () => {
    const { offset } = { offset: zone("Europe/Berlin") };
    const always = defaultSettings({ practice: false });
    expect(preview(always, Date.UTC(2026, 2, 25, 12), offset, 200).hours).toBe(167);
    const back = preview(always, Date.UTC(2026, 9, 21, 12), offset, 200);
    expect(back.hours).toBe(169);
    expect(back.kilowattHours).toBeCloseTo(33.8, 9);
  });

  // defect: a week of 168 hours was shown where a day's energy lasts for six
  it("never plans more energy for a day than it may use, and leaves none of it while there is time", () => {
    const draw = fc.integer({ min: 40, max: 900 });
    const perDay = fc.double({ min: 0.01, max: 12, noNaN: true });
    const had = fc.double({ min: 0, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(
        place,
        when,
        settings,
        draw,
        perDay,
        had,
        (at, now, chosen, watts, most, part) => {
          const { offset } = at;
          const used = most * part;
          const limited = { ...chosen, power: { kilowattHoursPerDay: most } };
          const free = preview(chosen, now, offset, watts);
          const { slots } = preview(limited, now, offset, watts, used);
          expect(slots[0]?.start).toBe(now);
          expect(slots.at(-1)?.end).toBe(weekLater(now, offset));
          for (const [index, { end }] of slots.entries())
            expect(slots[index + 1]?.start ?? end).toBe(end);
          for (let from = now; from < weekLater(now, offset); from = nextMidnight(from, offset)) {
            const to = Math.min(nextMidnight(from, offset), weekLater(now, offset));
            const energy = (of: typeof slots): number =>
              of
                .filter((slot) => slot.runs)
                .map(({ start, end }) => Math.max(0, Math.min(end, to) - Math.max(start, from)))
                .reduce((sum, millis) => sum + (millis * watts) / 3_600_000_000, 0);
            const budget = Math.max(0, from === now ? most - used : most);
            expect(energy(slots)).toBeCloseTo(Math.min(budget, energy(free.slots)), 4);
          }
        },
      ),
    );
  });
});
