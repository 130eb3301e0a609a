import { existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { drmCards } from "./linux/drm-cards.ts";
import { nvmlPaths } from "./nvidia/nvml-paths.ts";
import { systemLibrary } from "./windows/system-library.ts";

/** What the sensors' process shall try: NVML's files in order, and the root of the kernel's files where those tell something. */
export const sensorPlan = z.object({
  nvml: z.array(z.string()).readonly(),
  root: z.string(),
  kernelFiles: z.boolean(),
  /** Windows' gdi32.dll, the door to its graphics kernel. */
  adapters: z.string().optional(),
  /** Windows' pdh.dll, which has its performance counters, and its kernel32.dll, which knows programs by their process. */
  counters: z.string().optional(),
  programs: z.string().optional(),
});
export type SensorPlan = z.infer<typeof sensorPlan>;

/** Signs of NVIDIA's driver on Linux: the loaded module, its device file, WSL's bridge to the card of Windows. */
const nvidiaSigns = ["proc/driver/nvidia/version", "dev/nvidiactl", "dev/dxg"];

/**
 * What this computer's vendors offer, without asking any driver; undefined where there is nothing to ask, so that no process
 * need be started. A sign is no promise: the library may still be missing.
 */
export async function planSensors(
  platform: NodeJS.Platform = process.platform,
  root = "/",
): Promise<SensorPlan | undefined> {
  const paths = nvmlPaths(platform, process.env);
  if (platform === "win32") {
    const there = paths.filter((path) => existsSync(path));
    const library = (name: string): string => systemLibrary(name, process.env);
    return {
      nvml: there,
      root,
      kernelFiles: false,
      adapters: library("gdi32.dll"),
      counters: library("pdh.dll"),
      programs: library("kernel32.dll"),
    };
  }
  if (platform !== "linux") return undefined;
  const nvidia = nvidiaSigns.some((sign) => existsSync(join(root, sign)));
  const drivers = (await drmCards(root)).map(({ driver }) => driver);
  const kernelFiles = drivers.some((driver) => ["amdgpu", "i915", "xe"].includes(driver));
  if (!nvidia && !kernelFiles) return undefined;
  return { nvml: nvidia ? paths : [], root, kernelFiles };
}
