import type { GraphicsReading } from "../probes.ts";
import { pciAddress } from "../sensors/pci-address.ts";
import type { SensorReading } from "../sensors/sensor-reading.ts";
import { sameDevice } from "./same-device.ts";

/** One graphics card as vendor and system know it; at least one of the two does. */
export interface Card {
  readonly sensor?: SensorReading;
  readonly system?: GraphicsReading;
}

/** Joins what is one card: by its place on the bus where both know it, else by name. Bus order, then the system's order. */
export function joinCards(
  sensors: readonly SensorReading[],
  graphics: readonly GraphicsReading[],
): readonly Card[] {
  const left = [...graphics];
  const take = (matches: (reading: GraphicsReading) => boolean): GraphicsReading | undefined => {
    const index = left.findIndex(matches);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const ordered = [...sensors].sort((a, b) => (busOf(a) ?? "~").localeCompare(busOf(b) ?? "~"));
  const byBus = ordered.map((sensor) => ({
    sensor,
    system: take((reading) => busOf(sensor) !== undefined && busOf(reading) === busOf(sensor)),
  }));
  const joined = byBus.map(({ sensor, system }): Card => {
    const found = system ?? take((reading) => mayBe(sensor, reading));
    return found === undefined ? { sensor } : { sensor, system: found };
  });
  return [...joined, ...left.map((system): Card => ({ system }))];
}

/** By name only where the bus does not say that they are two. */
function mayBe(sensor: SensorReading, reading: GraphicsReading): boolean {
  const bothPlaced = busOf(sensor) !== undefined && busOf(reading) !== undefined;
  return !bothPlaced && sameDevice(sensor.name ?? "", reading.name) > 0;
}

function busOf(reading: { readonly bus?: string | undefined }): string | undefined {
  return pciAddress(reading.bus);
}
