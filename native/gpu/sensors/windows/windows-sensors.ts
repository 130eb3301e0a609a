import { integratedByName } from "../../reconcile/integrated.ts";
import { vendorOf } from "../../reconcile/same-device.ts";
import type { SensorReading, SensorSet } from "../sensor-reading.ts";
import { type AdapterFacts, readCoreClock, readFacts, readPerformance } from "./adapter.ts";
import { type GraphicsKernel, statusText } from "./graphics-kernel.ts";

/** Vendors whose own interface is not asked on Windows. */
const vendors = { amd: "AMD", intel: "Intel" } as const;

interface Adapter {
  readonly handle: number;
  readonly vendor: keyof typeof vendors;
  readonly facts: AdapterFacts;
  /** Whether its driver knows the question at all; those before WDDM 2.4 do not. */
  readonly tells: boolean;
}

/**
 * AMD's and Intel's cards as Windows' graphics kernel knows them: temperature, fan and clocks. NVIDIA's are NVML's. Undefined where
 * there is none; rejects where Windows lists no adapters.
 */
export async function openWindowsSensors(kernel: GraphicsKernel): Promise<SensorSet | undefined> {
  const adapters: Adapter[] = [];
  for (const handle of await kernel.adapters()) {
    const facts = await readFacts(kernel, handle);
    const vendor = vendorOf(facts?.name ?? "");
    if (facts === undefined || (vendor !== "amd" && vendor !== "intel")) continue;
    // A card with several screens or sessions may stand in the list more than once.
    const again = adapters.some(({ facts: { bus } }) => bus !== undefined && bus === facts.bus);
    if (again) continue;
    const tells = typeof (await readPerformance(kernel, handle)) !== "number";
    adapters.push({ handle, vendor, facts, tells });
  }
  if (adapters.length === 0) return undefined;
  return {
    read: async () => {
      const readings: SensorReading[] = [];
      const notes: string[] = [];
      for (const adapter of adapters) {
        const { reading, trouble } = await readAdapter(kernel, adapter);
        readings.push(reading);
        if (trouble !== undefined) notes.push(trouble);
      }
      if (notes.length > 0 && notes.length === adapters.length) throw new Error(notes[0]);
      return { readings, notes };
    },
  };
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
