import type { Device, HardwareReport } from "../../api/hardware.ts";
import {
  bad,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  skipped,
  unknown,
  warning,
} from "../check.ts";
import { backendName } from "./backend-name.ts";

/** Oldest driver branch that runs programs built with CUDA 12 (NVIDIA's table of CUDA compatibility). */
const OLDEST_FOR_CUDA = 525;

/**
 * The branch of NVIDIA's driver: 570 of "570.124", and of Windows' own number for it, "32.0.15.7012", whose last five digits are it. NaN
 * where there is none.
 */
export function driverBranch(driver: string | undefined): number {
  const [, third, fourth] = /^\d+\.\d+\.(\d+)\.(\d{4})$/.exec(driver ?? "") ?? [];
  if (third !== undefined && fourth !== undefined)
    return Number(`${third.slice(-1)}${fourth}`.slice(0, 3));
  return Number(/^(\d+)/.exec(driver ?? "")?.[1] ?? Number.NaN);
}

/** Whether each GPU's driver and the backend that llama.cpp chose go together. */
export function judgeDriver(devices: readonly Device[]): Judgement {
  const gpus = devices.filter(({ kind }) => kind === "gpu");
  if (gpus.length === 0) return skipped("noGpu");
  for (const { name, vendor, driver, backend } of gpus) {
    const isNvidia = /nvidia/i.test(`${vendor ?? ""} ${name}`);
    const evidence = {
      gpu: name,
      backend: backendName(backend),
      ...(driver === undefined ? {} : { driver }),
    };
    if (isNvidia && driverBranch(driver) < OLDEST_FOR_CUDA)
      return bad("tooOld", { ...evidence, needed: OLDEST_FOR_CUDA }, byPerson("updateDriver"));
    if (isNvidia && backend !== "cuda")
      return warning("notCuda", evidence, byPerson("updateDriver"));
    if (backend === "cpu") return warning("onProcessor", evidence);
  }
  const [first] = gpus;
  const evidence = { gpu: first?.name ?? "", backend: backendName(first?.backend ?? "cpu") };
  return first?.driver === undefined
    ? unknown("noVersion", evidence)
    : good({ ...evidence, driver: first.driver });
}

/** The check of driver and backend. */
export function driverCheck(hardware: () => Promise<HardwareReport>): Check {
  return check({
    id: "driver",
    group: "gpu",
    timeout: 10_000,
    probe: async () => (await hardware()).devices,
    judge: judgeDriver,
  });
}
