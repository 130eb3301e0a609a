/** Bits of nvmlClocksEventReasons (nvml.h) and what a person would call them. */
const reasons: readonly (readonly [bit: number, words: string])[] = [
  [0x1, "idle"],
  [0x2, "clocks set by an application"],
  [0x4, "power"],
  [0x8, "hardware"],
  [0x10, "sync boost"],
  [0x20, "thermal"],
  [0x40, "thermal (hardware)"],
  [0x80, "power supply"],
  [0x100, "display"],
];

/** Why the driver holds the clocks down; empty where it does not. Bits that nvml.h does not name are left out. */
export function throttleReasons(mask: number): string[] {
  if (!Number.isSafeInteger(mask) || mask < 0) return [];
  return reasons.filter(([bit]) => mask % (2 * bit) >= bit).map(([, words]) => words);
}
