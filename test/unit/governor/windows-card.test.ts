import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import { gpuReadings } from "../../../native/governor/machine/from-report.ts";
import { freedBetween } from "../../../native/governor/orders/freed-memory.ts";
import { memoryProbe } from "../../../native/governor/orders/memory-probe.ts";
import { type VramMemory, vramFinding, watchVram } from "../../../native/governor/rules/vram.ts";
import { createHardwareMonitor } from "../../../native/gpu/hardware-monitor.ts";
import { openSensors } from "../../../native/gpu/sensors/open-sensors.ts";
import { luidText } from "../../../native/gpu/sensors/windows/counters/gpu-instances.ts";
import { counterPaths, fakeCounters } from "../../fakes/fake-counters.ts";
import { fakeGraphicsKernel } from "../../fakes/fake-graphics-kernel.ts";

const GIB = 2 ** 30;
const ENGINE = 4242;
const NAME = "AMD Radeon RX 7800 XT";
const PLACE = "luid_0x00000000_0x0000D5B4_phys_0";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A Windows computer with one AMD card, from its libraries to the hardware's report. llama.cpp counts nothing in use there. */
async function computer() {
  const counters = fakeCounters({ engines: [], adapters: [], programs: [] });
  let hearthBytes = 0;
  const { set } = await openSensors(
    {
      nvml: [],
      root: "/nothing-here",
      kernelFiles: false,
      adapters: "gdi32.dll",
      counters: "pdh.dll",
      programs: "kernel32.dll",
    },
    {
      nvml: () => Promise.reject(new Error("none")),
      graphicsKernel: async () =>
        fakeGraphicsKernel([
          { name: NAME, luid: luidText(0, 0xd5b4), bus: [3, 0, 0], ownBytes: 16 * GIB },
        ]),
      counters: async () => counters,
      programPaths: async () => (pid) => (pid === 900 ? "C:\\Games\\game.exe" : undefined),
    },
  );
  const read = async () => {
    const value = await set?.read();
    if (value === undefined) throw new Error("no sensors");
    return { kind: "fresh", value, age: 0 } as const;
  };
  const monitor = createHardwareMonitor({
    engine: {
      devices: async () => [
        {
          name: NAME,
          kind: "gpu",
          backend: "vulkan",
          memory: { totalBytes: 16 * GIB, usedBytes: 0 },
          hearthBytes,
        },
      ],
    },
    sensors: { read, fresh: read },
    system: {
      basic: () => ({ processor: "", threads: 1, totalBytes: GIB, freeBytes: GIB }),
      graphics: async () => [],
      processor: async () => ({ name: "" }),
    },
    own: () => [ENGINE],
  });
  return {
    monitor,
    counters,
    /** What the engine and a game hold from now on, in GiB. */
    hold: (engine: number, game: number) => {
      // It knows of its buffers, not of what the driver adds for a program.
      hearthBytes = Math.max(0, engine - 0.75) * GIB;
      counters.lists.set(counterPaths.adapters, [
        { name: PLACE, value: (1 + engine + game) * GIB },
      ]);
      counters.lists.set(counterPaths.programs, [
        { name: `pid_${ENGINE}_${PLACE}`, value: engine * GIB },
        { name: `pid_900_${PLACE}`, value: game * GIB },
      ]);
    },
    /** The report of a second later. */
    look: async () => {
      await vi.advanceTimersByTimeAsync(1_000);
      const report = monitor.fresh();
      await vi.advanceTimersByTimeAsync(200);
      return report;
    },
  };
}

describe("an AMD card on Windows, as the governor sees it", () => {
  it("gives way to a game by name, and takes the memory again when it ends", async () => {
    const { monitor, hold, look } = await computer();
    const { others: rule } = defaultSettings({ practice: false });
    let memory: VramMemory = {};
    const says = async (engine: number, game: number, place: "there" | "away" = "there") => {
      hold(engine, game);
      memory = watchVram(rule, memory, gpuReadings(await look()), { place });
      return vramFinding(rule, memory);
    };
    expect(await says(0, 0)).toBeUndefined();
    expect(await says(10, 0)).toBeUndefined();
    expect(await says(10, 4.75)).toMatchObject({ kind: "vram", subject: "game.exe" });
    expect(await says(0, 4.75, "away")).toMatchObject({ kind: "vram" });
    expect(await says(0, 0, "away")).toBeUndefined();
    monitor.close();
  });

  // defect: 20 s without counters, and mining stayed paused for the desktop's own memory
  it("is not paused by counters that fail for a while, nor blind after them", async () => {
    const { monitor, counters, hold, look } = await computer();
    const { others: rule } = defaultSettings({ practice: false });
    let memory: VramMemory = {};
    const says = async () => {
      memory = watchVram(rule, memory, gpuReadings(await look()), { place: "there" });
      return vramFinding(rule, memory);
    };
    hold(0, 0);
    await says();
    hold(14.75, 0);
    const found: unknown[] = [];
    const used = new Set<number>();
    for (let second = 0; second < 240; second += 1) {
      counters.collectStatus = second >= 60 && second < 80 ? 0xc0000bc0 : 0;
      found.push(await says());
      used.add((await monitor.report()).devices[0]?.memory.usedBytes ?? -1);
    }
    expect(found.filter((one) => one !== undefined)).toEqual([]);
    // The gap was there: without counters nothing is in use.
    expect([...used]).toEqual([15.75 * GIB, 0]);
    hold(14.75, 0.25);
    expect(await says()).toMatchObject({ kind: "vram", subject: "game.exe" });
    monitor.close();
  });

  it("shows in the driver's list that a pause gave the memory back, though llama.cpp counts nothing and a game took it at once", async () => {
    const { monitor, hold, look } = await computer();
    let own = 8 * GIB;
    hold(8, 0);
    await look();
    const probe = memoryProbe({
      own: () => ({ vram: own, ram: 0 }),
      devices: async () => [],
      report: () => monitor.fresh(),
      process: () => undefined,
    });
    const before = await probe();
    own = 0;
    hold(0, 8);
    const after = await probe();
    expect(before.ours).toBe(8 * GIB);
    expect(freedBetween(before, after)).toEqual({ bytes: 8 * GIB, proven: true });
    monitor.close();
  });
});
