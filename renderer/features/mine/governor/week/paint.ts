import { weekDays } from "../../../../ui/format/week.ts";

/** A place in the grid: its row counts days from Monday on, its column hours. */
export interface Place {
  readonly row: number;
  readonly hour: number;
}

/** The hours of a week by a rule: seven days from Sunday on, 24 hours each. */
export function fillWeek(rule: (day: number, hour: number) => boolean): boolean[][] {
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_hour, hour) => rule(day, hour)),
  );
}

/** Whether the hour at a place is on. */
export function isOn(hours: readonly (readonly boolean[])[], { row, hour }: Place): boolean {
  return hours[weekDays[row] ?? 0]?.[hour] === true;
}

/** The week with the rectangle between two places set to `on`. */
export function paint(
  hours: readonly (readonly boolean[])[],
  from: Place,
  to: Place,
  on: boolean,
): boolean[][] {
  const inside = (value: number, one: number, other: number): boolean =>
    value >= Math.min(one, other) && value <= Math.max(one, other);
  return fillWeek((day, hour) => {
    const row = weekDays.indexOf(day);
    const painted = inside(row, from.row, to.row) && inside(hour, from.hour, to.hour);
    return painted ? on : hours[day]?.[hour] === true;
  });
}

/** Where a key leads from a place; undefined where it leads nowhere. */
export function step({ row, hour }: Place, key: string): Place | undefined {
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  switch (key) {
    case "ArrowLeft":
      return { row, hour: clamp(hour - 1, 23) };
    case "ArrowRight":
      return { row, hour: clamp(hour + 1, 23) };
    case "ArrowUp":
      return { row: clamp(row - 1, 6), hour };
    case "ArrowDown":
      return { row: clamp(row + 1, 6), hour };
    case "Home":
      return { row, hour: 0 };
    case "End":
      return { row, hour: 23 };
    default:
      return undefined;
  }
}
