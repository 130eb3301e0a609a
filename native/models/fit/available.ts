import type { Device, HardwareReport } from "../../api/hardware.ts";

/** Memory that a model may use: one for each GPU, or main memory alone. Bytes. */
export interface Available {
  readonly id: string;
  readonly name: string;
  readonly backend: Device["backend"];
  /** What nobody else uses now; what Hearth holds counts as free. */
  readonly freeBytes: number;
  /** Left to the desktop and to other programs. */
  readonly reserveBytes: number;
  /** Is taken out of main memory. */
  readonly shared: boolean;
}

/** Share of a GPU's memory that is left to the display and to other programs (home-gpu notes 5.1: 5 to 8 %). */
const GPU_RESERVE = 0.06;

/** The GPUs with what is free on them, in llama.cpp's order. It takes integrated ones only where there is no other. */
export function availableGpus(hardware: HardwareReport): readonly Available[] {
  const gpus = hardware.devices.filter(({ kind }) => kind === "gpu");
  const discrete = gpus.filter(({ integrated }) => integrated !== true);
  return (discrete.length > 0 ? discrete : gpus).map(
    ({ id, name, backend, memory, integrated }) => {
      const others = Math.max(0, memory.usedBytes - memory.hearthBytes);
      const shared = integrated === true && backend !== "metal";
      return {
        ...{ id, name, backend, shared },
        freeBytes: Math.max(0, Math.round(memory.totalBytes - others)),
        reserveBytes: Math.round(memory.totalBytes * GPU_RESERVE),
      };
    },
  );
}

/** Main memory with what is free in it. */
export function availableMemory(hardware: HardwareReport): Available {
  const held = hardware.devices
    .filter(({ kind }) => kind === "cpu")
    .reduce((sum, { memory }) => sum + memory.hearthBytes, 0);
  const cpu = hardware.devices.find(({ kind }) => kind === "cpu");
  // macOS calls free only what nobody ever used, and gives the rest when asked; its GPU's budget is the one that holds.
  const metal = hardware.devices.some(({ backend }) => backend === "metal");
  const free = metal ? hardware.memory.totalBytes : hardware.memory.freeBytes + held;
  return {
    ...{ id: cpu?.id ?? "memory", name: cpu?.name ?? "RAM", backend: "cpu", shared: true },
    freeBytes: Math.min(hardware.memory.totalBytes, free),
    // What is free is what the system would give without hurting anyone.
    reserveBytes: 0,
  };
}

/** Bytes that a model may take in all, reserves kept: over all GPUs, or of main memory where there is none. */
export function availableBytes(hardware: HardwareReport): number {
  const gpus = availableGpus(hardware);
  const places = gpus.length > 0 ? gpus : [availableMemory(hardware)];
  return places.reduce(
    (sum, { freeBytes, reserveBytes }) => sum + Math.max(0, freeBytes - reserveBytes),
    0,
  );
}

/** The backend that models would run on. */
export function runBackend(hardware: HardwareReport): Device["backend"] {
  return availableGpus(hardware)[0]?.backend ?? "cpu";
}
