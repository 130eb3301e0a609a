import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openSensors } from "../../../../../native/gpu/sensors/open-sensors.ts";
import type { SensorReading } from "../../../../../native/gpu/sensors/sensor-reading.ts";
import { luidText } from "../../../../../native/gpu/sensors/windows/counters/gpu-instances.ts";
import { type FakeCounters, fakeCounters } from "../../../../fakes/fake-counters.ts";
import { type FakeAdapter, fakeGraphicsKernel } from "../../../../fakes/fake-graphics-kernel.ts";
import { createFakeNvml, rtx3090 } from "../../../../fakes/fake-nvml.ts";

const GIB = 2 ** 30;
const card = (low: number, change: Partial<FakeAdapter> = {}): FakeAdapter => ({
  name: "AMD Radeon RX 7800 XT",
  luid: luidText(0, low),
  bus: [low, 0, 0],
  ownBytes: 16 * GIB,
  ...change,
});
const place = (low: number): string => `luid_0x00000000_0x0000000${low}_phys_0`;
const busy = (low: number, value: number) => ({
  name: `pid_900_${place(low)}_eng_0_engtype_3D`,
  value,
});
const inUse = (low: number, gibibytes: number) => ({ name: place(low), value: gibibytes * GIB });
const holds = (low: number, pid: number, gibibytes: number) => ({
  name: `pid_${pid}_${place(low)}`,
  value: gibibytes * GIB,
});

/** The second reading of a Windows computer: a load needs two samples. */
async function second(
  adapters: readonly FakeAdapter[],
  counters: FakeCounters,
  nvml?: ReturnType<typeof createFakeNvml>,
): Promise<{ readonly readings: readonly SensorReading[]; readonly notes: readonly string[] }> {
  const plan = {
    nvml: nvml === undefined ? [] : ["nvml.dll"],
    root: "/nothing-here",
    kernelFiles: false,
    adapters: "gdi32.dll",
    counters: "pdh.dll",
    programs: "kernel32.dll",
  };
  const { set } = await openSensors(plan, {
    nvml: async () => nvml ?? createFakeNvml([]),
    graphicsKernel: async () => fakeGraphicsKernel(adapters),
    counters: async () => counters,
    programPaths: async () => (pid) => (pid === 4 ? undefined : `C:\\Games\\game-${pid}.exe`),
  });
  const readings = [set?.read()];
  await vi.advanceTimersByTimeAsync(1_000);
  readings.push(set?.read());
  await vi.advanceTimersByTimeAsync(1_000);
  const [, later] = await Promise.all(readings);
  return later ?? { readings: [], notes: [] };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("what Windows' counters tell of its cards", () => {
  test("of two equal cards each has its own figures, by the LUID and never by the order or the name", async () => {
    const counters = fakeCounters({
      engines: [busy(5, 12), busy(3, 97)],
      adapters: [inUse(5, 1), inUse(3, 9)],
      programs: [holds(3, 900, 8), holds(5, 4, 0.5), holds(3, 1200, 0.25)],
    });
    const { readings, notes } = await second([card(3), card(5)], counters);
    expect(notes).toEqual([]);
    expect(readings).toMatchObject([
      {
        bus: "0000:03:00.0",
        load: 0.97,
        usedBytes: 9 * GIB,
        processes: [
          { pid: 900, bytes: 8 * GIB, name: "game-900.exe" },
          { pid: 1200, bytes: GIB / 4, name: "game-1200.exe" },
        ],
      },
      { bus: "0000:05:00.0", load: 0.12, usedBytes: GIB, processes: [{ pid: 4, bytes: GIB / 2 }] },
    ]);
    expect(readings[1]?.processes?.[0]?.name).toBeUndefined();
  });

  test("a card that no counter names has no figure: silence is not idleness", async () => {
    const counters = fakeCounters({
      engines: [busy(3, 50)],
      adapters: [inUse(3, 1)],
      programs: [],
    });
    const [, other] = (await second([card(3), card(5)], counters)).readings;
    expect(other).toMatchObject({ bus: "0000:05:00.0", totalBytes: 16 * GIB });
    expect([other?.load, other?.usedBytes, other?.processes]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("a card that stands under two LUIDs tells nothing, since neither need be the whole", async () => {
    const twice = [card(3), card(3, { luid: luidText(0, 5) }), card(3)];
    const counters = fakeCounters({
      engines: [busy(3, 50), busy(5, 10)],
      adapters: [],
      programs: [],
    });
    const { readings } = await second(twice, counters);
    expect(readings).toHaveLength(1);
    expect(readings[0]?.load).toBeUndefined();
    // Listed twice under the same LUID it is simply one.
    const { readings: once } = await second([card(3), card(3)], counters);
    expect(once.map(({ load }) => load)).toEqual([0.5]);
  });

  test("of graphics inside a processor the load counts alone", async () => {
    const inside = card(3, { name: "AMD Radeon(TM) Graphics", ownBytes: GIB / 2 });
    const counters = fakeCounters({
      engines: [busy(3, 50)],
      adapters: [inUse(3, 0.25)],
      programs: [holds(3, 900, 0.25)],
    });
    const [reading] = (await second([inside], counters)).readings;
    expect(reading?.load).toBe(0.5);
    expect(reading).not.toHaveProperty("usedBytes");
    expect(reading).not.toHaveProperty("processes");
  });

  test("a list of programs that adds up to more than the card has is none, what programs share is allowed for", async () => {
    const shared = fakeCounters({
      engines: [],
      adapters: [inUse(3, 15)],
      programs: [holds(3, 900, 14), holds(3, 4, 5)],
    });
    expect((await second([card(3)], shared)).readings[0]?.processes).toHaveLength(2);
    const leaking = fakeCounters({
      engines: [],
      adapters: [inUse(3, 15)],
      programs: [holds(3, 900, 14), holds(3, 4, 10_000)],
    });
    const [reading] = (await second([card(3)], leaking)).readings;
    expect(reading?.usedBytes).toBe(15 * GIB);
    expect(reading?.processes).toBeUndefined();
  });

  test("NVIDIA's cards have the programs that NVML only lists by number there", async () => {
    const hidden = { ...rtx3090, compute: [{ pid: 900, bytes: -1 }], drawing: { code: 3 } };
    const geforce = card(1, { name: "NVIDIA GeForce RTX 3090", ownBytes: 24 * GIB });
    const counters = fakeCounters({
      engines: [busy(1, 3), busy(3, 60)],
      adapters: [inUse(1, 9), inUse(3, 2)],
      programs: [holds(1, 900, 8), holds(3, 4, 2)],
    });
    const { readings } = await second([geforce, card(3)], counters, createFakeNvml([hidden]));
    expect(readings).toMatchObject([
      // All else is NVML's.
      {
        source: "nvml",
        load: 0.97,
        processes: [{ pid: 900, bytes: 8 * GIB, name: "game-900.exe" }],
      },
      { source: "windows", load: 0.6, processes: [{ pid: 4 }] },
    ]);
    const told = await second([geforce], counters, createFakeNvml([rtx3090]));
    // A list of NVML's own stays.
    expect(told.readings[0]?.processes?.map(({ pid }) => pid)).toEqual([4242, 1201]);
    const elsewhere = card(7, { name: "NVIDIA GeForce RTX 3090" });
    const unknown = await second([elsewhere], counters, createFakeNvml([hidden]));
    expect(unknown.readings[0]?.processes).toBeUndefined();
  });

  test("counters that hang cost their own figures: heat comes at once", async () => {
    const hot = card(3, { now: { celsius: 715, turns: 0, memory: 0 } });
    const counters = fakeCounters({ engines: [], adapters: [], programs: [] });
    counters.hold();
    const { readings } = await second([hot], counters);
    expect(readings[0]).toMatchObject({ celsius: 71.5 });
    expect(readings[0]?.load).toBeUndefined();
  });

  test("a library that is missing is said, and the other figures stay", async () => {
    const hot = card(3, { now: { celsius: 715, turns: 0, memory: 0 } });
    const none = () => Promise.reject(new Error("pdh.dll was not found"));
    const { set } = await openSensors(
      { nvml: [], root: "/", kernelFiles: false, adapters: "gdi32.dll", counters: "pdh.dll" },
      {
        nvml: none,
        graphicsKernel: async () => fakeGraphicsKernel([hot]),
        counters: none,
        programPaths: none,
      },
    );
    expect(await set?.read()).toMatchObject({
      readings: [{ celsius: 71.5 }],
      notes: ["Windows' GPU counters are missing: pdh.dll was not found."],
    });
  });
});
