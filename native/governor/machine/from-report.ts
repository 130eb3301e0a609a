import type { Device, HardwareReport } from "../../api/hardware.ts";
import type { GpuReading } from "./readings.ts";

/** The GPUs of a report as the rules look at them; a computer without one has none. */
export function gpuReadings(report: HardwareReport): readonly GpuReading[] {
  const gpus = report.devices.filter(({ kind }) => kind === "gpu");
  const listed = gpus.some(({ processes }) => processes?.some(({ own }) => own));
  return gpus.map((device) => gpuReading(device, gpus.length > 1 && !listed));
}

function gpuReading(device: Device, ownIsShare: boolean): GpuReading {
  const { memory } = device;
  const processes = device.processes ?? [];
  const own = processes.filter((one) => one.own).reduce((sum, { bytes }) => sum + bytes, 0);
  const foreign = processes.filter((one) => !one.own);
  const most = Math.max(memory.hearthBytes, own);
  const largest = foreign.toSorted((left, right) => right.bytes - left.bytes)[0];
  return {
    id: device.id,
    name: device.name,
    celsius: device.celsius,
    watts: device.watts,
    wattsLimit: device.wattsLimit,
    // Memory that the processor shares is everybody's: what "others" hold of it says nothing about a GPU.
    dedicated: device.integrated !== true && device.backend !== "metal",
    totalBytes: memory.totalBytes,
    usedBytes: memory.usedBytes,
    usedBy: memory.usedBy,
    // An even share may be of another card's memory; else less in use than what is ours means that one of them is not of now.
    ownBytes: ownIsShare ? Math.min(memory.usedBytes, most) : most,
    listed: processes.some((one) => one.own),
    ownIsShare,
    program: largest?.name,
  };
}
