import { pciAddress } from "../pci-address.ts";
import type { SensorReading, SensorSet } from "../sensor-reading.ts";
import type { WindowsCard } from "./cards.ts";
import type { CardCounters } from "./counters/card-counters.ts";

/**
 * NVIDIA's cards with the programs that Windows' counters know: NVML lists them without their bytes there. What NVML tells itself
 * stays; a card whose place on the bus Windows does not know has no list.
 */
export function withPrograms(
  set: SensorSet,
  cards: () => readonly WindowsCard[],
  counters: CardCounters,
): SensorSet {
  const cardOf = (reading: SensorReading): WindowsCard | undefined => {
    const bus = pciAddress(reading.bus);
    return bus === undefined ? undefined : cards().find(({ facts }) => facts.bus === bus);
  };
  return {
    read: async () => {
      const { readings, notes } = await set.read();
      if (readings.every(({ processes }) => processes !== undefined)) return { readings, notes };
      const counted = await counters();
      const listed = await Promise.all(
        readings.map(async (reading): Promise<SensorReading> => {
          const card = reading.processes === undefined ? cardOf(reading) : undefined;
          const processes = card && (await counted.of(card)).processes;
          return processes === undefined ? reading : { ...reading, processes };
        }),
      );
      return { readings: listed, notes: [...notes, ...counted.notes] };
    },
  };
}
