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
const NEAR = 4;

/** Whether the hottest GPU is held down by its temperature, or soon will be. */
export function judgeHeat(devices: readonly Device[]): Judgement {
  const gpus = devices.filter(({ kind }) => kind === "gpu");
  if (gpus.length === 0) return skipped("noGpu");
  const hottest = gpus.toSorted((a, b) => (b.celsius ?? 0) - (a.celsius ?? 0))[0];
  const slowed = gpus.find(({ throttled }) => throttled?.some((why) => /therm/i.test(why)));
  const device = slowed ?? hottest;
  if (device?.celsius === undefined) return unknown("noSensor", { gpu: device?.name ?? "" });
  const limit = device.celsiusLimit ?? USUAL_LIMIT;
  const evidence = {
    gpu: device.name,
    temperature: `${Math.round(device.celsius)} °C`,
    limit: `${limit} °C`,
  };
  if (slowed) return bad("throttled", evidence, byPerson("coolDown"));
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
