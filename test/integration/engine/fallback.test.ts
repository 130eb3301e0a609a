import { expect, test } from "vitest";
import { startEngine } from "../../../native/engine/process/supervised-engine.ts";
import type { Launcher } from "../../../native/processes/launcher.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";

/** Starts the engine like Node's launcher, except that a start with one of `deadly` dies like a broken driver would. */
function brokenDriver(deadly: readonly string[]): Launcher & { tried: string[] } {
  const tried: string[] = [];
  return {
    tried,
    launch: (spec) => {
      const [choice = ""] = spec.args ?? [];
      tried.push(choice);
      const process = nodeLauncher().launch(spec);
      if (deadly.includes(choice)) process.kill("SIGKILL");
      return process;
    },
  };
}

test("a start that dies on one compute layer is tried on the next, down to the CPU", async () => {
  const launcher = brokenDriver(["any", "without-cuda"]);
  const engine = startEngine({ launcher, onChange: () => {}, firstDelay: 5 });
  const devices = await engine.devices();
  expect(devices.map(({ backend }) => backend)).toEqual(["cpu"]);
  expect(launcher.tried).toEqual(["any", "without-cuda", "cpu"]);
  // What worked stays, also after a crash while running.
  process.kill(engine.status().pid ?? -1, "SIGKILL");
  await expect.poll(() => launcher.tried.length).toBe(4);
  await engine.devices();
  expect(launcher.tried.at(-1)).toBe("cpu");
  await engine.close();
});

test("an engine that never runs is given up with ENGINE_FAILED, and can be tried again", async () => {
  const deadly = ["any", "without-cuda", "cpu"];
  const engine = startEngine({ launcher: brokenDriver(deadly), onChange: () => {}, firstDelay: 2 });
  await expect(engine.loaded()).rejects.toMatchObject({
    code: "ENGINE_FAILED",
    detail: { reason: "ended by SIGKILL" },
  });
  expect(engine.status().state).toBe("gave-up");
  deadly.length = 0;
  engine.restart();
  expect(await engine.loaded()).toEqual([]);
  await engine.close();
});
