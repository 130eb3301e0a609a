import type { GovernorSlot } from "../../api/governor.ts";
import { nextMidnight, type Offset } from "./local-time.ts";

/** What a day may use and what work draws. */
export interface DayBudget {
  /** kWh of one local day. */
  readonly perDay: number;
  /** kWh that the day of the first slot has used already. */
  readonly used: number;
  /** While it works. */
  readonly kilowatts: number;
  readonly offset: Offset;
}

const HOUR = 3_600_000;

/** The slots as they are left by the energy of each day: what would run after it is used up does not until midnight. */
export function withinBudget(
  slots: readonly GovernorSlot[],
  { perDay, used, kilowatts, offset }: DayBudget,
): GovernorSlot[] {
  const kept: GovernorSlot[] = [];
  let left = perDay - used;
  let midnight = nextMidnight(slots[0]?.start ?? 0, offset);
  for (const slot of slots) {
    for (let start = slot.start; start < slot.end; ) {
      if (start >= midnight) {
        left = perDay;
        midnight = nextMidnight(start, offset);
      }
      const end = Math.min(slot.end, midnight);
      const lasts = slot.runs ? lastingMillis(left, kilowatts) : Number.POSITIVE_INFINITY;
      const over = Math.min(end, start + lasts);
      if (over > start) add(kept, { ...slot, start, end: over });
      if (over < end) add(kept, { ...slot, start: over, end, runs: false, reason: "energyBudget" });
      if (slot.runs) left -= (kilowatts * (over - start)) / HOUR;
      start = end;
    }
  }
  return kept;
}

/** For how many whole milliseconds so many kWh last. */
function lastingMillis(kilowattHours: number, kilowatts: number): number {
  if (kilowattHours <= 0) return 0;
  return kilowatts > 0 ? Math.ceil((kilowattHours / kilowatts) * HOUR) : Number.POSITIVE_INFINITY;
}

/** Midnight alone is no reason for a slot of its own. */
function add(kept: GovernorSlot[], slot: GovernorSlot): void {
  const last = kept.at(-1);
  const same =
    last !== undefined &&
    last.end === slot.start &&
    last.runs === slot.runs &&
    last.reason === slot.reason &&
    last.pricePerKilowattHour === slot.pricePerKilowattHour;
  if (same) kept[kept.length - 1] = { ...last, end: slot.end };
  else kept.push(slot);
}
