import { expect, test } from "vitest";
import { hardwareReport } from "../../../native/api/hardware.ts";
import { hardwareHandlers, openHardware } from "../../../native/host/handlers/hardware-handlers.ts";
import type { RunningProcess } from "../../../native/processes/launcher.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";

test("the hardware is listed, watched and remembered, and nothing of it is left after the close", async () => {
  const launched: RunningProcess[] = [];
  const real = nodeLauncher();
  const hardware = openHardware({
    launcher: {
      launch: (spec) => {
        const child = real.launch(spec);
        launched.push(child);
        return child;
      },
    },
    engine: {
      devices: () => createFakeEngine().devices(),
      status: () => ({ name: "engine", state: "running", restarts: 0 }),
    },
    onChange: () => {},
  });
  const { list } = hardwareHandlers(hardware.monitor);
  expect(hardwareReport.parse(await list({}, undefined))).toMatchObject({
    devices: expect.arrayContaining([expect.objectContaining({ id: "cpu" })]),
  });
  const over = new AbortController();
  let seen = 0;
  for await (const report of hardware.monitor.watch(over.signal)) {
    hardwareReport.parse(report);
    seen += 1;
    if (seen === 2) over.abort();
  }
  const history = hardware.monitor.history({ seconds: 600, points: 10 });
  const cpu = history.find(({ device }) => device === "cpu");
  expect(cpu?.samples.length).toBeGreaterThan(1);
  await hardware.close();
  await Promise.all(launched.map(({ exited }) => exited));
  expect(launched.length).toBeGreaterThan(0);
}, 60_000);
