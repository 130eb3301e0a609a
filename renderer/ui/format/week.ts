const SHORT = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" });
const LONG = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
});
/** A Sunday, so that day 0 is Sunday as in the contract. */
const SUNDAY = Date.UTC(2023, 0, 1);
const DAY_MILLIS = 86_400_000;

/** The days of a week as people here read them: Monday first. 0 is Sunday. */
export const weekDays: readonly number[] = [1, 2, 3, 4, 5, 6, 0];

/** A day's name in short, 0 is Sunday: `Mon`. */
export function formatWeekday(day: number): string {
  return SHORT.format(SUNDAY + day * DAY_MILLIS);
}

/** A day's whole name: `Monday`. */
export function formatLongWeekday(day: number): string {
  return LONG.format(SUNDAY + day * DAY_MILLIS);
}

/** A full hour: `08:00`; 24 is the end of the day. */
export function formatHour(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

/** A minute of the day as it is typed: `17:30`. */
export function formatMinute(minute: number): string {
  const hour = Math.floor(minute / 60);
  return `${String(hour).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** What was typed as a time of day, in minutes; undefined where it is none. `24:00` is the end of the day. */
export function parseMinute(text: string): number | undefined {
  const match = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(text.trim());
  if (match === null) return undefined;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return minute > 1440 ? undefined : minute;
}

/** A time in this week: `Mon 14:00`. */
export function formatWeekMoment(time: number): string {
  return MOMENT.format(time).replace(",", "");
}
