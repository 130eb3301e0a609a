import { integratedByName } from "../../../reconcile/integrated.ts";
import type { ProcessKnowledge } from "../../nvidia/nvml-sensors.ts";
import type { ProcessReading, SensorReading } from "../../sensor-reading.ts";
import type { WindowsCard } from "../cards.ts";
import type { GpuCounters } from "./gpu-counters.ts";
import type { HeldByProgram, Luid } from "./gpu-instances.ts";

/** What the counters tell of one card. */
export type Counted = Pick<SensorReading, "load" | "usedBytes" | "processes">;

/** A look at the counters: what they tell of each card, and what they could not. */
export type CardCounters = () => Promise<{
  of(card: WindowsCard): Promise<Counted>;
  readonly notes: readonly string[];
}>;

/** More rows than this help nobody; the largest are looked up by name. */
const MOST_PROGRAMS = 64;
/** What programs share counts for each of them, so that the list may add up to a little more than the card has; not to more than this. */
const MOST_OF_CARD = 1.25;

/**
 * The counters by card. Of graphics inside a processor only the load counts: what Windows calls its dedicated memory is what the firmware
 * set aside, which is not where a model lies. `heard` is told of which cards they told, and brings sentences on those that they lost.
 */
export function cardCounters(
  counters: () => Promise<GpuCounters>,
  who: ProcessKnowledge,
  heard: (told: ReadonlySet<Luid>) => Promise<readonly string[]>,
): CardCounters {
  return async () => {
    const { loads, usedBytes, programs, notes } = await counters();
    const told = new Set([...loads.keys(), ...usedBytes.keys(), ...programs.keys()]);
    return {
      notes: [...notes, ...(await heard(told))],
      of: async ({ luid, facts }) => {
        if (luid === undefined) return {};
        const load = loads.get(luid);
        if (integratedByName(facts.name) === true) return { load };
        const held = plausible(programs.get(luid), facts.ownBytes);
        return {
          load,
          usedBytes: usedBytes.get(luid),
          ...(held === undefined ? {} : { processes: await named(held, who) }),
        };
      },
    };
  };
}

function plausible(
  programs: readonly HeldByProgram[] | undefined,
  ownBytes: number | undefined,
): readonly HeldByProgram[] | undefined {
  if (programs === undefined || ownBytes === undefined) return programs;
  const sum = programs.reduce((total, { bytes }) => total + bytes, 0);
  return sum > MOST_OF_CARD * ownBytes ? undefined : programs;
}

async function named(
  programs: readonly HeldByProgram[],
  who: ProcessKnowledge,
): Promise<readonly ProcessReading[]> {
  const largest = programs.toSorted((a, b) => b.bytes - a.bytes).slice(0, MOST_PROGRAMS);
  return Promise.all(
    largest.map(async ({ pid, bytes }) => {
      const { name, ours } = await who(pid);
      return { pid, bytes, name, ours };
    }),
  );
}
