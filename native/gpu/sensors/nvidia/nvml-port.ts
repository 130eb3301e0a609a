/** What one NVML call brought: a value, or the library's return code (nvml.h, nvmlReturn_t). */
export type NvmlAnswer<T> =
  | { readonly code: 0; readonly value: T }
  | { readonly code: number; readonly value?: undefined };

/** Return codes that the code asks about (nvml.h, nvmlReturn_t). */
export const nvmlCode = {
  uninitialized: 1,
  driverNotLoaded: 9,
  functionNotFound: 13,
  gpuIsLost: 15,
  resetRequired: 16,
  versionMismatch: 18,
} as const;

const words: Readonly<Record<number, string>> = {
  1: "it was not started",
  2: "it did not understand the question",
  3: "this card does not tell it",
  4: "this account is not allowed to ask",
  6: "there is no such card",
  8: "a power cable is not plugged in properly",
  9: "its driver is not loaded",
  10: "the driver did not answer in time",
  11: "the card's interrupts do not arrive",
  12: "a library of the driver is missing",
  13: "this driver is too old for it",
  14: "the card's own memory of facts is damaged",
  15: "the card has fallen off the bus",
  16: "the card needs a reset",
  17: "the system blocks the card",
  18: "driver and library are of different versions",
  20: "there is too little memory",
  999: "it does not know why itself",
};

/** Codes with which a card that is in trouble answers, where one in order says a figure or that it does not tell it. */
const troubles: ReadonlySet<number> = new Set([8, 10, 11, 17, 999]);

/** Whether a return code means that the card did not answer, rather than that it does not tell this one figure. */
export function isTrouble(code: number): boolean {
  return troubles.has(code);
}

/** A return code in words that fit behind a colon. */
export function nvmlWords(code: number): string {
  return `${words[code] ?? "it gave a code that is not in its book"} (NVML ${code})`;
}

/** A card as NVML handles it; only the library that gave it knows what is inside. */
export type NvmlDevice = unknown;

/** A process on a card, as NVML lists it. `bytes` is -1 where the driver does not tell. */
export interface NvmlProcess {
  readonly pid: number;
  readonly bytes: number;
}

/** Which clock: NVML_CLOCK_GRAPHICS and NVML_CLOCK_MEM. */
export type NvmlClock = "graphics" | "memory";

/**
 * The part of NVML that Hearth asks, one method a function of nvml.h. No method throws; any of them may never answer, or
 * end the process, when the driver is ill. Watts are milliwatts, fractions percent, memory bytes, as the library gives them.
 */
export interface NvmlPort {
  initialise(): Promise<number>;
  driverVersion(): Promise<NvmlAnswer<string>>;
  count(): Promise<NvmlAnswer<number>>;
  device(index: number): Promise<NvmlAnswer<NvmlDevice>>;
  name(device: NvmlDevice): Promise<NvmlAnswer<string>>;
  uuid(device: NvmlDevice): Promise<NvmlAnswer<string>>;
  pciAddress(device: NvmlDevice): Promise<NvmlAnswer<string>>;
  memory(
    device: NvmlDevice,
  ): Promise<NvmlAnswer<{ readonly total: number; readonly used: number }>>;
  utilisation(device: NvmlDevice): Promise<NvmlAnswer<number>>;
  celsius(device: NvmlDevice): Promise<NvmlAnswer<number>>;
  /** Where the card begins to slow itself down. */
  celsiusLimit(device: NvmlDevice): Promise<NvmlAnswer<number>>;
  milliwatts(device: NvmlDevice): Promise<NvmlAnswer<number>>;
  milliwattsLimit(device: NvmlDevice): Promise<NvmlAnswer<number>>;
  megahertz(device: NvmlDevice, clock: NvmlClock): Promise<NvmlAnswer<number>>;
  fanPercent(device: NvmlDevice): Promise<NvmlAnswer<number>>;
  /** Bit mask of nvmlClocksEventReasons. */
  throttleReasons(device: NvmlDevice): Promise<NvmlAnswer<number>>;
  computeProcesses(device: NvmlDevice): Promise<NvmlAnswer<readonly NvmlProcess[]>>;
  graphicsProcesses(device: NvmlDevice): Promise<NvmlAnswer<readonly NvmlProcess[]>>;
  /** Path of a process's program. */
  processName(pid: number): Promise<NvmlAnswer<string>>;
}
