const CLOCK = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const DAY_MILLIS = 86_400_000;

/** Milliseconds since 1970 as a clock time of this computer's zone: `14:05:09`. */
export function formatClock(time: number): string {
  return CLOCK.format(time);
}

/** Hour and minute of a clock time: `14:05`. */
export function formatHourMinute(time: number): string {
  return CLOCK.format(time).slice(0, 5);
}

/** Date and clock time. */
export function formatDateTime(time: number): string {
  return `${DAY.format(time)}, ${CLOCK.format(time)}`;
}

/** Date only. */
export function formatDate(time: number): string {
  return DAY.format(time);
}

/** The clock time where it was within a day of `now`, else date and time. */
export function formatMoment(time: number, now: number): string {
  return now - time < DAY_MILLIS ? formatClock(time) : formatDateTime(time);
}

/** The clock time of today, and of any other day that day with it, in as little room: `9 Nov 14:05`. */
export function formatRecent(time: number, now: number): string {
  return DAY.format(time) === DAY.format(now)
    ? CLOCK.format(time)
    : `${SHORT_DAY.format(time)} ${formatHourMinute(time)}`;
}

/** A length of time in its two largest units: `12 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. Below zero counts as zero. */
export function formatDuration(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, "min", seconds % 60, "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(hours, "h", minutes % 60, "min");
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** How long something took: less than a second is not nothing, `<1 s`. */
export function formatTaken(millis: number): string {
  return millis < 1000 ? "<1 s" : formatDuration(millis);
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
