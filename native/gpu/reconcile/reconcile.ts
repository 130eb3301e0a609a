import type { Device, HardwareReport } from "../../api/hardware.ts";
import type { EngineDevice } from "../../engine/engine-port.ts";
import { plausibleText } from "../plausible.ts";
import type { GraphicsReading, ProbeResult, Probes, SensorResult } from "../probes.ts";
import type { SensorReading } from "../sensors/sensor-reading.ts";
import { type Card, joinCards } from "./cards.ts";
import { gpuDevice } from "./gpu-device.ts";
import { matchCards } from "./match.ts";
import { showsOwn } from "./processes.ts";
import { processorDevice } from "./processor-device.ts";
import { isScreenOnly } from "./same-device.ts";

/** The system's live figures are of another moment than the vendor's once they are older than this. */
const SAME_MOMENT = 5_000;
/** And too old to be shown at all after this. */
const TOO_OLD = 60_000;

/**
 * One report from all probes. llama.cpp decides which devices can run a model, since it is what runs them; vendor and system
 * add sensors. Where no GPU can, the CPU is the device. Disagreement and failure become plain sentences. Never throws.
 */
export function reconcile(probes: Probes, time: number): HardwareReport {
  const notes: string[] = [];
  const llama = taken(probes.llama, "llama.cpp's device list", notes);
  const sensors = sensorReadings(probes.sensors, notes);
  const listed = taken(probes.graphics, "The system's list of graphics cards", notes) ?? [];
  const cards = joinCards(sensors, withoutOldFigures(listed, probes.graphics, sensors.length > 0));
  const engines = (llama ?? []).filter(({ kind }) => kind === "gpu");
  const matched = matchCards(
    engines.map(({ name }) => name),
    cards,
    ({ sensor }) => showsOwn([sensor?.processes], probes.own),
  );
  const ownIsSeen = showsOwn(
    sensors.map(({ processes }) => processes),
    probes.own,
  );
  const gpus = engines.map((engine, index): Device => {
    const built = gpuDevice({ engine, card: matched[index], index, own: probes.own, ownIsSeen });
    notes.push(...built.notes);
    return built.device;
  });
  if (llama !== undefined) notes.push(...unused(cards, new Set(matched)));
  const system = taken(probes.processor, "The system's processor reading", notes);
  const cpu = processorDevice(
    probes.basic,
    system,
    llama?.find(({ kind }: EngineDevice) => kind === "cpu"),
  );
  const { totalBytes, usedBytes } = cpu.memory;
  return {
    time,
    devices: gpus.length > 0 ? gpus : [cpu],
    memory: { totalBytes, freeBytes: totalBytes - usedBytes },
    notes,
  };
}

function sensorReadings(result: SensorResult, notes: string[]): readonly SensorReading[] {
  if (result.kind === "absent") {
    notes.push(...result.reasons);
    return [];
  }
  const report = taken(result, "The graphics driver's sensor reading", notes);
  notes.push(...(report?.notes ?? []));
  return report?.readings ?? [];
}

/** The system's list is asked seldom: its names and sizes last, its live figures do not. */
function withoutOldFigures(
  listed: readonly GraphicsReading[],
  result: Probes["graphics"],
  compared: boolean,
): readonly GraphicsReading[] {
  const age = "age" in result ? result.age : Number.POSITIVE_INFINITY;
  if (age <= (compared ? SAME_MOMENT : TOO_OLD)) return listed;
  return listed.map(({ name, vendor, bus, driver, totalBytes }) => ({
    name,
    vendor,
    bus,
    driver,
    totalBytes,
  }));
}

function unused(cards: readonly Card[], used: ReadonlySet<Card | undefined>): readonly string[] {
  return cards.flatMap((card) => {
    const { sensor, system } = card;
    const name = plausibleText(sensor?.name) ?? plausibleText(system?.name);
    const shown =
      name ?? (sensor === undefined ? undefined : `A graphics card of ${sensor.vendor}`);
    return used.has(card) || shown === undefined || isScreenOnly(shown)
      ? []
      : [`${shown} is not used: llama.cpp does not offer it.`];
  });
}

function taken<T>(result: ProbeResult<T>, what: string, notes: string[]): T | undefined {
  switch (result.kind) {
    case "fresh":
      return result.value;
    case "stale":
      notes.push(`${what} is from earlier: ${sentence(result.reason)}`);
      return result.value;
    case "pending":
      return undefined;
    case "failed":
      notes.push(`${what} is missing: ${sentence(result.reason)}`);
      return undefined;
    default:
      return result satisfies never;
  }
}

function sentence(reason: string): string {
  return reason.endsWith(".") ? reason : `${reason}.`;
}
