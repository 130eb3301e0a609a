import { fork } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import type { SensorResult } from "../../../native/gpu/probes.ts";
import { type SensorService, startSensors } from "../../../native/gpu/sensors/sensor-service.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { trackedLauncher } from "../../../native/processes/tracked-launcher.ts";
import { canCompile, compileFakeNvml, type FakeMode } from "./fake-nvml.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-nvml-"));
const launcher = trackedLauncher(nodeLauncher());
const services: SensorService[] = [];

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});
afterAll(async () => {
  await launcher.endAll();
  rmSync(folder, { recursive: true, force: true });
});

function start(library: string, patience = 10_000): SensorService {
  const service = startSensors({
    launcher,
    onChange: () => {},
    plan: { nvml: [library], root: "/", kernelFiles: false },
    interval: 20,
    patience,
    firstDelay: 10,
    opening: 15_000,
  });
  services.push(service);
  return service;
}

async function until(
  service: SensorService,
  wanted: (result: SensorResult) => boolean,
): Promise<SensorResult> {
  return vi.waitFor(
    async () => {
      const result = await service.read();
      if (!wanted(result)) throw new Error(`still ${JSON.stringify(result)}`);
      return result;
    },
    { timeout: 60_000, interval: 20 },
  );
}

const isFresh = (result: SensorResult): boolean => result.kind === "fresh";

describe.skipIf(!canCompile)("a library that speaks NVML, in a process of its own", () => {
  const build = (mode: FakeMode, once?: string) => compileFakeNvml(folder, mode, once);

  test("every figure of two cards arrives in our units", async () => {
    const result = await until(start(build("ANSWERS")), isFresh);
    expect(result).toMatchObject({
      value: {
        notes: [],
        readings: [
          {
            source: "nvml",
            vendor: "NVIDIA",
            name: "NVIDIA GeForce RTX 3090",
            uuid: "GPU-3090",
            bus: "00000000:01:00.0",
            integrated: false,
            driver: "550.120",
            totalBytes: 24 * 2 ** 30,
            usedBytes: 9 * 2 ** 30,
            load: 0.97,
            celsius: 71,
            celsiusLimit: 95,
            watts: 341.87,
            wattsLimit: 350,
            coreMegahertz: 1695,
            memoryMegahertz: 9501,
            fan: 0.68,
            throttled: ["power", "thermal"],
            processes: [
              { pid: process.pid, bytes: 8 * 2 ** 30, ours: true },
              { pid: 1, bytes: 512 * 2 ** 20, ours: false },
            ],
          },
          {
            name: "NVIDIA GeForce RTX 4070",
            bus: "00000000:09:00.0",
            load: 0.03,
            celsiusLimit: 90,
            throttled: ["idle"],
            processes: [],
          },
        ],
      },
    });
    // The 4070's fan is not told.
    if (result.kind === "fresh") expect(result.value.readings[1]).not.toHaveProperty("fan");
  }, 90_000);

  test("a library that refuses every figure leaves the cards with their names", async () => {
    const result = await until(start(build("REFUSES")), isFresh);
    expect(result).toMatchObject({
      value: { readings: [{ name: "NVIDIA GeForce RTX 3090" }, {}] },
    });
    if (result.kind === "fresh") expect(result.value.readings[0]).not.toHaveProperty("load");
  }, 90_000);

  test("nonsense ends nothing: garbage stays bytes and numbers", async () => {
    const service = start(build("NONSENSE"));
    const result = await until(service, isFresh);
    expect(result.kind === "fresh" && result.value.readings.length).toBe(2);
    expect(service.status()?.restarts).toBe(0);
  }, 90_000);

  test("a card that fell off the bus is named, the other goes on", async () => {
    const result = await until(start(build("LOSES_A_CARD")), isFresh);
    expect(result).toMatchObject({
      value: {
        readings: [{ load: 0.97 }, { name: "NVIDIA GeForce RTX 4070" }],
        notes: [expect.stringContaining("fallen off the bus")],
      },
    });
  }, 90_000);

  test.each(["HANGS", "ABORTS", "HANGS_AT_START"] as const)(
    "a driver that %s once comes back by itself",
    async (mode) => {
      const service = start(build(mode, join(folder, `once-${mode}`)), 5000);
      await until(service, isFresh);
      expect(service.status()?.restarts).toBeGreaterThan(0);
    },
    90_000,
  );

  test.each([
    ["HANGS", /stopped answering/, 1_000],
    ["ABORTS", /SIGABRT/, 60_000],
  ] as const)(
    "a driver that always %s is left alone after a few tries, with the reason",
    async (mode, reason, patience) => {
      const service = start(build(mode), patience);
      const result = await until(service, () => service.status()?.state === "gave-up");
      expect(result).toMatchObject({ kind: "failed", reason: expect.stringMatching(reason) });
      expect(service.status()).toMatchObject({ restarts: 3 });
      expect(service.status()).not.toHaveProperty("pid");
      service.restart();
      expect(service.status()?.state).not.toBe("gave-up");
    },
    90_000,
  );

  test("a driver that was updated under way keeps no process, and the reason is said", async () => {
    const service = start(build("MISMATCHED"));
    const result = await until(service, ({ kind }) => kind === "absent");
    expect(result).toEqual({
      kind: "absent",
      reasons: ["NVIDIA's driver was updated and the old one still runs: restart this computer."],
    });
    expect(service.status()).toBeUndefined();
  }, 90_000);

  test("a driver that is installed under way is found by a restart", async () => {
    const later = join(folder, "installed-later.so");
    const service = start(later);
    await until(service, ({ kind }) => kind === "absent");
    renameSync(build("REFUSES"), later);
    service.restart();
    await until(service, isFresh);
    expect(service.status()?.state).toBe("running");
  }, 90_000);

  // defect: a card in a case of its own that was unplugged and plugged in again stayed without sensors until the next start
  test("a card that is plugged in under way is found after a while, and is absent until it tells", async () => {
    const later = join(folder, "plugged-in-later.so");
    const kinds = new Set<string>();
    const service = startSensors({
      launcher,
      onChange: () => {},
      plan: { nvml: [later], root: "/", kernelFiles: false },
      interval: 20,
      patience: 10_000,
      opening: 60_000,
      // Sooner than any process starts: a look must be let come to its end.
      lookAgain: 0,
    });
    services.push(service);
    await until(service, ({ kind }) => kind === "absent");
    await until(service, (result) => {
      kinds.add(result.kind);
      if (kinds.size === 1 && !existsSync(later)) renameSync(build("ANSWERS"), later);
      return isFresh(result);
    });
    expect([...kinds]).toEqual(["absent", "fresh"]);
    expect(service.status()?.state).toBe("running");
    await service.close();
    const closed = startSensors({
      ...{ launcher, onChange: () => {}, lookAgain: 0 },
      plan: { nvml: [join(folder, "never.so")], root: "/", kernelFiles: false },
    });
    await until(closed, ({ kind }) => kind === "absent");
    await closed.read();
    // In the middle of a look.
    await closed.close();
    expect((await closed.read()).kind).toBe("absent");
  }, 120_000);

  test("a process that is killed while it samples is replaced", async () => {
    const service = start(build("ANSWERS"));
    await until(service, isFresh);
    const pid = service.status()?.pid ?? 0;
    process.kill(pid, "SIGKILL");
    await until(service, (result) => isFresh(result) && service.status()?.pid !== pid);
    expect(service.status()?.restarts).toBe(1);
  }, 90_000);

  test("a hung reading does not outlive a node that is killed", async () => {
    const marker = join(folder, "hangs-now");
    const parent = fork(new URL("./hung-parent.ts", import.meta.url), [build("HANGS", marker)]);
    const pid = await new Promise<number>((resolve) => {
      parent.on("message", (message) => resolve((message as { pid: number }).pid));
    });
    await vi.waitFor(() => expect(existsSync(marker)).toBe(true), { timeout: 60_000 });
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 60_000 });
  }, 120_000);

  test("a driver that hangs from the start holds up one reading and no second", async () => {
    const service = startSensors({
      launcher,
      onChange: () => {},
      plan: { nvml: [build("HANGS_AT_START")], root: "/", kernelFiles: false },
      patience: 50,
      opening: 600_000,
    });
    services.push(service);
    expect(await service.read()).toMatchObject({ kind: "failed" });
    const second = await Promise.race([
      service.read().then(({ kind }) => kind),
      new Promise((resolve) => setImmediate(() => resolve("waits"))),
    ]);
    expect(second).toBe("failed");
  }, 90_000);

  test("a reading can be had at once, and one that hangs does not keep anybody", async () => {
    const service = startSensors({
      launcher,
      onChange: () => {},
      plan: { nvml: [build("ANSWERS")], root: "/", kernelFiles: false },
      interval: 600_000,
      patience: 30_000,
      opening: 60_000,
    });
    services.push(service);
    await until(service, isFresh);
    const ageOf = (result: SensorResult) => ("age" in result ? result.age : Number.NaN);
    const old = await until(service, (result) => ageOf(result) > 500);
    expect(ageOf(await service.fresh())).toBeLessThan(ageOf(old));
    await service.close();
    expect(ageOf(await service.fresh())).toBeGreaterThan(0);
  }, 90_000);

  test("closing in the middle of a hang leaves no process", async () => {
    const service = start(build("HANGS"), 60_000);
    const pid = await vi.waitFor(
      () => {
        const found = service.status()?.pid;
        if (found === undefined) throw new Error("not started yet");
        return found;
      },
      { timeout: 60_000 },
    );
    await service.close();
    expect(() => process.kill(pid, 0)).toThrow();
  }, 90_000);
});

test("without a library there is a reason and no process", async () => {
  const service = start(join(folder, "there-is-none.so"));
  const result = await until(service, ({ kind }) => kind === "absent");
  expect(result).toMatchObject({ reasons: [expect.stringContaining("not installed")] });
  expect(service.status()).toBeUndefined();
}, 90_000);
