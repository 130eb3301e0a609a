import type { GovernorSettings, TariffRate } from "../../api/governor.ts";
import { type LocalTime, localTime, nextBoundary, type Offset } from "./local-time.ts";

/** What hours and tariff say of one instant. */
export interface Standing {
  readonly schedule: boolean;
  readonly tariff: boolean;
  /** Per kWh, where a tariff is on. */
  readonly price?: number;
}

/** The settings that the calendar reads. */
export type CalendarSettings = Pick<GovernorSettings, "schedule" | "tariff">;

const HORIZON = 8 * 24 * 3_600_000;

/** True where hours and price let it run. */
export const runs = ({ schedule, tariff }: Standing): boolean => schedule && tariff;

/** What hours and tariff say at an instant: the one place that decides it, for the rules and for the preview. */
export function standingAt(
  { schedule, tariff }: CalendarSettings,
  instant: number,
  offset: Offset,
): Standing {
  const local = localTime(instant, offset);
  const price = tariff.enabled ? priceAt(tariff, local) : undefined;
  const most = tariff.mostPerKilowattHour;
  const hour = Math.floor(local.minute / 60);
  return {
    schedule: !schedule.enabled || schedule.hours[local.day]?.[hour] === true,
    tariff: price === undefined || most === undefined || price <= most,
    ...(price === undefined ? {} : { price }),
  };
}

function priceAt(tariff: GovernorSettings["tariff"], local: LocalTime): number {
  const rate = tariff.rates.find((one) => holds(one, local));
  return rate?.pricePerKilowattHour ?? tariff.basePrice;
}

function holds({ days, fromMinute, toMinute }: TariffRate, { day, minute }: LocalTime): boolean {
  if (fromMinute < toMinute) return days.includes(day) && minute >= fromMinute && minute < toMinute;
  const yesterday = (day + 6) % 7;
  return (
    (days.includes(day) && minute >= fromMinute) || (days.includes(yesterday) && minute < toMinute)
  );
}

/** Minutes of a local day at which anything may change, sorted. */
export function boundaryMinutes({ schedule, tariff }: CalendarSettings): readonly number[] {
  const hours = schedule.enabled ? Array.from({ length: 24 }, (_, hour) => hour * 60) : [0];
  const rates = tariff.enabled ? tariff.rates : [];
  const all = [...hours, ...rates.flatMap((rate) => [rate.fromMinute, rate.toMinute])];
  return [...new Set(all.map((minute) => minute % 1440))].toSorted((left, right) => left - right);
}

/** The first instant from `instant` on of which `test` holds; undefined where none of the next eight days does. */
export function firstStanding(
  settings: CalendarSettings,
  instant: number,
  offset: Offset,
  test: (standing: Standing) => boolean,
): number | undefined {
  const minutes = boundaryMinutes(settings);
  for (let at = instant; at < instant + HORIZON; at = nextBoundary(at, minutes, offset)) {
    if (test(standingAt(settings, at, offset))) return at;
  }
  return undefined;
}
