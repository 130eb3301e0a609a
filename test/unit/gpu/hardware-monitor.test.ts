import { expect, test } from "vitest";
import type { HardwareReport } from "../../../native/api/hardware.ts";
import { createHardwareMonitor } from "../../../native/gpu/hardware-monitor.ts";
import { createProbe } from "../../../native/gpu/probe.ts";
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

test("a probe that hangs is not waited for, and not asked again before it answers", async () => {
  let asked = 0;
  let answer = (_value: string): void => {};
  let now = 0;
  const probe = createProbe({
    ask: () => {
      asked += 1;
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    },
    freshFor: () => 10,
    timeout: 20,
    now: () => now,
  });
  expect(await probe.read()).toEqual({ kind: "failed", reason: "it did not answer in time" });
  expect((await probe.read()).kind).toBe("failed");
  expect(asked).toBe(1);
  answer("late");
  await new Promise((resolve) => setImmediate(resolve));
  expect(await probe.read()).toEqual({ kind: "fresh", value: "late", age: 0 });
  now += 11;
  expect(await probe.read()).toMatchObject({ kind: "stale", value: "late" });
  expect(asked).toBe(2);
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
