import { expect, test } from "vitest";
import {
  formatBytesRange,
  formatFiat,
  formatJoules,
  formatMillis,
  formatRange,
  formatRate,
  formatSpeed,
  formatSpeedRange,
  formatWatts,
} from "../../../renderer/ui/format/measure.ts";
import {
  formatLongWeekday,
  formatMinute,
  formatWeekday,
  parseMinute,
  weekDays,
} from "../../../renderer/ui/format/week.ts";

const GIB = 1024 ** 3;

test("an interval says its unit once where both ends share it", () => {
  expect(formatBytesRange({ low: 4.7 * GIB, high: 5.3 * GIB })).toBe("4.7–5.3 GiB");
  expect(formatBytesRange({ low: 900 * 1024 ** 2, high: 1.2 * GIB })).toBe("900 MiB–1.2 GiB");
  expect(formatBytesRange({ low: 5 * GIB, high: 5 * GIB })).toBe("5.0 GiB");
  expect(formatSpeedRange({ low: 9.87, high: 158.2 })).toBe("9.87–158 tokens/s");
  expect(formatRange({ low: 0.3, high: 0.9 }, formatWatts)).toBe("0.3–0.9 W");
});

test("figures keep three digits that matter", () => {
  expect(formatSpeed(0)).toBe("0 tokens/s");
  expect(formatSpeed(12.44)).toBe("12.4 tokens/s");
  expect(formatSpeed(8140.2)).toBe("8,140 tokens/s");
  expect(formatRate(41_400_000)).toBe("39.5 MiB/s");
  expect(formatWatts(284.4)).toBe("284 W");
  expect(formatWatts(4.276)).toBe("4.28 W");
  expect(formatJoules(392.4)).toBe("392 J");
  expect(formatJoules(12_345)).toBe("12.3 kJ");
  expect(formatMillis(412.4)).toBe("412 ms");
  expect(formatMillis(1840)).toBe("1.84 s");
  expect(formatFiat(1234.5, "EUR")).toBe("1,234.50 EUR");
});

test("times of day are typed and read the same", () => {
  for (const minute of [0, 1, 61, 1020, 1439, 1440]) {
    expect(parseMinute(formatMinute(minute))).toBe(minute);
  }
  expect(parseMinute("7:05")).toBe(425);
  for (const wrong of ["", "25:00", "24:01", "12:60", "noon", "12"]) {
    expect(parseMinute(wrong)).toBeUndefined();
  }
});

test("a week is read from Monday on, and day 0 is Sunday", () => {
  expect(weekDays.map(formatWeekday)).toEqual(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
  expect(formatLongWeekday(0)).toBe("Sunday");
});
