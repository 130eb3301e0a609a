import type { Device } from "../../api/hardware.ts";
import type { EngineDevice } from "../../engine/engine-port.ts";
import {
  plausibleBytes,
  plausibleCelsius,
  plausibleCelsiusLimit,
  plausibleLoad,
  plausibleText,
  plausibleUse,
  within,
} from "../plausible.ts";
import type { BasicReading, ProcessorReading } from "../probes.ts";

/** The processor as a device, from Node's own knowledge, the system's and llama.cpp's. */
export function processorDevice(
  basic: BasicReading,
  system: ProcessorReading | undefined,
  engine: EngineDevice | undefined,
): Device {
  const load = plausibleLoad(system?.load);
  const celsius = plausibleCelsius(system?.celsius);
  const celsiusLimit = plausibleCelsiusLimit(system?.celsiusLimit);
  const cores = within(system?.cores ?? engine?.cores, 1, 4096);
  const threads = within(basic.threads, 1, 65_536);
  const total = plausibleBytes(basic.totalBytes) ?? 0;
  const free = plausibleUse(basic.freeBytes, total) ?? 0;
  const vendor = plausibleText(system?.vendor);
  const held = within(engine?.hearthBytes, 0, total);
  const modelBytes = plausibleUse(engine?.modelBytes, total);
  const cacheBytes = plausibleUse(engine?.cacheBytes, total);
  return {
    id: "cpu",
    kind: "cpu",
    name: plausibleText(basic.processor) ?? plausibleText(system?.name) ?? "CPU",
    ...(vendor === undefined ? {} : { vendor }),
    backend: "cpu",
    memory: {
      totalBytes: total,
      usedBytes: total - free,
      hearthBytes: Math.round(held ?? 0),
      ...(modelBytes === undefined ? {} : { modelBytes }),
      ...(cacheBytes === undefined ? {} : { cacheBytes }),
    },
    ...(load === undefined ? {} : { load }),
    ...(celsius === undefined ? {} : { celsius }),
    ...(celsiusLimit === undefined ? {} : { celsiusLimit }),
    ...(cores === undefined || !Number.isInteger(cores) ? {} : { cores }),
    ...(threads === undefined || !Number.isInteger(threads) ? {} : { threads }),
    seenBy: [
      ...(engine === undefined ? [] : ["llama.cpp"]),
      ...(system === undefined ? [] : ["systeminformation"]),
    ],
  };
}
