import type { Device, HardwareReport } from "../../../native/api/hardware.ts";

const GIBIBYTE = 2 ** 30;

/** A computer with one CPU, or one with a card of that many GiB. */
export function hardwareWith(options: {
  freeBytes?: number;
  cardGibibytes?: number;
  usedGibibytes?: number;
}): HardwareReport {
  const freeBytes = options.freeBytes ?? 16 * GIBIBYTE;
  const card = options.cardGibibytes;
  const device: Device = {
    id: "device",
    kind: card === undefined ? "cpu" : "gpu",
    name: "Test",
    backend: card === undefined ? "cpu" : "cuda",
    memory: {
      totalBytes: (card ?? 64) * GIBIBYTE,
      usedBytes: (options.usedGibibytes ?? 0) * GIBIBYTE,
      hearthBytes: 0,
    },
    seenBy: ["llama.cpp"],
  };
  return { time: 0, devices: [device], memory: { totalBytes: 64e9, freeBytes }, notes: [] };
}
