import type { Finding } from "./finding.ts";

/** The energy of one local day, counted while Hearth lets work run. */
export interface EnergyMemory {
  /** The local day as yyyy-mm-dd; empty before the first sample. */
  readonly date: string;
  readonly kilowattHours: number;
  /** Over how long it was counted, in milliseconds. */
  readonly workedMillis: number;
  readonly at: number;
  readonly watts?: number;
}

/** Nothing was counted yet. */
export const noEnergy: EnergyMemory = { date: "", kilowattHours: 0, workedMillis: 0, at: 0 };

/** A gap in the samples (the computer slept, the node was busy) counts as no more than this. Milliseconds. */
const LONGEST_STEP = 10_000;
/** A mean over less says little. Milliseconds. */
const LONG_ENOUGH = 600_000;
const WATT_MILLIS_PER_KILOWATT_HOUR = 3_600_000_000;

/** The count after one sample: the mean of two samples over the time between them. A new local day begins at nothing. */
export function watchEnergy(
  memory: EnergyMemory,
  sample: {
    readonly watts: number | undefined;
    readonly works: boolean;
    readonly date: string;
    readonly now: number;
  },
): EnergyMemory {
  const { watts, works, date, now } = sample;
  const { kilowattHours, workedMillis } = date === memory.date ? memory : noEnergy;
  if (watts === undefined || !works) return { date, kilowattHours, workedMillis, at: now };
  const gap = memory.watts === undefined ? 0 : Math.min(now - memory.at, LONGEST_STEP);
  const millis = Math.max(0, gap);
  const mean = (watts + (memory.watts ?? watts)) / 2;
  return {
    date,
    kilowattHours: kilowattHours + (mean * millis) / WATT_MILLIS_PER_KILOWATT_HOUR,
    workedMillis: workedMillis + millis,
    at: now,
    watts,
  };
}

/** The day's mean draw while work was let run, in watts; undefined before ten minutes of it. */
export function workingWatts({ kilowattHours, workedMillis }: EnergyMemory): number | undefined {
  if (workedMillis < LONG_ENOUGH) return undefined;
  return (kilowattHours * WATT_MILLIS_PER_KILOWATT_HOUR) / workedMillis;
}

/** What the day's budget says now: pause until midnight once it is used up. */
export function energyFinding(
  budget: number | undefined,
  memory: EnergyMemory,
  midnight: () => number,
): Finding | undefined {
  if (budget === undefined || memory.kilowattHours < budget) return undefined;
  const value = memory.kilowattHours;
  return { kind: "energyBudget", action: "pause", value, limit: budget, until: midnight() };
}
