import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import type { SensorReading, SensorReport } from "../../../native/gpu/sensors/sensor-reading.ts";
import { type SensorService, startSensors } from "../../../native/gpu/sensors/sensor-service.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { canCompile } from "./fake-nvml.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-gdi-"));
const services: SensorService[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(name: string, mode?: string): string {
  const library = join(folder, `${name}-${mode ?? "only"}.so`);
  const source = fileURLToPath(new URL(`./${name}.c`, import.meta.url));
  const options = ["-shared", "-fPIC", "-O1", ...(mode === undefined ? [] : [`-DMODE=${mode}`])];
  execFileSync("cc", [...options, "-o", library, source]);
  return library;
}

function start(counters?: string): SensorService {
  const service = startSensors({
    launcher: nodeLauncher(),
    onChange: () => {},
    plan: {
      nvml: [],
      root: "/",
      kernelFiles: false,
      adapters: compile("fake-gdi"),
      ...(counters === undefined ? {} : { counters }),
    },
    interval: 20,
    patience: 10_000,
    opening: 30_000,
  });
  services.push(service);
  return service;
}

async function until(
  service: SensorService,
  wanted: (report: SensorReport) => boolean,
): Promise<SensorReport> {
  return vi.waitFor(
    async () => {
      const read = await service.read();
      if (read.kind !== "fresh" || !wanted(read.value))
        throw new Error(`still ${JSON.stringify(read)}`);
      return read.value;
    },
    { timeout: 60_000, interval: 20 },
  );
}

const card: SensorReading = {
  source: "windows",
  vendor: "AMD",
  name: "AMD Radeon RX 7800 XT",
  bus: "0000:03:00.0",
  integrated: false,
  totalBytes: 17_163_091_968,
  celsius: 61.5,
  celsiusLimit: 110,
  fan: 0.4,
  coreMegahertz: 2371,
  memoryMegahertz: 1218,
};

// Libraries with Windows' structures: the real ones are not here, but what is written and read by hand is seen to fit a compiler's.
describe.skipIf(!canCompile)("Windows' own libraries, in the process of the sensors", () => {
  test("its graphics kernel is asked by structures that fit", async () => {
    const report = await until(start(), () => true);
    expect(report).toEqual({ notes: [], readings: [card] });
  }, 90_000);

  test("its counters are read by structures that fit, and belong to the card by its LUID", async () => {
    const service = start(compile("fake-pdh", "ANSWERS"));
    // The two queries are answered each in its own time.
    const report = await until(
      service,
      ({ readings: [reading] }) => reading?.load !== undefined && reading.processes !== undefined,
    );
    expect(report.notes).toEqual([]);
    expect(report.readings).toMatchObject([
      {
        ...card,
        load: 0.715,
        usedBytes: 9 * 2 ** 30,
        processes: [
          { pid: 900, bytes: 8 * 2 ** 30 },
          { pid: 4, bytes: 100 * 2 ** 20 },
        ],
      },
    ]);
  }, 90_000);

  test("counters that hang are said, and cost neither the other figures nor the process", async () => {
    const service = start(compile("fake-pdh", "HANGS"));
    const { notes, readings } = await until(service, (report) => report.notes.length > 0);
    expect(notes).toEqual(["Load or memory of the GPU may be missing: it did not answer in time."]);
    expect(readings).toEqual([card]);
    expect(service.status()?.restarts).toBe(0);
    const pid = service.status()?.pid ?? 0;
    await service.close();
    expect(() => process.kill(pid, 0)).toThrow();
  }, 90_000);

  test("counters that write nonsense leave the card as it is", async () => {
    const service = start(compile("fake-pdh", "NONSENSE"));
    await until(service, () => true);
    // As many readings as a load needs, and more.
    for (let turn = 0; turn < 5; turn += 1) await service.fresh();
    expect((await until(service, () => true)).readings).toEqual([card]);
    expect(service.status()?.restarts).toBe(0);
  }, 90_000);

  test("a library that is none of Windows' is said", async () => {
    const { notes, readings } = await until(start(compile("fake-gdi")), () => true);
    expect(notes).toEqual([expect.stringMatching(/^Windows' GPU counters are missing: /)]);
    expect(readings).toEqual([card]);
  }, 90_000);
});
