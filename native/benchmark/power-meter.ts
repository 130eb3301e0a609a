import { setTimeout as delay } from "node:timers/promises";
import type { HardwareReport } from "../api/hardware.ts";

/** Watts of all GPUs together, sampled while something runs. */
export interface PowerMeter {
  /** The samples so far; empty where no sensor tells. */
  stop(): Promise<readonly number[]>;
}

/** Watts of the report's GPUs together; undefined where one of them does not tell, since a part is no sum. */
export function gpuWatts(report: HardwareReport): number | undefined {
  const gpus = report.devices.filter(({ kind }) => kind === "gpu");
  const watts = gpus.map((device) => device.watts).filter((value) => value !== undefined);
  return gpus.length === 0 || watts.length < gpus.length
    ? undefined
    : watts.reduce((sum, value) => sum + value, 0);
}

/** Samples until it is stopped. The caller stops it. */
export function startPowerMeter(
  report: () => Promise<HardwareReport>,
  everyMillis = 1000,
): PowerMeter {
  const over = new AbortController();
  const samples: number[] = [];
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      // A probe that fails costs its sample: nobody hears of it before the measurement's end.
      const watts = await report().then(gpuWatts, () => undefined);
      if (watts !== undefined) samples.push(watts);
      await delay(everyMillis, undefined, { signal: over.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      over.abort();
      await running;
      return samples;
    },
  };
}
