import { expect, test } from "vitest";
import { hardwareReport } from "../../../native/api/hardware.ts";
import { createHardwareMonitor } from "../../../native/gpu/hardware-monitor.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";

test("this machine's own hardware fits the contract", async () => {
  const monitor = createHardwareMonitor({ engine: createFakeEngine(), timeout: 50_000 });
  const report = hardwareReport.parse(await monitor.report());
  monitor.close();
  expect(report.memory.totalBytes).toBeGreaterThan(2 ** 28);
  expect(report.devices[0]?.memory.usedBytes).toBeGreaterThan(0);
  expect(report.devices[0]?.seenBy).toContain("systeminformation");
});
