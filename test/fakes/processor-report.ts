import type { HardwareReport } from "../../native/api/hardware.ts";

/** A computer without a GPU, as the monitor reports it. */
export const processorReport: HardwareReport = {
  time: 1,
  devices: [
    {
      id: "cpu",
      kind: "cpu",
      name: "Two cores",
      backend: "cpu",
      memory: { totalBytes: 1, usedBytes: 0, hearthBytes: 0 },
      seenBy: ["test"],
    },
  ],
  memory: { totalBytes: 1, freeBytes: 1 },
  notes: [],
};
