import { setTimeout as delay } from "node:timers/promises";
import type { HardwareReport } from "../api/hardware.ts";
import type { EngineDevice } from "../engine/engine-port.ts";
import type { HeldMemory, MemoryProbe } from "./freed-memory.ts";

/** Whom a probe asks. */
export interface MemorySources {
  readonly devices: () => Promise<readonly EngineDevice[]>;
  readonly report: () => Promise<HardwareReport>;
  /** Resident bytes of the engine's process, 0 where there is none; undefined where the system does not tell. */
  readonly resident: () => Promise<number | undefined>;
}

/** An engine that does not answer by then is left out. Milliseconds. */
const PATIENCE = 400;

/** A probe of what is in use now, past every cache where the engine still answers. */
export function memoryProbe(sources: MemorySources): MemoryProbe {
  return async () => {
    const [devices, report, resident] = await Promise.all([
      soon(sources.devices()),
      soon(sources.report()),
      soon(sources.resident()),
    ]);
    return heldMemory(devices, report, resident);
  };
}

function heldMemory(
  devices: readonly EngineDevice[] | undefined,
  report: HardwareReport | undefined,
  resident: number | undefined,
): HeldMemory {
  const own = sum((devices ?? []).map(({ hearthBytes }) => hearthBytes));
  const reported = report?.devices.filter(({ kind }) => kind === "gpu") ?? [];
  if (reported.length === 0) return { own, process: resident };
  const seen = (devices ?? []).filter(({ kind }) => kind === "gpu");
  const used = seen.flatMap(({ memory }) => (memory === undefined ? [] : [memory.usedBytes]));
  return {
    own,
    engine: used.length > 0 && used.length === seen.length ? sum(used) : undefined,
    report: sum(reported.map(({ memory }) => memory.usedBytes)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

function soon<T>(asked: Promise<T>): Promise<T | undefined> {
  return Promise.race([asked.catch(() => undefined), delay(PATIENCE, undefined, { ref: false })]);
}
