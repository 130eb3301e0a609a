import { askedSense, type Sense } from "../sense.ts";

/** GetSystemPowerStatus of kernel32: fills a SYSTEM_POWER_STATUS in, and returns 0 where it failed. */
export type QueryPowerStatus = (status: Buffer) => number;

/** Bytes of SYSTEM_POWER_STATUS; its first is ACLineStatus (0 offline, 1 online, 255 unknown), its second BatteryFlag. */
const ROOM = 12;
const OFFLINE = 0;
const UNKNOWN = 255;
/** Bit of BatteryFlag: there is no battery. */
const NO_BATTERY = 128;

/** The battery as Windows itself counts it: a question to the kernel, where WMI would take three PowerShells. */
export function batteryWindows(
  load: () => Promise<QueryPowerStatus> = loadFromKernel,
): Sense<boolean> {
  let loading: Promise<QueryPowerStatus> | undefined;
  const ask = async (): Promise<boolean | undefined> => {
    loading ??= load();
    const query = await loading;
    const status = Buffer.alloc(ROOM, UNKNOWN);
    if (query(status) === 0) return undefined;
    const [line, flag = UNKNOWN] = status;
    // An unknown flag has all bits set, and with them that of no battery.
    return line === UNKNOWN || (flag & NO_BATTERY) !== 0 ? undefined : line === OFFLINE;
  };
  return askedSense(ask, 10_000);
}

async function loadFromKernel(): Promise<QueryPowerStatus> {
  const { default: koffi } = await import("koffi");
  const kernel = koffi.load("kernel32.dll");
  return kernel.func("int __stdcall GetSystemPowerStatus(void *status)");
}
