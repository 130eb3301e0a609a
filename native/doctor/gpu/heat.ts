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

/** Where no GPU tells its own limit: most slow themselves down from here. */
const USUAL_LIMIT = 83;
/** Graphics inside a processor are as hot as it is, and processors bear more. */
const USUAL_LIMIT_INSIDE = 95;
const NEAR = 4;

const limitOf = ({ celsiusLimit, integrated }: Device): number =>
  celsiusLimit ?? (integrated === true ? USUAL_LIMIT_INSIDE : USUAL_LIMIT);

/** The GPU that has the least left up to its own limit, of those that tell their temperature. */
function nearest(gpus: readonly Device[]): Device | undefined {
  const left = (gpu: Device): number => limitOf(gpu) - (gpu.celsius ?? 0);
  return gpus
    .filter(({ celsius }) => celsius !== undefined)
    .toSorted((a, b) => left(a) - left(b))[0];
}

/** Whether the GPU that is nearest to its limit is held down by its temperature, or soon will be. */
export function judgeHeat(devices: readonly Device[]): Judgement {
  const gpus = devices.filter(({ kind }) => kind === "gpu");
  if (gpus.length === 0) return skipped("noGpu");
  const slowed = gpus.filter(({ throttled }) => throttled?.some((why) => /therm/i.test(why)));
  const device = nearest(slowed) ?? slowed[0] ?? nearest(gpus) ?? gpus[0];
  if (device?.celsius === undefined) {
    const evidence = { gpu: device?.name ?? "" };
    return slowed.length > 0
      ? bad("throttledUnseen", evidence, byPerson("coolDown"))
      : unknown("noSensor", evidence);
  }
  const limit = limitOf(device);
  const evidence = {
    gpu: device.name,
    temperature: `${Math.round(device.celsius)} °C`,
    limit: `${limit} °C`,
  };
  if (slowed.length > 0) return bad("throttled", evidence, byPerson("coolDown"));
  return device.celsius > limit - NEAR
    ? warning("hot", evidence, byPerson("coolDown"))
    : good(evidence);
}

/** The check of temperatures. */
export function heatCheck(hardware: () => Promise<HardwareReport>): Check {
  return check({
    id: "heat",
    group: "gpu",
    timeout: 10_000,
    probe: async () => (await hardware()).devices,
    judge: judgeHeat,
  });
}
