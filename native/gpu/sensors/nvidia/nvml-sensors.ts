import type { ProcessReading, SensorReading, SensorSet } from "../sensor-reading.ts";
import {
  isTrouble,
  type NvmlAnswer,
  type NvmlDevice,
  type NvmlPort,
  nvmlCode,
  nvmlWords,
} from "./nvml-port.ts";
import { throttleReasons } from "./throttle-reasons.ts";

/** More cards than any board carries; a count above this is nonsense. */
const MOST_CARDS = 64;
/** What only a person changes (limits, driver) is asked again after this many readings. */
const LIMITS_EVERY = 60;

/** NVIDIA's processors with graphics inside; all else it makes has memory of its own. */
const SHARES_MEMORY = /\b(gb10|orin|xavier|thor)\b/i;

/** What does not change while the driver runs. */
interface Card {
  readonly device: NvmlDevice;
  readonly fixed: Pick<SensorReading, "name" | "uuid" | "bus" | "driver">;
}

/** Who a process is: its program's name, and whether Hearth started it. */
export type ProcessKnowledge = (
  pid: number,
) => Promise<{ readonly name?: string | undefined; readonly ours?: boolean | undefined }>;

/** NVIDIA's cards through NVML. Rejects where NVML cannot be initialised, with the reason in plain words. */
export async function openNvml(nvml: NvmlPort, who: ProcessKnowledge): Promise<SensorSet> {
  const code = await nvml.initialise();
  if (code !== 0) throw new Error(initialiseFailure(code));
  const driver = (await nvml.driverVersion()).value;
  const counted = await nvml.count();
  if (counted.value === undefined) throw new Error(failure("count the cards", counted.code));
  const notes: string[] = [];
  const cards: Card[] = [];
  for (let index = 0; index < Math.min(counted.value, MOST_CARDS); index += 1) {
    const found = await nvml.device(index);
    if (found.code === 0) cards.push(await describe(nvml, found.value, driver));
    else notes.push(failure(`open NVIDIA card ${index + 1}`, found.code));
  }
  const limits = new Map<Card, Pick<SensorReading, "celsiusLimit" | "wattsLimit">>();
  let readings = 0;
  return {
    read: async () => {
      if (readings % LIMITS_EVERY === 0) {
        for (const card of cards) limits.set(card, await readLimits(nvml, card.device));
      }
      readings += 1;
      const trouble: string[] = [];
      const read: SensorReading[] = [];
      for (const card of cards) {
        const live = await readLive(nvml, card.device, who);
        if (live.lost !== undefined) {
          trouble.push(failure(`read ${card.fixed.name ?? "a card"}`, live.lost));
        }
        read.push({
          source: "nvml",
          vendor: "NVIDIA",
          integrated: SHARES_MEMORY.test(card.fixed.name ?? ""),
          ...card.fixed,
          ...limits.get(card),
          ...live.figures,
        });
      }
      if (cards.length > 0 && trouble.length === cards.length) throw new Error(trouble[0]);
      return { readings: read, notes: [...notes, ...trouble] };
    },
  };
}

async function describe(
  nvml: NvmlPort,
  device: NvmlDevice,
  driver: string | undefined,
): Promise<Card> {
  return {
    device,
    fixed: {
      name: (await nvml.name(device)).value,
      uuid: (await nvml.uuid(device)).value,
      bus: (await nvml.pciAddress(device)).value,
      driver,
    },
  };
}

async function readLimits(nvml: NvmlPort, device: NvmlDevice) {
  return {
    celsiusLimit: (await nvml.celsiusLimit(device)).value,
    wattsLimit: divided(await nvml.milliwattsLimit(device), 1000),
  };
}

/** The figures of now. `lost` is the return code where the card itself no longer answers. */
async function readLive(nvml: NvmlPort, device: NvmlDevice, who: ProcessKnowledge) {
  const memory = await nvml.memory(device);
  if (isLost(memory.code)) return { lost: memory.code, figures: {} };
  const busy = await nvml.utilisation(device);
  const heat = await nvml.celsius(device);
  // After a fault of the driver, or a sleep that it did not survive, every question ends so until NVML is opened anew.
  if ([memory, busy, heat].every(({ code }) => isTrouble(code)))
    return { lost: memory.code, figures: {} };
  const reasons = await nvml.throttleReasons(device);
  const figures = {
    totalBytes: memory.value?.total,
    usedBytes: memory.value?.used,
    load: divided(busy, 100),
    celsius: heat.value,
    watts: divided(await nvml.milliwatts(device), 1000),
    coreMegahertz: (await nvml.megahertz(device, "graphics")).value,
    memoryMegahertz: (await nvml.megahertz(device, "memory")).value,
    fan: divided(await nvml.fanPercent(device), 100),
    throttled: reasons.value === undefined ? undefined : throttleReasons(reasons.value),
    processes: await readProcesses(nvml, device, who),
  };
  return { lost: undefined, figures };
}

/** Both lists as one: a program that draws and computes stands in both, with the same bytes. */
async function readProcesses(
  nvml: NvmlPort,
  device: NvmlDevice,
  who: ProcessKnowledge,
): Promise<readonly ProcessReading[] | undefined> {
  const compute = await nvml.computeProcesses(device);
  const graphics = await nvml.graphicsProcesses(device);
  if (compute.value === undefined && graphics.value === undefined) return undefined;
  const bytesOf = new Map<number, number>();
  for (const { pid, bytes } of [...(compute.value ?? []), ...(graphics.value ?? [])]) {
    bytesOf.set(pid, Math.max(bytes, bytesOf.get(pid) ?? bytes));
  }
  const known: ProcessReading[] = [];
  for (const [pid, bytes] of bytesOf) {
    if (bytes < 0) continue;
    const { name, ours } = await who(pid);
    known.push({ pid, bytes, name, ours });
  }
  // Windows lists programs without their bytes: no list is truer than an empty one.
  return known.length === 0 && bytesOf.size > 0 ? undefined : known;
}

function divided(answer: NvmlAnswer<number>, by: number): number | undefined {
  return answer.value === undefined ? undefined : answer.value / by;
}

function isLost(code: number): boolean {
  return (
    code === nvmlCode.gpuIsLost ||
    code === nvmlCode.resetRequired ||
    code === nvmlCode.uninitialized ||
    code === nvmlCode.driverNotLoaded
  );
}

function failure(what: string, code: number): string {
  return `NVIDIA's driver could not ${what}: ${nvmlWords(code)}.`;
}

function initialiseFailure(code: number): string {
  if (code === nvmlCode.versionMismatch) {
    return "NVIDIA's driver was updated and the old one still runs: restart this computer.";
  }
  if (code === nvmlCode.driverNotLoaded) return "NVIDIA's driver is installed but not loaded.";
  return failure("start its sensors", code);
}
