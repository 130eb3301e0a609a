import koffi from "koffi";
import { bindCall, type LibraryCall } from "../library-call.ts";
import { bytesField, listedProcesses, textOf } from "./nvml-memory.ts";
import {
  type NvmlAnswer,
  type NvmlDevice,
  type NvmlPort,
  type NvmlProcess,
  nvmlCode,
} from "./nvml-port.ts";

/** Constants of nvml.h. */
const TEMPERATURE_GPU = 0;
const THRESHOLD_SLOWDOWN = 1;
const THRESHOLD_GPU_MAX = 3;
const THRESHOLD_CALL = "nvmlDeviceGetTemperatureThreshold";
const CLOCK = { graphics: 0, memory: 2 } as const;
/** Room for this many processes; a card with more says INSUFFICIENT_SIZE and shows none. */
const MOST_PROCESSES = 256;
/** Bytes of nvmlProcessInfo_t since version 2, and room for the 32 that drivers 535.43 to 535.97 write. */
const PROCESS_BYTES = 24;
const PROCESS_ROOM = 32;

/**
 * NVML from a library file, by FFI. Memory is passed as plain buffers and read by hand: what a broken driver writes into them is bytes, not types.
 * @throws Error when the file cannot be loaded or is not NVML.
 */
export function loadNvml(path: string): NvmlPort {
  const library = koffi.load(path);
  const bound = new Map<string, LibraryCall | undefined>();
  const bind = (name: string, parameters: readonly string[]): LibraryCall | undefined => {
    if (bound.has(name)) return bound.get(name);
    let call: LibraryCall | undefined;
    try {
      call = bindCall(library, name, "int", parameters);
    } catch {
      // An older driver lacks it.
    }
    bound.set(name, call);
    return call;
  };
  const initialise = bind("nvmlInit_v2", []);
  if (initialise === undefined) throw new Error(`${path} is not NVIDIA's management library`);

  /** Calls with an output buffer as last or second-last argument, and reads it where the library says success. */
  const ask = async <T>(
    name: string,
    room: number,
    read: (memory: Buffer) => T,
    before: readonly (readonly [type: string, value: unknown])[] = [],
    after: readonly (readonly [type: string, value: unknown])[] = [],
  ): Promise<NvmlAnswer<T>> => {
    const types = [...before.map(([type]) => type), "void *", ...after.map(([type]) => type)];
    const call = bind(name, types);
    if (call === undefined) return { code: nvmlCode.functionNotFound };
    const memory = Buffer.alloc(room);
    const code = await call(
      ...before.map(([, value]) => value),
      memory,
      ...after.map(([, value]) => value),
    );
    return code === 0 ? { code, value: read(memory) } : { code };
  };
  const handle = (device: NvmlDevice) => ["void *", device] as const;
  const number = (name: string, device: NvmlDevice, ...more: readonly number[]) =>
    ask(name, 4, (memory) => memory.readUInt32LE(0), [
      handle(device),
      ...more.map((value) => ["uint32", value] as const),
    ]);
  const text = (
    name: string,
    room: number,
    before: readonly (readonly [type: string, value: unknown])[],
  ) => ask(name, room, textOf, before, [["uint32", room]]);

  let processCalls: Readonly<Record<"Compute" | "Graphics", string>> | undefined;
  const processes = async (
    kind: "Compute" | "Graphics",
    device: NvmlDevice,
  ): Promise<NvmlAnswer<readonly NvmlProcess[]>> => {
    processCalls ??= await chooseProcessCalls(bind, () =>
      text("nvmlSystemGetDriverVersion", 80, []),
    );
    const count = Buffer.alloc(4);
    count.writeUInt32LE(MOST_PROCESSES);
    return ask(
      processCalls[kind],
      MOST_PROCESSES * PROCESS_ROOM,
      (memory) =>
        listedProcesses(memory, Math.min(count.readUInt32LE(0), MOST_PROCESSES), PROCESS_BYTES),
      [handle(device), ["void *", count]],
    );
  };

  return {
    initialise: () => initialise(),
    driverVersion: () => text("nvmlSystemGetDriverVersion", 80, []),
    count: () => ask("nvmlDeviceGetCount_v2", 4, (memory) => memory.readUInt32LE(0)),
    device: (index) =>
      ask("nvmlDeviceGetHandleByIndex_v2", 8, (memory) => memory.readBigUInt64LE(0), [
        ["uint32", index],
      ]),
    name: (device) => text("nvmlDeviceGetName", 96, [handle(device)]),
    uuid: (device) => text("nvmlDeviceGetUUID", 96, [handle(device)]),
    // nvmlPciInfo_t: 16 bytes of an older form, five numbers, then the address as text.
    pciAddress: (device) =>
      ask("nvmlDeviceGetPciInfo_v3", 68, (memory) => textOf(memory.subarray(36, 68)), [
        handle(device),
      ]),
    // nvmlMemory_t: total, free, used.
    memory: (device) =>
      ask(
        "nvmlDeviceGetMemoryInfo",
        24,
        (memory) => ({ total: bytesField(memory, 0), used: bytesField(memory, 16) }),
        [handle(device)],
      ),
    utilisation: (device) =>
      ask("nvmlDeviceGetUtilizationRates", 8, (memory) => memory.readUInt32LE(0), [handle(device)]),
    celsius: (device) => number("nvmlDeviceGetTemperature", device, TEMPERATURE_GPU),
    celsiusLimit: async (device) => {
      const slowdown = await number(THRESHOLD_CALL, device, THRESHOLD_SLOWDOWN);
      // Newer cards no longer tell the one, but the other.
      return slowdown.code === 0 ? slowdown : number(THRESHOLD_CALL, device, THRESHOLD_GPU_MAX);
    },
    milliwatts: (device) => number("nvmlDeviceGetPowerUsage", device),
    milliwattsLimit: (device) => number("nvmlDeviceGetEnforcedPowerLimit", device),
    megahertz: (device, clock) => number("nvmlDeviceGetClockInfo", device, CLOCK[clock]),
    fanPercent: (device) => number("nvmlDeviceGetFanSpeed", device),
    throttleReasons: (device) =>
      ask("nvmlDeviceGetCurrentClocksThrottleReasons", 8, (memory) => bytesField(memory, 0), [
        handle(device),
      ]),
    computeProcesses: (device) => processes("Compute", device),
    graphicsProcesses: (device) => processes("Graphics", device),
    processName: (pid) => text("nvmlSystemGetProcessName", 256, [["uint32", pid]]),
  };
}

/** Version 3 of the process lists, or version 2 for older drivers and for those of 535 whose version 3 is of another shape. */
async function chooseProcessCalls(
  bind: (name: string, parameters: readonly string[]) => LibraryCall | undefined,
  driver: () => Promise<NvmlAnswer<string>>,
): Promise<Readonly<Record<"Compute" | "Graphics", string>>> {
  const [major = 0, minor = 0] = ((await driver()).value ?? "").split(".").map(Number);
  const odd = major === 535 && minor < 98;
  const third = "nvmlDeviceGetComputeRunningProcesses_v3";
  const version = !odd && bind(third, ["void *", "void *", "void *"]) !== undefined ? 3 : 2;
  return {
    Compute: `nvmlDeviceGetComputeRunningProcesses_v${version}`,
    Graphics: `nvmlDeviceGetGraphicsRunningProcesses_v${version}`,
  };
}
