import type { Offset } from "../../../native/governor/calendar/local-time.ts";

/** The offset of a named time zone, by the platform's own tables: independent of the zone that the tests run in. */
export function zone(name: string): Offset {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
    const wall = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return Math.round((wall - Math.floor(instant / 1000) * 1000) / 60_000);
  };
}

/** Zones whose clocks change in every way there is: by an hour, by half an hour, on other dates, not at all, and a day that was skipped. */
export const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Chatham",
  "Africa/Casablanca",
] as const;

/** Changes of the clocks of 2026 in these zones, and one instant besides. */
export const turns = [
  Date.UTC(2026, 2, 8, 7),
  Date.UTC(2026, 2, 29, 1),
  Date.UTC(2026, 3, 4, 15),
  Date.UTC(2026, 8, 26, 14),
  Date.UTC(2026, 9, 3, 15, 30),
  Date.UTC(2026, 9, 25, 1),
  Date.UTC(2026, 10, 1, 6),
  Date.UTC(2026, 6, 1),
] as const;

/** The platform's own tables are slow to ask, and no zone changes its clocks between two quarters of an hour. */
export function cached(offset: Offset): Offset {
  const known = new Map<number, number>();
  const quarter = 900_000;
  return (instant) => {
    const key = Math.floor(instant / quarter);
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = offset(key * quarter);
    known.set(key, value);
    return value;
  };
}
