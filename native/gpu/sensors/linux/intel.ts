import type { SensorReading } from "../sensor-reading.ts";
import { type DrmCard, isAsleep } from "./drm-cards.ts";
import { hwmonFolder, readHwmon } from "./hwmon.ts";
import { readNumber } from "./sysfs.ts";

/** Graphics inside an Intel processor always stands here on the bus. */
const INSIDE_PROCESSOR = "0000:00:02.0";

/** Reads Intel's cards; it remembers each one's energy counter, since power is its change. */
export interface IntelReader {
  read(card: DrmCard, driver: string | undefined): Promise<SensorReading>;
}

/** A reader of i915 and xe. `now` in milliseconds, of a clock that only goes forward. */
export function createIntelReader(now: () => number): IntelReader {
  const counters = new Map<string, { readonly joules: number; readonly at: number }>();
  const watts = (card: DrmCard, joules: number | undefined): number | undefined => {
    if (joules === undefined) return undefined;
    const before = counters.get(card.device);
    const at = now();
    counters.set(card.device, { joules, at });
    if (before === undefined || at <= before.at || joules < before.joules) return undefined;
    return ((joules - before.joules) * 1000) / (at - before.at);
  };
  return {
    read: async (card, driver) => {
      const fixed = {
        source: card.driver === "xe" ? "xe" : "i915",
        vendor: "Intel",
        bus: card.bus,
        driver,
        integrated: card.bus === undefined ? undefined : card.bus === INSIDE_PROCESSOR,
      } as const;
      if (await isAsleep(card)) return fixed;
      const hwmon = await hwmonFolder(card.device);
      const figures = hwmon === undefined ? {} : await readHwmon(hwmon);
      const joules =
        hwmon === undefined ? undefined : await readNumber(1e6, hwmon, "energy1_input");
      return {
        ...fixed,
        ...figures,
        watts: figures.watts ?? watts(card, joules),
        coreMegahertz:
          (await readNumber(1, card.folder, "gt_act_freq_mhz")) ??
          (await readNumber(1, card.device, "tile0/gt0/freq0/act_freq")),
      };
    },
  };
}
