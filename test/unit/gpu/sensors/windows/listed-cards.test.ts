import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openSensors } from "../../../../../native/gpu/sensors/open-sensors.ts";
import type { SensorReport } from "../../../../../native/gpu/sensors/sensor-reading.ts";
import { luidText } from "../../../../../native/gpu/sensors/windows/counters/gpu-instances.ts";
import { counterPaths, fakeCounters } from "../../../../fakes/fake-counters.ts";
import { type FakeAdapter, fakeGraphicsKernel } from "../../../../fakes/fake-graphics-kernel.ts";
import { createFakeNvml, rtx3090 } from "../../../../fakes/fake-nvml.ts";

const GIB = 2 ** 30;
const now = { celsius: 600, turns: 0, memory: 0 };
const screen: FakeAdapter = { software: true, luid: luidText(0, 0xff) };
const radeon = (low: number): FakeAdapter => ({
  name: "AMD Radeon RX 7800 XT",
  luid: luidText(0, low),
  bus: [3, 0, 0],
  ownBytes: 16 * GIB,
  now,
});
const arc: FakeAdapter = { name: "Intel(R) Arc(TM) B580 Graphics", luid: luidText(0, 7), now };
const geforce = (low: number): FakeAdapter => ({
  name: "NVIDIA GeForce RTX 3090",
  luid: luidText(0, low),
  bus: [1, 0, 0],
});
const place = (low: number): string =>
  `luid_0x00000000_0x${low.toString(16).padStart(8, "0")}_phys_0`;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A Windows computer whose cards come and go, from its libraries to the sensors' report. */
async function computer(first: readonly FakeAdapter[], nvml?: ReturnType<typeof createFakeNvml>) {
  const adapters = [...first];
  const kernel = fakeGraphicsKernel(adapters);
  const list = vi.spyOn(kernel, "adapters");
  const counters = fakeCounters({ engines: [], adapters: [], programs: [] });
  const count = (...lows: readonly number[]): void => {
    counters.lists.set(
      counterPaths.adapters,
      // The system's own screen of software is always among them.
      [0xff, ...lows].map((low) => ({ name: place(low), value: 5 * GIB })),
    );
    counters.lists.set(
      counterPaths.programs,
      lows.map((low) => ({ name: `pid_900_${place(low)}`, value: 4 * GIB })),
    );
  };
  const { set } = await openSensors(
    {
      nvml: nvml === undefined ? [] : ["nvml.dll"],
      root: "/nothing-here",
      kernelFiles: false,
      adapters: "gdi32.dll",
      counters: "pdh.dll",
    },
    {
      nvml: async () => nvml ?? createFakeNvml([]),
      graphicsKernel: async () => kernel,
      counters: async () => counters,
      programPaths: () => Promise.reject(new Error("none")),
    },
  );
  return {
    kernel,
    list,
    count,
    /** These are the cards from now on. */
    change: (...changed: readonly FakeAdapter[]) =>
      void adapters.splice(0, adapters.length, ...changed),
    look: async (): Promise<SensorReport> => {
      await vi.advanceTimersByTimeAsync(1_000);
      const report = set?.read();
      await vi.advanceTimersByTimeAsync(200);
      return (await report) ?? { readings: [], notes: [] };
    },
  };
}

describe("the cards that Windows lists", () => {
  // defect: after its driver was updated a card had no load, memory and programs until Hearth started anew, and nothing said so
  test("are listed anew where the counters know one by another name, in the same look", async () => {
    const { kernel, list, count, change, look } = await computer([screen, radeon(3), arc]);
    count(3, 7);
    expect((await look()).readings).toHaveLength(2);
    expect(list).toHaveBeenCalledTimes(1);
    change(screen, arc, radeon(9));
    count(7, 9);
    const { readings, notes } = await look();
    expect(notes).toEqual([]);
    expect(readings.find(({ vendor }) => vendor === "AMD")).toMatchObject({
      celsius: 60,
      usedBytes: 5 * GIB,
      processes: [{ pid: 900, bytes: 4 * GIB }],
    });
    for (let second = 0; second < 60; second += 1) expect((await look()).notes).toEqual([]);
    expect(list).toHaveBeenCalledTimes(2);
    // Those in use, and those of the list before.
    expect(kernel.open.size).toBeLessThanOrEqual(4);
  });

  test("are asked for again until a card that was away while its driver started is back", async () => {
    const { count, change, look } = await computer([screen, radeon(3), arc]);
    count(3, 7);
    await look();
    change(screen, arc);
    count(7);
    const away = await look();
    expect(away.readings.map(({ vendor }) => vendor)).toEqual(["Intel"]);
    change(screen, arc, radeon(9));
    count(7, 9);
    const seen: number[] = [];
    for (let second = 0; second < 15; second += 1) seen.push((await look()).readings.length);
    expect(seen.at(-1)).toBe(2);
    expect((await look()).readings.find(({ vendor }) => vendor === "AMD")?.usedBytes).toBe(5 * GIB);
  });

  test("that stay away are asked for ever more seldom, and hold no handles", async () => {
    const { kernel, list, count, change, look } = await computer([screen, radeon(3), arc]);
    count(3, 7);
    await look();
    change(screen, arc);
    count(7);
    for (let second = 0; second < 3_600; second += 1) await look();
    expect(list.mock.calls.length).toBeGreaterThan(5);
    expect(list.mock.calls.length).toBeLessThan(18);
    expect(kernel.open.size).toBeLessThanOrEqual(4);
  });

  test("that are there and that the counters lost are said", async () => {
    const { count, look } = await computer([screen, radeon(3), arc]);
    count(3, 7);
    await look();
    count(7);
    const { readings, notes } = await look();
    expect(readings).toHaveLength(2);
    expect(notes).toEqual([
      "Load and memory of AMD Radeon RX 7800 XT are missing: Windows' counters lost it.",
    ]);
    count(3, 7);
    expect((await look()).notes).toEqual([]);
  });

  test("that Windows does not list while a driver starts stay as they were", async () => {
    const { list, count, change, look } = await computer([screen, radeon(3), arc]);
    count(3, 7);
    await look();
    list.mockRejectedValueOnce(new Error("not now"));
    count(7, 9);
    expect((await look()).readings).toHaveLength(2);
    change(screen, arc, radeon(9));
    for (let second = 0; second < 15; second += 1) await look();
    expect((await look()).readings.find(({ vendor }) => vendor === "AMD")?.usedBytes).toBe(5 * GIB);
  });

  test("tell NVIDIA's programs after an update as well", async () => {
    const hidden = { ...rtx3090, compute: [{ pid: 900, bytes: -1 }], drawing: { code: 3 } };
    const { count, change, look } = await computer([geforce(3)], createFakeNvml([hidden]));
    count(3);
    expect((await look()).readings[0]?.processes).toHaveLength(1);
    change(geforce(9));
    count(9);
    expect((await look()).readings[0]?.processes).toMatchObject([{ pid: 900, bytes: 4 * GIB }]);
  });
});
