import type { KnownProcess } from "../process-names.ts";
import type { ProcessReading, SensorReading, SensorSet } from "../sensor-reading.ts";
import { readAmdgpu } from "./amdgpu.ts";
import { type DrmCard, drmCards } from "./drm-cards.ts";
import { createDrmMemory, type DrmHolding } from "./drm-memory.ts";
import { createIntelReader } from "./intel.ts";

/** Where to look, and who processes are. `kernel` is the driver's version: these drivers are part of the kernel. */
export interface LinuxSensorsOptions {
  readonly root: string;
  readonly who: (pid: number) => Promise<KnownProcess>;
  readonly kernel: string;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** Kernel drivers whose files tell something. */
const told = new Set(["amdgpu", "i915", "xe"]);

/** AMD's and Intel's cards through the kernel's files; undefined where there is none. */
export async function openLinuxSensors(
  options: LinuxSensorsOptions,
): Promise<SensorSet | undefined> {
  const cards = (await drmCards(options.root)).filter(({ driver }) => told.has(driver));
  if (cards.length === 0) return undefined;
  const memory = createDrmMemory(options.root, options.now);
  const intel = createIntelReader(options.now);
  const read = (card: DrmCard): Promise<SensorReading> =>
    card.driver === "amdgpu"
      ? readAmdgpu(card, `Linux ${options.kernel}`)
      : intel.read(card, `Linux ${options.kernel}`);
  return {
    read: async () => {
      const holdings = await memory.read();
      const readings: SensorReading[] = [];
      for (const card of cards) {
        const reading = await read(card);
        const processes = await processesOf(card, holdings, options.who);
        readings.push(processes.length === 0 ? reading : { ...reading, processes });
      }
      return { readings, notes: [] };
    },
  };
}

async function processesOf(
  card: DrmCard,
  holdings: readonly DrmHolding[],
  who: LinuxSensorsOptions["who"],
): Promise<readonly ProcessReading[]> {
  const processes: ProcessReading[] = [];
  for (const { bus, pid, bytes } of holdings) {
    if (bus === card.bus) processes.push({ pid, bytes, ...(await who(pid)) });
  }
  return processes;
}
