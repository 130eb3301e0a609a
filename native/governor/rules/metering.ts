import { carried } from "./carried.ts";
import type { Finding } from "./finding.ts";
import { type NamedGpu, placedNames } from "./placed-names.ts";
import { MISSED, meanAfter } from "./samples.ts";

/** What is remembered of one GPU's draw. */
export interface DeviceMeter {
  readonly name: string;
  /** The mean of some seconds, as last known; absent where it never told. */
  readonly watts?: number | undefined;
  /** When it was looked at last, told or not. */
  readonly at: number;
  /** For how long it has told nothing, in milliseconds. */
  readonly silent: number;
}

/** By device id. */
export type MeterMemory = Readonly<Record<string, DeviceMeter>>;

/** What the rule looks at of one GPU. */
export interface GpuDraw extends NamedGpu {
  readonly watts?: number | undefined;
}

/** A gap in the samples (the computer slept) counts as no more than this: nobody was asked meanwhile. Milliseconds. */
const LONGEST_STEP = 10_000;

/** The memory after one look. A GPU that is gone while others are there is forgotten; without any, nothing was to be seen. */
export function watchMeters(
  memory: MeterMemory,
  gpus: readonly GpuDraw[],
  now: number,
): MeterMemory {
  if (gpus.length === 0) return memory;
  const known = carried(memory, gpus);
  return Object.fromEntries(
    gpus.map((gpu): [string, DeviceMeter] => {
      const { id, name, watts } = gpu;
      const before = known(gpu);
      const passed = Math.min(Math.max(0, now - (before?.at ?? now)), LONGEST_STEP);
      const told =
        watts === undefined
          ? { watts: before?.watts, silent: (before?.silent ?? 0) + passed }
          : { watts: meanAfter(before?.watts, watts, passed / 1000), silent: 0 };
      return [id, { name, at: now, ...told }];
    }),
  );
}

/**
 * Watts of all GPUs together. One that tells nothing now counts with what it last drew: silence is not standing still. One that never
 * told is not in the sum, which `meterFinding` says. Undefined where none tells, or not one has for half a minute.
 */
export function meteredWatts(memory: MeterMemory, gpus: readonly GpuDraw[]): number | undefined {
  const draws = gpus.flatMap(({ id, watts }) => watts ?? memory[id]?.watts ?? []);
  const fresh = gpus.some(({ id, watts }) => watts !== undefined || isMetered(memory[id]));
  return fresh ? draws.reduce((sum, watts) => sum + watts, 0) : undefined;
}

/** The GPUs whose draw has not been known for half a minute, by name, with the place where two have one name. */
export function unmetered(memory: MeterMemory, gpus: readonly GpuDraw[]): readonly string[] {
  return placedNames(
    gpus,
    gpus.filter(({ id }) => (memory[id]?.silent ?? 0) >= MISSED),
  );
}

/** What is said where a budget is on that does not cover all GPUs: which it leaves out, how many it covers, and of how many. */
export function meterFinding(
  budgets: {
    readonly watts?: number | undefined;
    readonly kilowattHoursPerDay?: number | undefined;
  },
  memory: MeterMemory,
  gpus: readonly GpuDraw[],
): Finding | undefined {
  const without = unmetered(memory, gpus);
  const on = budgets.watts !== undefined || budgets.kilowattHoursPerDay !== undefined;
  if (!on || without.length === 0) return undefined;
  const value = gpus.length - without.length;
  const subject = without.join(", ");
  return { kind: "powerUnknown", action: "none", value, limit: gpus.length, subject };
}

/** Tells now, or has not been silent for long after it did. */
function isMetered(meter: DeviceMeter | undefined): boolean {
  return meter?.watts !== undefined && meter.silent < MISSED;
}
