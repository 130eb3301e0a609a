import type { Device, DeviceSample } from "../../../../native/api/hardware.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** What the devices depend on. */
export interface Activity {
  /** Tokens are being written. */
  readonly working: boolean;
  /** The model is in memory. */
  readonly holding: boolean;
}

/** A device's moving figures at a time, in milliseconds since 1970: always the same for the same time. */
function figures(device: 0 | 1, { working }: Activity, time: number) {
  const swing = Math.sin(time / (21_000 + device * 9000)) + Math.sin(time / 5300 + device) / 2;
  const jitter = Math.sin((time / 1000) * 12.9898 + device) * 0.3;
  const wave = Math.min(1, Math.max(0, (swing + jitter + 1.8) / 3.6));
  const slow = (Math.sin(time / 47_000 + device) + 1) / 2;
  if (!working)
    return { load: 0.02 + 0.02 * wave, celsius: 38 + device * 3, watts: 22 - device * 9 };
  return device === 0
    ? { load: 0.55 + 0.4 * wave, celsius: 61 + 9 * slow, watts: 210 + 110 * wave }
    : { load: 0.3 + 0.3 * wave, celsius: 56 + 6 * slow, watts: 74 + 60 * wave };
}

/** What all GPUs of the sample computer have in common. */
const geforce = {
  kind: "gpu",
  vendor: "NVIDIA",
  backend: "cuda",
  integrated: false,
  driver: "570.133.07",
  seenBy: ["llama.cpp", "nvml", "systeminformation"],
} as const;

/** Who holds a card's memory, in GiB: others what they hold always, Hearth a model and its cache while it holds one. */
function holders({ holding }: Activity, others: number, model: number, cache: number) {
  const own = (gibibytes: number): number => (holding ? Math.round(gibibytes * GIB) : 0);
  const hearthBytes = own(model) + own(cache);
  return {
    usedBytes: Math.round(others * GIB) + hearthBytes,
    hearthBytes,
    modelBytes: own(model),
    cacheBytes: own(cache),
  };
}

/** Two GPUs of a home computer: one with a screen, the other older and seen differently by two probes. */
export function sampleDevices(activity: Activity, time: number): Device[] {
  const { working, holding } = activity;
  const [first, second] = [holders(activity, 1.7, 5.9, 1.8), holders(activity, 0.2, 2.1, 0.5)];
  const engine = (bytes: number) =>
    holding ? [{ pid: 4031, name: "hearth-engine", bytes, own: true }] : [];
  return [
    {
      ...geforce,
      ...figures(0, activity, time),
      id: "gpu-0",
      name: "NVIDIA GeForce RTX 4090",
      seenBy: [...geforce.seenBy],
      memory: { totalBytes: 24 * GIB, ...first },
      celsiusLimit: 84,
      wattsLimit: 450,
      coreMegahertz: working ? 2610 : 210,
      memoryMegahertz: working ? 10_501 : 405,
      fan: working ? 0.46 : 0,
      throttled: working ? ["power"] : ["idle"],
      processes: [
        ...engine(first.hearthBytes),
        { pid: 1822, name: "Xorg", bytes: 412 * MIB, own: false },
        { pid: 22_914, name: "blender", bytes: Math.round(1.1 * GIB), own: false },
        { pid: 31_007, bytes: 96 * MIB, own: false },
      ],
    },
    {
      ...geforce,
      ...figures(1, activity, time),
      id: "gpu-1",
      name: "NVIDIA GeForce RTX 3060",
      seenBy: [...geforce.seenBy],
      memory: { totalBytes: 12 * GIB, ...second },
      celsiusLimit: 93,
      wattsLimit: 170,
      coreMegahertz: working ? 1807 : 210,
      memoryMegahertz: working ? 7501 : 405,
      throttled: [],
      processes: engine(second.hearthBytes),
      disagreements: [
        {
          figure: "totalBytes",
          used: "nvml",
          values: [
            { probe: "nvml", value: 12 * GIB },
            { probe: "llama.cpp", value: 12 * GIB - 84 * MIB },
            { probe: "systeminformation", value: 4 * GIB },
          ],
        },
      ],
    },
  ];
}

/** The processor of the same computer. */
export function sampleProcessor(): Device {
  return {
    id: "cpu",
    kind: "cpu",
    name: "AMD Ryzen 7 7700X",
    backend: "cpu",
    memory: {
      totalBytes: 32 * GIB,
      usedBytes: Math.round(11.2 * GIB),
      hearthBytes: Math.round(0.3 * GIB),
    },
    load: 0.11,
    cores: 8,
    threads: 16,
    seenBy: ["systeminformation"],
  };
}

/** Samples up to `now`, oldest first: `points` of them over `seconds`, at rest until `since`. */
export function sampleHistory(
  activity: Activity,
  window: { readonly seconds: number; readonly points: number },
  times: { readonly now: number; readonly since: number },
): { device: string; samples: DeviceSample[] }[] {
  const count = Math.min(window.points, window.seconds);
  const step = (window.seconds * 1000) / count;
  const at = Array.from({ length: count }, (_, index) =>
    Math.round(times.now - (count - 1 - index) * step),
  );
  const rest: Activity = { working: false, holding: false };
  const devices = (time: number): Device[] =>
    sampleDevices(time < times.since ? rest : activity, time);
  return sampleDevices(rest, times.now).map(({ id }, index) => ({
    device: id,
    samples: at.map((time) => {
      const device = devices(time)[index];
      return {
        time,
        ...(device?.load !== undefined && { load: device.load }),
        ...(device && { usedBytes: device.memory.usedBytes }),
        ...(device?.celsius !== undefined && { celsius: device.celsius }),
        ...(device?.watts !== undefined && { watts: device.watts }),
      };
    }),
  }));
}
