import type * as z from "zod";
import type { GovernorSettings, GovernorSlot, governor } from "../../../../native/api/governor.ts";

const HOUR = 3_600_000;
const KILOWATTS = 0.62;

/** The coming week as the contract gives it. */
export type WeekPreview = z.infer<
  NonNullable<(typeof governor)["preview"]["~orpc"]["outputSchema"]>
>;

/** The coming seven days by hours and tariff alone, at the fake's 620 W. */
export function previewWeek(settings: GovernorSettings, now: number): WeekPreview {
  const slots: GovernorSlot[] = [];
  let cost = 0;
  let hours = 0;
  const until = now + 7 * 24 * HOUR;
  for (let start = now; start < until; ) {
    const end = Math.min(until, start - (start % HOUR) + HOUR);
    const slot = hourOf(settings, start, end);
    if (slot.runs) {
      hours += (end - start) / HOUR;
      cost += ((end - start) / HOUR) * KILOWATTS * (slot.pricePerKilowattHour ?? 0);
    }
    const last = slots.at(-1);
    const same =
      last?.runs === slot.runs &&
      last.reason === slot.reason &&
      last.pricePerKilowattHour === slot.pricePerKilowattHour;
    if (last && same) slots[slots.length - 1] = { ...last, end };
    else slots.push(slot);
    start = end;
  }
  return {
    slots,
    hours,
    kilowattHours: hours * KILOWATTS,
    ...(settings.tariff.enabled && { cost }),
    currency: settings.tariff.currency,
  };
}

function hourOf(settings: GovernorSettings, start: number, end: number): GovernorSlot {
  const when = new Date(start);
  const price = priceAt(settings, when);
  const known = price === undefined ? {} : { pricePerKilowattHour: price };
  const open =
    !settings.schedule.enabled ||
    settings.schedule.hours[when.getDay()]?.[when.getHours()] === true;
  if (!open) return { start, end, runs: false, reason: "schedule", ...known };
  const most = settings.tariff.mostPerKilowattHour;
  if (price !== undefined && most !== undefined && price > most) {
    return { start, end, runs: false, reason: "tariff", ...known };
  }
  return { start, end, runs: true, ...known };
}

/** The price at a time; undefined where the tariff is off. */
export function priceAt(settings: GovernorSettings, when: Date): number | undefined {
  if (!settings.tariff.enabled) return undefined;
  const minute = when.getHours() * 60 + when.getMinutes();
  const day = when.getDay();
  const rate = settings.tariff.rates.find(({ days, fromMinute, toMinute }) => {
    if (fromMinute < toMinute)
      return days.includes(day) && fromMinute <= minute && minute < toMinute;
    const lateEnough = days.includes(day) && fromMinute <= minute;
    return lateEnough || (days.includes((day + 6) % 7) && minute < toMinute);
  });
  return rate?.pricePerKilowattHour ?? settings.tariff.basePrice;
}
