import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SensorReading } from "../sensor-reading.ts";
import { type DrmCard, isAsleep } from "./drm-cards.ts";
import { readGpuMetrics } from "./gpu-metrics.ts";
import { hwmonFolder, readHwmon } from "./hwmon.ts";
import { readNumber, readText } from "./sysfs.ts";

/** An AMD card as amdgpu's files tell it now (Documentation/gpu/amdgpu/thermal.rst). One that sleeps is not woken. */
export async function readAmdgpu(
  card: DrmCard,
  driver: string | undefined,
): Promise<SensorReading> {
  const fixed = { source: "amdgpu", vendor: "AMD", bus: card.bus, driver } as const;
  if (await isAsleep(card)) return fixed;
  const { device } = card;
  const hwmon = await hwmonFolder(device);
  const figures = hwmon === undefined ? {} : await readHwmon(hwmon);
  const metrics = readGpuMetrics(await bytesOf(join(device, "gpu_metrics")));
  return {
    ...fixed,
    name: (await readText(device, "product_name")) || undefined,
    uuid: await readText(device, "unique_id"),
    integrated: metrics?.integrated,
    totalBytes: await memory(device, "total", metrics?.integrated),
    usedBytes: await memory(device, "used", metrics?.integrated),
    load: await readNumber(100, device, "gpu_busy_percent"),
    ...figures,
    coreMegahertz: figures.coreMegahertz ?? chosenMegahertz(await readText(device, "pp_dpm_sclk")),
    memoryMegahertz:
      figures.memoryMegahertz ?? chosenMegahertz(await readText(device, "pp_dpm_mclk")),
    throttled: metrics?.throttled,
  };
}

/** The card's own memory; inside a processor also what it may take of the main memory (GTT). */
async function memory(
  device: string,
  which: "total" | "used",
  integrated: boolean | undefined,
): Promise<number | undefined> {
  const own = await readNumber(1, device, `mem_info_vram_${which}`);
  const shared = integrated ? await readNumber(1, device, `mem_info_gtt_${which}`) : undefined;
  return own === undefined ? undefined : own + (shared ?? 0);
}

/** The level with the star in a pp_dpm table: "1: 2430Mhz *". */
export function chosenMegahertz(table: string | undefined): number | undefined {
  const match = /^\s*\S+:\s*(\d{1,6})\s*mhz\s*\*/im.exec(table ?? "");
  return match === null ? undefined : Number(match[1]);
}

async function bytesOf(path: string): Promise<Buffer> {
  return readFile(path).catch(() => Buffer.alloc(0));
}
