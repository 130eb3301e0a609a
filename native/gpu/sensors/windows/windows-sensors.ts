import { integratedByName } from "../../reconcile/integrated.ts";
import { vendorOf } from "../../reconcile/same-device.ts";
import type { SensorReading, SensorSet } from "../sensor-reading.ts";
import { readCoreClock, readPerformance } from "./adapter.ts";
import type { WindowsCard } from "./cards.ts";
import type { CardCounters } from "./counters/card-counters.ts";
import { type GraphicsKernel, statusText } from "./graphics-kernel.ts";

/** Vendors whose own interface is not asked on Windows. */
const vendors = { amd: "AMD", intel: "Intel" } as const;

interface Adapter extends WindowsCard {
  readonly vendor: keyof typeof vendors;
  /** Whether its driver knows the question at all; those before WDDM 2.4 do not. */
  readonly tells: boolean;
}

/**
 * AMD's and Intel's cards as Windows knows them: temperature, fan and clocks from its graphics kernel, load and memory from its
 * performance counters where there are some. NVIDIA's cards are NVML's. Undefined where there is no card. `cards` are those of the moment.
 */
export async function openWindowsSensors(
  kernel: GraphicsKernel,
  cards: () => readonly WindowsCard[],
  counters?: CardCounters,
): Promise<SensorSet | undefined> {
  let opened = await openAdapters(kernel, cards());
  if (opened.adapters.length === 0) return undefined;
  return {
    read: async () => {
      // First, since they tell when the cards are to be listed anew.
      const counted = await counters?.();
      if (opened.cards !== cards()) opened = await openAdapters(kernel, cards());
      const { adapters } = opened;
      const readings: SensorReading[] = [];
      const notes: string[] = [];
      for (const adapter of adapters) {
        const { reading, trouble } = await readAdapter(kernel, adapter);
        readings.push(reading);
        if (trouble !== undefined) notes.push(trouble);
      }
      if (notes.length > 0 && notes.length === adapters.length) throw new Error(notes[0]);
      if (counted === undefined) return { readings, notes };
      const told = await Promise.all(
        adapters.map(async (adapter, index) => ({
          ...(readings[index] as SensorReading),
          ...(await counted.of(adapter)),
        })),
      );
      return { readings: told, notes: [...notes, ...counted.notes] };
    },
  };
}

async function openAdapters(
  kernel: GraphicsKernel,
  cards: readonly WindowsCard[],
): Promise<{
  readonly cards: readonly WindowsCard[];
  readonly adapters: readonly Adapter[];
}> {
  const adapters: Adapter[] = [];
  for (const card of cards) {
    const vendor = vendorOf(card.facts.name);
    if (vendor !== "amd" && vendor !== "intel") continue;
    const tells = typeof (await readPerformance(kernel, card.handle)) !== "number";
    adapters.push({ ...card, vendor, tells });
  }
  return { cards, adapters };
}

async function readAdapter(
  kernel: GraphicsKernel,
  { handle, vendor, facts, tells }: Adapter,
): Promise<{ readonly reading: SensorReading; readonly trouble?: string }> {
  const integrated = integratedByName(facts.name);
  const reading: SensorReading = {
    source: "windows",
    vendor: vendors[vendor],
    name: facts.name,
    bus: facts.bus,
    integrated,
    totalBytes: integrated === true ? undefined : facts.ownBytes,
    celsiusLimit: facts.celsiusLimit,
  };
  if (!tells) return { reading };
  const now = await readPerformance(kernel, handle);
  if (typeof now === "number")
    return { reading, trouble: `Windows could not read ${facts.name}: ${statusText(now)}.` };
  const { celsius, turns, memoryMegahertz } = now;
  const fan =
    facts.mostTurns === undefined || turns === undefined ? undefined : turns / facts.mostTurns;
  const coreMegahertz = await readCoreClock(kernel, handle);
  // Of graphics inside a processor it is the main memory's.
  const memoryClock = integrated === true ? undefined : memoryMegahertz;
  return { reading: { ...reading, celsius, fan, coreMegahertz, memoryMegahertz: memoryClock } };
}
