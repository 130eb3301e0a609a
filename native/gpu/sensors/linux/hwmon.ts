import { join } from "node:path";
import { namesIn, readNumber, readText } from "./sysfs.ts";

/** A device's hwmon folder, where its driver has one. */
export async function hwmonFolder(device: string): Promise<string | undefined> {
  const [name] = (await namesIn(device, "hwmon")).filter((entry) => /^hwmon\d+$/.test(entry));
  return name === undefined ? undefined : join(device, "hwmon", name);
}

/** What hwmon's common names tell (Documentation/hwmon/sysfs-interface.rst): millidegrees, microwatts, hertz, turns a minute. */
export interface HwmonFigures {
  readonly celsius?: number | undefined;
  readonly celsiusLimit?: number | undefined;
  readonly watts?: number | undefined;
  readonly wattsLimit?: number | undefined;
  readonly coreMegahertz?: number | undefined;
  readonly memoryMegahertz?: number | undefined;
  readonly fan?: number | undefined;
}

/** Reads a hwmon folder. Each figure stands alone: one that the driver refuses takes no other with it. */
export async function readHwmon(folder: string): Promise<HwmonFigures> {
  const number = (scale: number, name: string) => readNumber(scale, folder, name);
  return {
    // xe's package is its second sensor, and it has no first.
    celsius: (await number(1000, "temp1_input")) ?? (await number(1000, "temp2_input")),
    celsiusLimit: (await number(1000, "temp1_crit")) ?? (await number(1000, "temp2_crit")),
    watts: (await number(1e6, "power1_average")) ?? (await number(1e6, "power1_input")),
    wattsLimit: (await number(1e6, "power1_cap")) ?? (await number(1e6, "power1_max")),
    coreMegahertz: await number(1e6, "freq1_input"),
    memoryMegahertz: await number(1e6, "freq2_input"),
    fan: await readFan(folder),
  };
}

/** Turns over most turns, or the share of time that the fan has power. */
async function readFan(folder: string): Promise<number | undefined> {
  const turns = await readNumber(1, folder, "fan1_input");
  const most = await readNumber(1, folder, "fan1_max");
  if (turns !== undefined && most !== undefined && most > 0) return turns / most;
  return readNumber(255, folder, "pwm1");
}

/** The processor's own sensors by the names of their drivers. */
const processorDrivers = new Set(["k10temp", "zenpower", "coretemp", "cpu_thermal"]);

/** Finds the processor's hwmon folder below `root`; undefined in most virtual machines. */
export async function processorHwmon(root: string): Promise<string | undefined> {
  const all = join(root, "sys/class/hwmon");
  for (const name of await namesIn(all)) {
    const driver = await readText(all, name, "name");
    if (driver !== undefined && processorDrivers.has(driver)) return join(all, name);
  }
  return undefined;
}
