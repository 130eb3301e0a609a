import { win32 } from "node:path";
import { expect, test } from "vitest";
import { openSensors } from "../../../../../native/gpu/sensors/open-sensors.ts";
import { planSensors } from "../../../../../native/gpu/sensors/sensor-plan.ts";
import { listCards } from "../../../../../native/gpu/sensors/windows/cards.ts";
import { systemLibrary } from "../../../../../native/gpu/sensors/windows/system-library.ts";
import { openWindowsSensors } from "../../../../../native/gpu/sensors/windows/windows-sensors.ts";
import { type FakeAdapter, fakeGraphicsKernel } from "../../../../fakes/fake-graphics-kernel.ts";

const GIB = 2 ** 30;
const radeon: FakeAdapter = {
  name: "AMD Radeon RX 7800 XT",
  bus: [3, 0, 0],
  ownBytes: 16 * GIB,
  limits: { turns: 3300, most: 1200, warning: 1100 },
  now: { celsius: 615, turns: 1320, memory: 1_218_000_000, core: 2_371_000_000 },
};
const inside: FakeAdapter = {
  name: "AMD Radeon(TM) Graphics",
  bus: [14, 0, 0],
  ownBytes: GIB / 2,
  now: { celsius: 430, turns: 0, memory: 2_800_000_000, core: 800_000_000 },
};
const arc: FakeAdapter = { name: "Intel(R) Arc(TM) B580 Graphics", bus: [9, 0, 0] };
const geforce: FakeAdapter = { name: "NVIDIA GeForce RTX 4070", bus: [1, 0, 0] };
const screen: FakeAdapter = { name: "Microsoft Basic Render Driver", software: true };
const open = async (kernel: ReturnType<typeof fakeGraphicsKernel>) => {
  const cards = await listCards(kernel);
  return openWindowsSensors(kernel, () => cards);
};
const read = async (...adapters: FakeAdapter[]) =>
  (await (await open(fakeGraphicsKernel(adapters)))?.read())?.readings;

test("an AMD card on Windows tells heat, fan and clocks", async () => {
  expect(await read(screen, radeon)).toEqual([
    {
      source: "windows",
      vendor: "AMD",
      name: "AMD Radeon RX 7800 XT",
      bus: "0000:03:00.0",
      integrated: false,
      totalBytes: 16 * GIB,
      celsius: 61.5,
      celsiusLimit: 110,
      fan: 0.4,
      coreMegahertz: 2371,
      memoryMegahertz: 1218,
    },
  ]);
});

test("of graphics inside a processor neither its share of memory nor the memory's clock counts", async () => {
  const [reading] = (await read(inside)) ?? [];
  expect(reading).toMatchObject({ integrated: true, celsius: 43, coreMegahertz: 800 });
  expect(reading?.totalBytes).toBeUndefined();
  expect(reading?.memoryMegahertz).toBeUndefined();
  expect(reading?.fan).toBeUndefined();
});

test("an older driver leaves the card with its name", async () => {
  const [reading] = (await read(arc)) ?? [];
  expect(reading).toMatchObject({ vendor: "Intel", bus: "0000:09:00.0", integrated: false });
  expect(reading?.celsius).toBeUndefined();
});

test("zero is no temperature, and what stands on no bus has no address", async () => {
  const blind = { ...radeon, bus: [-1, -1, -1], now: { celsius: 0, turns: 0, memory: 0 } } as const;
  const [reading] = (await read(blind)) ?? [];
  expect(reading?.celsius).toBeUndefined();
  expect(reading?.memoryMegahertz).toBeUndefined();
  expect(reading?.bus).toBeUndefined();
  // This one stands still.
  expect(reading?.fan).toBe(0);
});

test("NVIDIA's cards are NVML's, screens of software nobody's, and a card that is listed twice is one", async () => {
  expect(await read(geforce, screen, { bus: [2, 0, 0] })).toBeUndefined();
  expect((await read(radeon, geforce, radeon))?.length).toBe(1);
});

test("a card whose driver fails under way is said, and the other goes on", async () => {
  const kernel = fakeGraphicsKernel([radeon, inside]);
  const sensors = await open(kernel);
  kernel.fail(0, 0xc00002b6 | 0);
  const report = await sensors?.read();
  expect(report?.notes).toEqual(["Windows could not read AMD Radeon RX 7800 XT: 0xC00002B6."]);
  expect(report?.readings.map(({ celsius }) => celsius)).toEqual([undefined, 43]);
  kernel.fail(1, 0xc00002b6 | 0);
  await expect(sensors?.read()).rejects.toThrow("0xC00002B6");
});

test("a library that does not come is said, and by its full path alone it is looked for", async () => {
  const plan = { nvml: [], root: "/", kernelFiles: false, adapters: "gdi32.dll" };
  const none = () => Promise.reject(new Error("there is none"));
  const missing = { nvml: none, graphicsKernel: none, counters: none, programPaths: none };
  const opened = await openSensors(plan, missing);
  expect(opened).toEqual({ set: undefined, missing: ["there is none"] });
  const kernel = async () => fakeGraphicsKernel([radeon]);
  const { set } = await openSensors(plan, { ...missing, graphicsKernel: kernel });
  expect((await set?.read())?.readings).toHaveLength(1);
  const library = systemLibrary("gdi32.dll", { SystemRoot: "D:\\Windows" });
  expect(library).toBe("D:\\Windows\\System32\\gdi32.dll");
  const planned = await planSensors("win32");
  expect(planned).toMatchObject({
    kernelFiles: false,
    adapters: expect.stringMatching(/System32\\gdi32\.dll$/),
    counters: expect.stringMatching(/System32\\pdh\.dll$/),
    programs: expect.stringMatching(/System32\\kernel32\.dll$/),
  });
  for (const path of [planned?.adapters, planned?.counters, planned?.programs])
    expect(win32.isAbsolute(path ?? "")).toBe(true);
});
