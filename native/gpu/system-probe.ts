import { cpus, freemem, totalmem } from "node:os";
import si from "systeminformation";
import type { BasicReading, GraphicsReading, ProcessorReading } from "./probes.ts";

/** What the operating system says of its hardware. Each call asks anew; it may fail or hang. */
export interface SystemProbe {
  basic(): BasicReading;
  graphics(): Promise<readonly GraphicsReading[]>;
  processor(): Promise<ProcessorReading>;
}

const MEBIBYTE = 2 ** 20;

/** The system as Node and systeminformation see it. */
export function createSystemProbe(): SystemProbe {
  let staticCpu: Promise<si.Systeminformation.CpuData> | undefined;
  return {
    basic: () => ({
      processor: cpus()[0]?.model ?? "",
      threads: Math.max(1, cpus().length),
      totalBytes: totalmem(),
      freeBytes: freemem(),
    }),
    graphics: async () => (await si.graphics()).controllers.map(graphicsReading),
    processor: async () => {
      staticCpu ??= si.cpu().catch((error: unknown) => {
        staticCpu = undefined;
        throw error;
      });
      const [cpu, load, temperature] = await Promise.all([
        staticCpu,
        si.currentLoad(),
        si.cpuTemperature(),
      ]);
      return {
        name: cpu.brand,
        vendor: cpu.manufacturer,
        cores: cpu.physicalCores,
        threads: cpu.cores,
        load: load.currentLoad / 100,
        celsius: temperature.main ?? undefined,
      };
    },
  };
}

/** systeminformation's figures in our units: it counts memory in MiB and load in percent, and says null or 0 for unknown. */
export function graphicsReading(
  controller: si.Systeminformation.GraphicsControllerData,
): GraphicsReading {
  const total = controller.memoryTotal ?? (controller.vramDynamic ? null : controller.vram);
  const { memoryUsed, utilizationGpu } = controller;
  return {
    name: controller.name || controller.model,
    vendor: controller.vendor,
    totalBytes: typeof total === "number" ? total * MEBIBYTE : undefined,
    usedBytes: typeof memoryUsed === "number" ? memoryUsed * MEBIBYTE : undefined,
    load: typeof utilizationGpu === "number" ? utilizationGpu / 100 : undefined,
    celsius: controller.temperatureGpu,
    watts: controller.powerDraw,
  };
}
