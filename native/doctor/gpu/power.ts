import type { Device, HardwareReport } from "../../api/hardware.ts";
import { type Check, check, good, type Judgement, skipped, unknown, warning } from "../check.ts";

/** Whether a power limit holds a GPU's clocks down. That is no fault: it may be meant so. */
export function judgePower(devices: readonly Device[]): Judgement {
  const gpus = devices.filter(({ kind }) => kind === "gpu");
  if (gpus.length === 0) return skipped("noGpu");
  const limited = gpus.find(({ throttled }) => throttled?.some((why) => /power/i.test(why)));
  const device = limited ?? gpus.find(({ watts }) => watts !== undefined) ?? gpus[0];
  if (device?.watts === undefined) return unknown("noSensor", { gpu: device?.name ?? "" });
  const evidence = {
    gpu: device.name,
    power: `${Math.round(device.watts)} W`,
    ...(device.wattsLimit === undefined ? {} : { limit: `${Math.round(device.wattsLimit)} W` }),
  };
  return limited ? warning("limited", evidence) : good(evidence);
}

/** The check of the power limit. */
export function powerCheck(hardware: () => Promise<HardwareReport>): Check {
  return check({
    id: "power",
    group: "gpu",
    timeout: 10_000,
    probe: async () => (await hardware()).devices,
    judge: judgePower,
  });
}
