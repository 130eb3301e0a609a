import { cpus, freemem, totalmem } from "node:os";
import si from "systeminformation";
import { within } from "./plausible.ts";
import type { BasicReading, GraphicsReading, ProcessorReading } from "./probes.ts";
import { processorHwmon, readHwmon } from "./sensors/linux/hwmon.ts";
import { pciAddress } from "./sensors/pci-address.ts";

/** What the operating system says of its hardware. Each call asks anew; it may fail or hang. */
export interface SystemProbe {
  basic(): BasicReading;
  graphics(): Promise<readonly GraphicsReading[]>;
  processor(): Promise<ProcessorReading>;
}

/** How the system is asked; the defaults ask it from this process. */
export interface SystemProbeOptions {
  /** The list of graphics cards: it starts several programs and waits for some of them (see survey-service.ts). */
  readonly graphics?: () => Promise<readonly GraphicsReading[]>;
  /** Root of the kernel's files. */
  readonly root?: string;
}

const MEBIBYTE = 2 ** 20;

/** The system as Node, the kernel's files and systeminformation see it. Its readings of each second start no program. */
export function createSystemProbe(options: SystemProbeOptions = {}): SystemProbe {
  let staticCpu: Promise<si.Systeminformation.CpuData> | undefined;
  let hwmon: Promise<string | undefined> | undefined;
  let model: string | undefined;
  const threads = Math.max(1, cpus().length);
  return {
    basic: () => {
      model ??= cpus()[0]?.model ?? "";
      return { processor: model, threads, totalBytes: totalmem(), freeBytes: freemem() };
    },
    graphics: options.graphics ?? listGraphics,
    processor: async () => {
      staticCpu ??= si.cpu().catch((error: unknown) => {
        staticCpu = undefined;
        throw error;
      });
      hwmon ??= processorHwmon(options.root ?? "/");
      const [cpu, load, folder] = await Promise.all([staticCpu, si.currentLoad(), hwmon]);
      const { celsius, celsiusLimit } = folder === undefined ? {} : await readHwmon(folder);
      return {
        name: cpu.brand,
        vendor: cpu.manufacturer,
        cores: cpu.physicalCores,
        threads: cpu.cores,
        load: load.currentLoad / 100,
        celsius,
        celsiusLimit,
      };
    },
  };
}

/** The graphics cards that systeminformation lists. It waits for nvidia-smi without a limit, and blocks its process meanwhile. */
export async function listGraphics(): Promise<readonly GraphicsReading[]> {
  return (await si.graphics()).controllers.map(graphicsReading);
}

/** systeminformation's figures in our units: it counts memory in MiB and load in percent, and says null or 0 for unknown. */
export function graphicsReading(
  controller: si.Systeminformation.GraphicsControllerData,
): GraphicsReading {
  const total = controller.memoryTotal ?? (controller.vramDynamic ? null : controller.vram);
  const { memoryUsed, utilizationGpu, powerDraw } = controller;
  return {
    name: controller.name || controller.model,
    vendor: controller.vendor,
    bus: pciAddress(controller.pciBus) ?? pciAddress(controller.busAddress),
    driver: controller.driverVersion,
    totalBytes: typeof total === "number" ? total * MEBIBYTE : undefined,
    usedBytes: typeof memoryUsed === "number" ? memoryUsed * MEBIBYTE : undefined,
    load: typeof utilizationGpu === "number" ? utilizationGpu / 100 : undefined,
    celsius: controller.temperatureGpu,
    // It writes 0 where the driver does not tell.
    watts: within(powerDraw, 0.01, 10_000),
  };
}
