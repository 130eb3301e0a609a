import type { Device, DeviceSample, HardwareReport } from "../api/hardware.ts";

/** How long a sample is kept, and how many of one device at most: an hour at one a second. */
const KEPT_MILLIS = 3_600_000;
const MOST_SAMPLES = 3600;
/** A second's samples come a little early at times. */
const LEAST_APART = 900;

/** The last hour of every device, in memory only. */
export interface HardwareHistory {
  /** Takes the report's figures, unless the last ones are less than a second old. */
  add(report: HardwareReport): void;
  /** The samples since `since` (unix milliseconds), oldest first, at most `points` a device. */
  read(since: number, points: number): { device: string; samples: DeviceSample[] }[];
}

/** An empty history. */
export function createHistory(): HardwareHistory {
  const rings = new Map<string, Ring>();
  const names = new Map<string, string>();
  return {
    add: ({ time, devices }) => {
      for (const device of devices) {
        // Places move up when a card is unplugged: what another card did is not this one's past.
        const moved = names.get(device.id) !== device.name;
        const ring = (moved ? undefined : rings.get(device.id)) ?? createRing();
        rings.set(device.id, ring);
        names.set(device.id, device.name);
        const last = ring.last();
        if (last === undefined || time < last.time || time - last.time >= LEAST_APART) {
          ring.add(sampleOf(device, time));
        }
      }
      for (const [id, ring] of rings) {
        if ((ring.last()?.time ?? 0) < time - KEPT_MILLIS) rings.delete(id);
      }
    },
    read: (since, points) =>
      [...rings].flatMap(([device, ring]) => {
        const samples = ring.since(since);
        return samples.length === 0 ? [] : [{ device, samples: thinned(samples, points) }];
      }),
  };
}

function sampleOf(device: Device, time: number): DeviceSample {
  const { load, celsius, watts, memory } = device;
  return {
    time,
    ...(load === undefined ? {} : { load }),
    ...(memory.totalBytes === 0 ? {} : { usedBytes: memory.usedBytes }),
    ...(celsius === undefined ? {} : { celsius }),
    ...(watts === undefined ? {} : { watts }),
  };
}

/** Every so manieth sample and always the newest: what is shown was measured, peaks between two points can be missing. */
export function thinned<T>(samples: readonly T[], points: number): T[] {
  if (samples.length <= points) return [...samples];
  const step = (samples.length - 1) / (points - 1);
  return Array.from({ length: points }, (_, index) => samples[Math.round(index * step)]).filter(
    (sample) => sample !== undefined,
  );
}

interface Ring {
  add(sample: DeviceSample): void;
  last(): DeviceSample | undefined;
  since(time: number): DeviceSample[];
}

/** The newest samples in a fixed room. A clock that was set back leaves older entries with later times: they are passed over. */
function createRing(): Ring {
  const room: DeviceSample[] = [];
  let next = 0;
  const last = (): DeviceSample | undefined => room[(next + MOST_SAMPLES - 1) % MOST_SAMPLES];
  return {
    add: (sample) => {
      room[next] = sample;
      next = (next + 1) % MOST_SAMPLES;
    },
    last,
    since: (time) => {
      const until = last()?.time ?? 0;
      const ordered =
        room.length < MOST_SAMPLES ? room : [...room.slice(next), ...room.slice(0, next)];
      return ordered.filter((sample) => sample.time >= time && sample.time <= until);
    },
  };
}
