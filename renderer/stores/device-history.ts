import { create } from "zustand";
import type { DeviceSample, HardwareReport } from "../../native/api/hardware.ts";

/** How far back the charts look, in milliseconds. */
export const HISTORY_MILLIS = 600_000;

/** Samples by device id, oldest first. */
export type DeviceHistory = Readonly<Record<string, readonly DeviceSample[]>>;

interface DeviceHistoryStore {
  readonly samples: DeviceHistory;
  /** Puts what the node remembers under what was seen since. */
  readonly seed: (
    history: readonly { readonly device: string; readonly samples: readonly DeviceSample[] }[],
  ) => void;
  readonly add: (report: HardwareReport) => void;
}

/** The devices' figures of the last ten minutes, from hardware.history and then hardware.watch. */
export const useDeviceHistory = create<DeviceHistoryStore>((set) => ({
  samples: {},
  seed: (history) =>
    set(({ samples }) => ({
      samples: Object.fromEntries(
        history.map((one) => [one.device, mergeSamples(one.samples, samples[one.device] ?? [])]),
      ),
    })),
  add: (report) => set(({ samples }) => ({ samples: withReport(samples, report) })),
}));

/** The history with one report more; figures that the report lacks stay unknown. */
export function withReport(history: DeviceHistory, report: HardwareReport): DeviceHistory {
  const next = { ...history };
  for (const { id, load, memory, celsius, watts } of report.devices) {
    const sample: DeviceSample = {
      time: report.time,
      usedBytes: memory.usedBytes,
      ...(load !== undefined && { load }),
      ...(celsius !== undefined && { celsius }),
      ...(watts !== undefined && { watts }),
    };
    next[id] = mergeSamples(history[id] ?? [], [sample]);
  }
  return next;
}

/** Both lists as one, oldest first, one sample a second (the later list wins), not older than ten minutes before the newest. */
export function mergeSamples(
  before: readonly DeviceSample[],
  after: readonly DeviceSample[],
): readonly DeviceSample[] {
  const bySecond = new Map<number, DeviceSample>();
  for (const sample of [...before, ...after]) {
    bySecond.set(Math.floor(sample.time / 1000), sample);
  }
  const all = [...bySecond.values()].sort((left, right) => left.time - right.time);
  const newest = all.at(-1)?.time ?? 0;
  return all.filter((sample) => sample.time > newest - HISTORY_MILLIS);
}
