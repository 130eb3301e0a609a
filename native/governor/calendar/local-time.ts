/** Minutes by which local time is ahead of UTC at an instant. */
export type Offset = (instant: number) => number;

/** The offset of this computer's own time zone, summer time included. */
export const systemOffset: Offset = (instant) => -new Date(instant).getTimezoneOffset();

/**
 * Has this process read the system's time zone again. Node reads it once, at its start, and whenever the variable that overrides it is
 * touched: it is left as it is.
 */
export function rereadTimeZone(): void {
  const { TZ } = process.env;
  if (TZ === undefined) delete process.env.TZ;
  else process.env.TZ = TZ;
}

/** What a clock on the wall shows. */
export interface LocalTime {
  /** 0 is Sunday. */
  readonly day: number;
  /** Whole minutes since midnight, 0..1439. */
  readonly minute: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WEEK = 7 * DAY;
/** 1970 began on a Thursday. */
const FIRST_DAY = 4;

/** The local time of an instant (milliseconds since 1970). */
export function localTime(instant: number, offset: Offset): LocalTime {
  const wall = instant + offset(instant) * MINUTE;
  const days = Math.floor(wall / DAY);
  return {
    day: (((days + FIRST_DAY) % 7) + 7) % 7,
    minute: Math.floor((wall - days * DAY) / MINUTE),
  };
}

/** The local date of an instant, yyyy-mm-dd. Not part of the local time: a walk over the hours of a week asks that hundreds of times. */
export function localDate(instant: number, offset: Offset): string {
  return new Date(instant + offset(instant) * MINUTE).toISOString().slice(0, 10);
}

/**
 * The first instant after `instant` at which the wall clock shows one of `minutes` (sorted, of 0..1439), or jumps, whichever comes
 * first: a change of the clocks can skip an hour or show it twice, so it is a boundary of its own.
 */
export function nextBoundary(instant: number, minutes: readonly number[], offset: Offset): number {
  const wall = instant + offset(instant) * MINUTE;
  const passed = wall - Math.floor(wall / DAY) * DAY;
  const next = minutes.find((boundary) => boundary * MINUTE > passed) ?? 1440 + (minutes[0] ?? 0);
  const candidate = instant + next * MINUTE - passed;
  return offset(candidate) === offset(instant) ? candidate : jump(instant, candidate, offset);
}

/** The first whole minute in (from, to] at which the offset is no longer that of `from`. */
function jump(from: number, to: number, offset: Offset): number {
  const before = offset(from);
  let low = Math.floor(from / MINUTE);
  let high = Math.ceil(to / MINUTE);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle * MINUTE) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE;
}

/** The instant at which the next local day begins. */
export function nextMidnight(instant: number, offset: Offset): number {
  const date = localDate(instant, offset);
  let next = instant;
  do next = nextBoundary(next, [0], offset);
  while (localDate(next, offset) === date);
  return next;
}

/** The instant a week later at which the wall clock shows the same time, whatever the clocks did meanwhile. */
export function weekLater(instant: number, offset: Offset): number {
  const then = instant + WEEK;
  return then - (offset(then) - offset(instant)) * MINUTE;
}
