import type { GovernorSettings, GovernorSlot } from "../../api/governor.ts";
import { boundaryMinutes, runs, type Standing, standingAt } from "./calendar.ts";
import { nextBoundary, type Offset, weekLater } from "./local-time.ts";
import { withinBudget } from "./within-budget.ts";

/** What would run in the coming week. */
export interface Preview {
  readonly slots: GovernorSlot[];
  readonly hours: number;
  readonly kilowattHours?: number;
  readonly cost?: number;
  readonly currency: string;
  /** GPUs whose energy is not in it, by name. */
  readonly unmetered?: string[];
}

const HOUR = 3_600_000;

/**
 * The seven days from `now` on, by hours, tariff and the energy of a day. `watts` is what the GPUs draw while they work, where that is
 * known: without it no day's energy runs out. `used` is what today has had of it, in kWh. Until `handUntil` a person has paused it.
 */
export function preview(
  settings: GovernorSettings,
  now: number,
  offset: Offset,
  watts: number | undefined,
  used = 0,
  handUntil = now,
): Preview {
  const kilowatts =
    watts === undefined
      ? undefined
      : Math.min(watts, settings.power.watts ?? Number.POSITIVE_INFINITY) / 1000;
  const perDay = settings.power.kilowattHoursPerDay;
  const planned = afterHand(weekSlots(settings, now, offset), handUntil);
  const slots =
    perDay === undefined || kilowatts === undefined
      ? planned
      : withinBudget(planned, { perDay, used, kilowatts, offset });
  const running = slots.filter((slot) => slot.runs);
  const hours = running.reduce((sum, slot) => sum + hoursOf(slot), 0);
  const { currency } = settings.tariff;
  if (kilowatts === undefined) return { slots, hours, currency };
  const energy = { slots, hours, currency, kilowattHours: hours * kilowatts };
  if (!settings.tariff.enabled) return energy;
  const prices = running.map((slot) => hoursOf(slot) * (slot.pricePerKilowattHour ?? 0));
  return { ...energy, cost: prices.reduce((sum, price) => sum + price, 0) * kilowatts };
}

const hoursOf = ({ start, end }: GovernorSlot): number => (end - start) / HOUR;

function weekSlots(settings: GovernorSettings, now: number, offset: Offset): GovernorSlot[] {
  const minutes = boundaryMinutes(settings);
  const end = weekLater(now, offset);
  const slots: GovernorSlot[] = [];
  for (let start = now; start < end; ) {
    const until = Math.min(end, nextBoundary(start, minutes, offset));
    const slot = slotOf(standingAt(settings, start, offset), start, until);
    const last = slots.at(-1);
    if (last !== undefined && same(last, slot)) slots[slots.length - 1] = { ...last, end: until };
    else slots.push(slot);
    start = until;
  }
  return slots;
}

/** What would run before that time does not; what would not anyway keeps its reason. */
function afterHand(slots: readonly GovernorSlot[], until: number): GovernorSlot[] {
  return slots.flatMap((slot): GovernorSlot[] => {
    if (!slot.runs || slot.start >= until) return [slot];
    const held: GovernorSlot = {
      ...slot,
      end: Math.min(slot.end, until),
      runs: false,
      reason: "hand",
    };
    return until < slot.end ? [held, { ...slot, start: until }] : [held];
  });
}

function slotOf(standing: Standing, start: number, end: number): GovernorSlot {
  const reason = standing.schedule ? "tariff" : "schedule";
  return {
    start,
    end,
    runs: runs(standing),
    ...(runs(standing) ? {} : { reason }),
    ...(standing.price === undefined ? {} : { pricePerKilowattHour: standing.price }),
  };
}

function same(left: GovernorSlot, right: GovernorSlot): boolean {
  return (
    left.runs === right.runs &&
    left.reason === right.reason &&
    left.pricePerKilowattHour === right.pricePerKilowattHour
  );
}
