import { expect, test, vi } from "vitest";
import type { HardwareReport } from "../../../native/api/hardware.ts";
import { createHardwareMonitor } from "../../../native/gpu/hardware-monitor.ts";
import type { SensorResult } from "../../../native/gpu/probes.ts";
import type { SystemProbe } from "../../../native/gpu/system-probe.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";

function fakeSystem(): SystemProbe & { asked: { graphics: number; processor: number } } {
  const asked = { graphics: 0, processor: 0 };
  return {
    asked,
    basic: () => ({ processor: "Fake", threads: 2, totalBytes: 1e9, freeBytes: 5e8 }),
    graphics: async () => {
      asked.graphics += 1;
      return [];
    },
    processor: async () => {
      asked.processor += 1;
      return { name: "Fake", load: 0.5 };
    },
  };
}

test("however many ask, the system is asked once a second", async () => {
  let now = 10_000;
  const system = fakeSystem();
  const monitor = createHardwareMonitor({ engine: createFakeEngine(), system, now: () => now });
  await Promise.all([monitor.report(), monitor.report()]);
  now += 999;
  await monitor.report();
  expect(system.asked).toEqual({ graphics: 1, processor: 1 });
  now += 1;
  const report = await monitor.report();
  expect(report.time).toBe(11_000);
  expect(system.asked).toEqual({ graphics: 1, processor: 2 });
  now += 600_000;
  await monitor.report();
  expect(system.asked.graphics).toBe(2);
  monitor.close();
});

test("the programs that list cards are left alone after they failed, an hour at most", async () => {
  let now = 0;
  const system = fakeSystem();
  const asked: number[] = [];
  system.graphics = async () => {
    asked.push(now / 60_000);
    throw new Error("it did not answer in time");
  };
  const monitor = createHardwareMonitor({ engine: createFakeEngine(), system, now: () => now });
  for (; now <= 300 * 60_000; now += 20_000) await monitor.report();
  monitor.close();
  expect(asked).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
});

test("while the vendor tells, the programs that list cards are left alone", async () => {
  let now = 10_000;
  const system = fakeSystem();
  system.graphics = async () => {
    system.asked.graphics += 1;
    return [{ name: "NVIDIA GeForce RTX 4070", vendor: "NVIDIA", load: 0.3, celsius: 50 }];
  };
  let sensors: SensorResult = {
    kind: "fresh",
    age: 0,
    value: { readings: [{ source: "nvml", vendor: "NVIDIA", load: 0.4 }], notes: [] },
  };
  const monitor = createHardwareMonitor({
    engine: createFakeEngine(),
    system,
    sensors: { read: async () => sensors },
    now: () => now,
  });
  for (let second = 0; second < 120; second += 1) {
    await monitor.report();
    now += 1000;
  }
  expect(system.asked.graphics).toBe(1);
  sensors = { kind: "failed", reason: "it stopped answering" };
  for (let second = 0; second < 120; second += 1) {
    await monitor.report();
    now += 1000;
  }
  // A driver that hangs would hang the programs too.
  expect(system.asked.graphics).toBe(1);
  sensors = { kind: "absent", reasons: [] };
  for (let second = 0; second < 120; second += 1) {
    await monitor.report();
    now += 1000;
  }
  expect(system.asked.graphics).toBe(5);
  monitor.close();
});

// defect: what a pause gave back was looked for in figures of before it
test("what is asked for freshly is of this moment, and others hear it too", async () => {
  let [celsius, sampled] = [50, 50];
  const now = 10_000;
  const value = () => ({
    kind: "fresh" as const,
    age: 0,
    value: {
      readings: [{ source: "nvml" as const, vendor: "NVIDIA", celsius: sampled }],
      notes: [],
    },
  });
  const engine = createFakeEngine();
  engine.devices = async () => [
    { kind: "gpu", name: "NVIDIA GeForce RTX 4070", backend: "cuda", hearthBytes: 0 },
  ];
  const monitor = createHardwareMonitor({
    engine,
    system: fakeSystem(),
    sensors: {
      read: async () => value(),
      fresh: async () => {
        sampled = celsius;
        return value();
      },
    },
    now: () => now,
  });
  const seen = async (report: Promise<HardwareReport>) => (await report).devices[0]?.celsius;
  expect(await seen(monitor.report())).toBe(50);
  celsius = 60;
  expect(await seen(monitor.report())).toBe(50);
  expect(await seen(monitor.fresh())).toBe(60);
  expect(await seen(monitor.report())).toBe(60);
  monitor.close();
});

test("the history fills while nobody watches, and no more once the monitor is closed", async () => {
  const open = () => {
    let now = 0;
    const system = fakeSystem();
    const monitor = createHardwareMonitor({
      engine: createFakeEngine(),
      system,
      unwatched: 1,
      now: () => {
        now += 500;
        return now;
      },
    });
    const filled = (more: number) =>
      vi.waitFor(() => expect(system.asked.processor).toBeGreaterThan(more), { timeout: 30_000 });
    return { monitor, system, filled };
  };
  const first = open();
  await first.filled(3);
  expect(first.monitor.history({ seconds: 3600, points: 3600 })[0]?.samples.length).toBeGreaterThan(
    2,
  );
  first.monitor.close();
  await first.monitor.report();
  const { processor } = first.system.asked;
  const second = open();
  await second.filled(5);
  second.monitor.close();
  expect(first.system.asked.processor).toBe(processor);
});

test("a clock that is set back stops nothing", async () => {
  let now = 10_000_000;
  const system = fakeSystem();
  const monitor = createHardwareMonitor({ engine: createFakeEngine(), system, now: () => now });
  await monitor.report();
  now -= 3_600_000;
  expect((await monitor.report()).time).toBe(now);
  expect(system.asked.processor).toBe(2);
  monitor.close();
});

test("an engine that is down leaves the last list, with a note", async () => {
  let now = 0;
  const engine = createFakeEngine();
  const monitor = createHardwareMonitor({ engine, system: fakeSystem(), now: () => now });
  expect((await monitor.report()).notes).toEqual([]);
  engine.setDown(true);
  now += 1000;
  const report = await monitor.report();
  expect(report.devices[0]?.seenBy).toContain("llama.cpp");
  expect(report.notes).toEqual(["llama.cpp's device list is from earlier: The engine stopped."]);
  monitor.close();
});

test("a watch gives one report after another and ends with the monitor", async () => {
  const monitor = createHardwareMonitor({
    engine: createFakeEngine(),
    system: fakeSystem(),
    interval: 5,
  });
  const seen: HardwareReport[] = [];
  for await (const report of monitor.watch()) {
    seen.push(report);
    if (seen.length === 3) monitor.close();
  }
  expect(seen).toHaveLength(3);
});
