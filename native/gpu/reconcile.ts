import type { Device, HardwareReport } from "../api/hardware.ts";
import type { EngineDevice } from "../engine/engine-port.ts";
import { plausibleBytes, plausibleCelsius, plausibleLoad, within } from "./plausible.ts";
import type { ProbeResult, Probes } from "./probes.ts";
import { reconcileGpus } from "./reconcile-gpus.ts";

/**
 * One report from all probes. llama.cpp decides which devices can run a model, since it is what runs them; the system
 * adds sensors. Where no GPU can, the CPU is the device. Disagreement and failure become plain sentences.
 */
export function reconcile(probes: Probes, time: number): HardwareReport {
  const notes: string[] = [];
  const llama = taken(probes.llama, "llama.cpp's device list", notes) ?? [];
  const graphics = taken(probes.graphics, "The system's list of graphics cards", notes) ?? [];
  const gpus = reconcileGpus(
    llama.filter(({ kind }) => kind === "gpu"),
    graphics,
    notes,
  );
  const cpu = processor(
    probes,
    llama.find(({ kind }) => kind === "cpu"),
    notes,
  );
  return {
    time,
    devices: gpus.length > 0 ? gpus : [cpu],
    memory: { totalBytes: probes.basic.totalBytes, freeBytes: probes.basic.freeBytes },
    notes,
  };
}

function processor(probes: Probes, engine: EngineDevice | undefined, notes: string[]): Device {
  const { basic } = probes;
  const system = taken(probes.processor, "The system's processor reading", notes);
  const load = plausibleLoad(system?.load);
  const celsius = plausibleCelsius(system?.celsius);
  const cores = within(system?.cores ?? engine?.cores, 1, 4096);
  const total = plausibleBytes(basic.totalBytes) ?? 0;
  const seenBy = [
    ...(engine === undefined ? [] : ["llama.cpp"]),
    ...(system === undefined ? [] : ["systeminformation"]),
  ];
  return {
    id: "cpu",
    kind: "cpu",
    name: named(basic.processor) ?? named(system?.name) ?? "CPU",
    ...(system?.vendor ? { vendor: system.vendor } : {}),
    backend: "cpu",
    memory: {
      totalBytes: total,
      usedBytes: Math.max(0, Math.min(total, total - basic.freeBytes)),
      hearthBytes: Math.max(0, engine?.hearthBytes ?? 0),
    },
    ...(load === undefined ? {} : { load }),
    ...(celsius === undefined ? {} : { celsius }),
    ...(cores === undefined ? {} : { cores }),
    threads: basic.threads,
    seenBy,
  };
}

function named(name: string | undefined): string | undefined {
  const trimmed = name?.trim().replace(/\s+/g, " ");
  return trimmed === "" || trimmed === "unknown" ? undefined : trimmed;
}

function taken<T>(result: ProbeResult<T>, what: string, notes: string[]): T | undefined {
  switch (result.kind) {
    case "fresh":
      return result.value;
    case "stale":
      notes.push(`${what} is from earlier: ${sentence(result.reason)}`);
      return result.value;
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
