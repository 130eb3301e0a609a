import { reasonOf } from "../../../api/errors.ts";
import type { ProcessKnowledge } from "../nvidia/nvml-sensors.ts";
import type { SensorSet } from "../sensor-reading.ts";
import { type CardCounters, cardCounters } from "./counters/card-counters.ts";
import type { CounterPort } from "./counters/counter-port.ts";
import { gpuCounters } from "./counters/gpu-counters.ts";
import type { GraphicsKernel } from "./graphics-kernel.ts";
import { watchCards } from "./listed-cards.ts";
import { openWindowsSensors } from "./windows-sensors.ts";
import { withPrograms } from "./with-programs.ts";

/** Brings Windows' own libraries from their files. Each throws where it cannot. */
export interface WindowsLibraries {
  graphicsKernel(path: string): Promise<GraphicsKernel>;
  counters(path: string): Promise<CounterPort>;
}

/** What Windows itself tells of cards. */
export interface WindowsSensors {
  /** AMD's and Intel's cards; undefined where there is none. */
  readonly set: SensorSet | undefined;
  /** NVML's set with the programs that only Windows knows. */
  programsFor(nvidia: SensorSet): SensorSet;
  /** Why its counters are not asked, in plain sentences. */
  readonly missing: readonly string[];
}

/** Opens Windows' graphics kernel and, where they are there, its counters. Rejects where Windows lists no adapters. */
export async function openWindows(
  plan: { readonly adapters: string; readonly counters: string | undefined },
  libraries: WindowsLibraries,
  who: ProcessKnowledge,
  now: () => number,
): Promise<WindowsSensors> {
  const kernel = await libraries.graphicsKernel(plan.adapters);
  const cards = await watchCards(kernel, now);
  const missing: string[] = [];
  let counters: CardCounters | undefined;
  if (plan.counters !== undefined) {
    counters = await libraries.counters(plan.counters).then(
      (port) => cardCounters(gpuCounters(port, now), who, cards.heard),
      (error: unknown) => {
        missing.push(`Windows' GPU counters are missing: ${reasonOf(error)}.`);
        return undefined;
      },
    );
  }
  return {
    missing,
    set: await openWindowsSensors(kernel, cards.now, counters),
    programsFor: (nvidia) =>
      counters === undefined ? nvidia : withPrograms(nvidia, cards.now, counters),
  };
}
