import { existsSync } from "node:fs";
import { release } from "node:os";
import { isAbsolute } from "node:path";
import { reasonOf } from "../../api/errors.ts";
import { openLinuxSensors } from "./linux/linux-sensors.ts";
import type { NvmlPort } from "./nvidia/nvml-port.ts";
import { openNvml } from "./nvidia/nvml-sensors.ts";
import { createProcessNames } from "./process-names.ts";
import type { SensorPlan } from "./sensor-plan.ts";
import type { SensorSet } from "./sensor-reading.ts";
import type { CounterPort } from "./windows/counters/counter-port.ts";
import type { GraphicsKernel } from "./windows/graphics-kernel.ts";
import { openWindows } from "./windows/open-windows.ts";

/** What was opened. `missing` says in plain sentences why a vendor's interface was not; without a set nothing can be read. */
export interface OpenedSensors {
  readonly set: SensorSet | undefined;
  readonly missing: readonly string[];
}

/** Brings the vendors' and the system's libraries from their files. Each throws where it cannot. */
export interface SensorLibraries {
  nvml(path: string): Promise<NvmlPort>;
  graphicsKernel(path: string): Promise<GraphicsKernel>;
  counters(path: string): Promise<CounterPort>;
  programPaths(path: string): Promise<(pid: number) => string | undefined>;
}

/** Opens every interface of the plan that opens. */
export async function openSensors(
  plan: SensorPlan,
  libraries: SensorLibraries,
): Promise<OpenedSensors> {
  const now = (): number => performance.now();
  const missing: string[] = [];
  const note = (error: unknown): undefined => {
    missing.push(reasonOf(error));
  };
  const nvml = await firstNvml(plan.nvml, libraries.nvml, missing);
  const programPath =
    plan.programs === undefined
      ? undefined
      : await libraries.programPaths(plan.programs).catch(() => undefined);
  const who = createProcessNames({
    root: plan.root,
    ancestor: process.ppid,
    now,
    programOf: async (pid) => programPath?.(pid) ?? (await nvml?.processName(pid))?.value,
  });
  const nvidia = nvml && (await openNvml(nvml, who).catch(note));
  const linux = plan.kernelFiles
    ? await openLinuxSensors({ root: plan.root, who, kernel: release(), now })
    : undefined;
  const { adapters, counters } = plan;
  const windows =
    adapters === undefined
      ? undefined
      : await openWindows({ adapters, counters }, libraries, who, now).catch(note);
  missing.push(...(windows?.missing ?? []));
  const named = windows && nvidia ? windows.programsFor(nvidia) : nvidia;
  const sets = [named, linux, windows?.set].filter((set) => set !== undefined);
  return { set: sets.length === 0 ? undefined : joined(sets, missing), missing };
}

async function firstNvml(
  paths: readonly string[],
  load: (path: string) => Promise<NvmlPort>,
  missing: string[],
): Promise<NvmlPort | undefined> {
  if (paths.length === 0) return undefined;
  const reasons: string[] = [];
  for (const path of paths) {
    if (isAbsolute(path) && !existsSync(path)) continue;
    try {
      return await load(path);
    } catch (error) {
      reasons.push(reasonOf(error));
    }
  }
  missing.push(
    `NVIDIA's sensors are missing: ${reasons[0] ?? "its management library is not installed"}.`,
  );
  return undefined;
}

/** All sets as one. What one cannot tell any more is a note; when none can, it rejects. */
function joined(sets: readonly SensorSet[], missing: readonly string[]): SensorSet {
  return {
    read: async () => {
      const results = await Promise.allSettled(sets.map((set) => set.read()));
      const failed = results.flatMap((result) =>
        result.status === "rejected" ? [String(result.reason?.message ?? result.reason)] : [],
      );
      if (failed.length === sets.length) throw new Error(failed.join(" "));
      const reports = results.flatMap((result) =>
        result.status === "fulfilled" ? [result.value] : [],
      );
      return {
        readings: reports.flatMap(({ readings }) => readings),
        notes: [...new Set([...missing, ...reports.flatMap(({ notes }) => notes), ...failed])],
      };
    },
  };
}
