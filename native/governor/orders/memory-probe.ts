import { setTimeout as delay } from "node:timers/promises";
import type { Device, HardwareReport } from "../../api/hardware.ts";
import type { EngineDevice } from "../../engine/engine-port.ts";
import type { MemoryProbe, OwnMemory } from "./freed-memory.ts";

/** Whom a probe asks. */
export interface MemorySources {
  /** What is loaded now, as this side knows it. */
  readonly own: () => OwnMemory;
  readonly devices: () => Promise<readonly EngineDevice[]>;
  readonly report: () => Promise<HardwareReport>;
  /** The engine's process in main memory: resident bytes and those of mapped model files; undefined where the system does not tell. */
  readonly process: () => { readonly resident: number; readonly models: number } | undefined;
}

/** An engine that does not answer by then is left out. Milliseconds. */
const PATIENCE = 400;

/** A probe of what is in use now, past every cache where the engine still answers. */
export function memoryProbe(sources: MemorySources): MemoryProbe {
  return async () => {
    // At once: a moment later the engine may have let go.
    const own = sources.own();
    const inMemory = sources.process();
    const [devices, report] = await Promise.all([soon(sources.devices()), soon(sources.report())]);
    const gpus = report?.devices.filter(({ kind }) => kind === "gpu") ?? [];
    const told = devices?.find(({ kind }) => kind === "cpu")?.hearthBytes;
    return {
      own,
      ours: ownOf(gpus),
      engine: usedOf(devices ?? []),
      report: gpus.length === 0 ? undefined : sum(gpus.map(({ memory }) => memory.usedBytes)),
      process: inMemory?.resident ?? told,
      mapped: inMemory?.models,
    };
  };
}

/** Undefined where no driver lists programs. */
function ownOf(gpus: readonly Device[]): number | undefined {
  const lists = gpus.flatMap(({ processes }) => (processes === undefined ? [] : [processes]));
  if (lists.length === 0) return undefined;
  return sum(lists.flat().map(({ own, bytes }) => (own ? bytes : 0)));
}

/** Of all GPUs; undefined where llama.cpp does not tell it of each. */
function usedOf(devices: readonly EngineDevice[]): number | undefined {
  const seen = devices.filter(({ kind }) => kind === "gpu");
  const used = seen.flatMap(({ memory }) => (memory === undefined ? [] : [memory.usedBytes]));
  return used.length > 0 && used.length === seen.length ? sum(used) : undefined;
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

function soon<T>(asked: Promise<T>): Promise<T | undefined> {
  return Promise.race([asked.catch(() => undefined), delay(PATIENCE, undefined, { ref: false })]);
}
