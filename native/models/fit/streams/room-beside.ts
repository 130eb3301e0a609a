import type { HardwareReport } from "../../../api/hardware.ts";

/** A model in memory. */
export interface HeldBytes {
  readonly sha256: string;
  readonly bytes: number;
  /** Tokens of one sequence. */
  readonly contextSize: number;
  /** True where it goes when the other one comes: it serves the same purpose, and nobody else works with it. */
  readonly leaves: boolean;
}

/**
 * The hardware as it is for a file whose load leaves other models where they are: of what Hearth holds on each device, which else counts as
 * free, only the share that this file's own load gives back. Pure.
 */
export function roomBeside(
  hardware: HardwareReport,
  held: readonly HeldBytes[],
  sha256: string,
): HardwareReport {
  const all = held.reduce((sum, { bytes }) => sum + bytes, 0);
  const leaving = held
    .filter((model) => model.leaves || model.sha256 === sha256)
    .reduce((sum, { bytes }) => sum + bytes, 0);
  // What nobody counts may be what the engine itself takes; it stays as it is.
  const share = all > 0 ? leaving / all : 1;
  const devices = hardware.devices.map((device) => ({
    ...device,
    memory: { ...device.memory, hearthBytes: device.memory.hearthBytes * share },
  }));
  return { ...hardware, devices };
}
