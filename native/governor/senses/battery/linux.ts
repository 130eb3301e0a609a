import { join } from "node:path";
import { namesIn, readText } from "../../../gpu/sensors/linux/sysfs.ts";
import type { Sense } from "../sense.ts";

/** A power supply as the kernel's class names it (Documentation/ABI/testing/sysfs-class-power); what it does not tell is undefined. */
export interface PowerSupply {
  readonly type?: string | undefined;
  /** "1" while a mains adapter has power. */
  readonly online?: string | undefined;
  /** Of a battery: "Discharging", "Charging", "Full", "Not charging". */
  readonly status?: string | undefined;
  /** "Device" where it feeds something beside the computer, such as a mouse. */
  readonly scope?: string | undefined;
  readonly present?: string | undefined;
}

/**
 * True while the computer draws on its battery. A full one neither charges nor discharges, and adapters go by many names: only what
 * kind a supply is counts. Undefined without a battery.
 */
export function drawsOnBattery(supplies: readonly PowerSupply[]): boolean | undefined {
  const batteries = supplies.filter(isBattery);
  if (batteries.length === 0) return undefined;
  const plugged = supplies.some(({ type, online }) => type === "Mains" && online === "1");
  return !plugged && batteries.some(({ status }) => status === "Discharging");
}

/** The battery of a Linux computer, from the kernel's files below `root` ("/" on a real system): no program is started. */
export function batteryLinux(root = "/"): Sense<boolean> {
  const read = async () => drawsOnBattery(await powerSupplies(root));
  return {
    available: async () => (await read()) !== undefined,
    read,
    everyMillis: 10_000,
  };
}

function isBattery({ type, scope, present }: PowerSupply): boolean {
  return type === "Battery" && scope !== "Device" && present !== "0";
}

async function powerSupplies(root: string): Promise<readonly PowerSupply[]> {
  const folder = join(root, "sys/class/power_supply");
  return Promise.all(
    (await namesIn(folder)).map(async (name) => {
      const fact = (file: string) => readText(folder, name, file);
      const [type, online] = await Promise.all([fact("type"), fact("online")]);
      const [status, scope] = await Promise.all([fact("status"), fact("scope")]);
      return { type, online, status, scope, present: await fact("present") };
    }),
  );
}
