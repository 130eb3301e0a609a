import { expect, test } from "vitest";
import { nvmlWords } from "../../../../native/gpu/sensors/nvidia/nvml-port.ts";
import { openNvml } from "../../../../native/gpu/sensors/nvidia/nvml-sensors.ts";
import { throttleReasons } from "../../../../native/gpu/sensors/nvidia/throttle-reasons.ts";
import { createFakeNvml, rtx3090, rtx4060Laptop, rtx4070 } from "../../../fakes/fake-nvml.ts";

const who = async (pid: number) => ({ name: `program-${pid}`, ours: pid === 4242 });

test("a program that draws and computes stands once in the list", async () => {
  const { readings } = await (await openNvml(createFakeNvml([rtx3090]), who)).read();
  expect(readings[0]?.processes).toEqual([
    { pid: 4242, bytes: 8192 * 2 ** 20, name: "program-4242", ours: true },
    { pid: 1201, bytes: 310 * 2 ** 20, name: "program-1201", ours: false },
  ]);
});

test("what a laptop's card does not tell stays unknown", async () => {
  const { readings } = await (await openNvml(createFakeNvml([rtx4060Laptop]), who)).read();
  expect(readings[0]).toMatchObject({ watts: 2.31, celsiusLimit: 97, throttled: ["idle"] });
  expect(readings[0]?.fan).toBeUndefined();
  expect(readings[0]?.wattsLimit).toBeUndefined();
});

test("names are asked once, limits once a minute, the rest with each reading", async () => {
  const nvml = createFakeNvml([rtx3090, rtx4070]);
  const sensors = await openNvml(nvml, who);
  for (let second = 0; second < 61; second += 1) await sensors.read();
  expect(nvml.asked.get("name")).toBe(2);
  expect(nvml.asked.get("celsiusLimit")).toBe(4);
  expect(nvml.asked.get("celsius")).toBe(122);
});

test("programs whose bytes Windows does not tell make no list, rather than an empty one", async () => {
  const hidden = { ...rtx3090, compute: [{ pid: 7, bytes: -1 }], drawing: { code: 3 } };
  const { readings } = await (await openNvml(createFakeNvml([hidden]), who)).read();
  expect(readings[0]?.processes).toBeUndefined();
});

test("one lost card is said and the other goes on; when all are lost the reading fails", async () => {
  const nvml = createFakeNvml([rtx3090, rtx4070]);
  const sensors = await openNvml(nvml, who);
  nvml.lose(0, 15);
  const report = await sensors.read();
  expect(report.notes).toEqual([
    "NVIDIA's driver could not read NVIDIA GeForce RTX 3090: the card has fallen off the bus (NVML 15).",
  ]);
  expect(report.readings.map(({ load }) => load)).toEqual([undefined, 0.03]);
  nvml.lose(1, 15);
  await expect(sensors.read()).rejects.toThrow("fallen off the bus");
});

// defect: such a card was shown without figures and without a word, and NVML was never opened anew
test.each([8, 10, 11, 17, 999])(
  "a card that answers everything with %i is lost, and said",
  async (code) => {
    const nvml = createFakeNvml([rtx3090, rtx4070]);
    const sensors = await openNvml(nvml, who);
    nvml.lose(0, code);
    const { notes, readings } = await sensors.read();
    expect(notes).toEqual([expect.stringContaining(`(NVML ${code})`)]);
    expect(readings.map(({ celsius }) => celsius)).toEqual([undefined, 41]);
    nvml.lose(1, code);
    await expect(sensors.read()).rejects.toThrow(`NVML ${code}`);
  },
);

test("a slice of a card, and one that is lent by a server, tell what they tell and are not lost", async () => {
  const silent = { code: 3 };
  const slice = { ...rtx3090, name: "NVIDIA A100-PCIE-40GB", load: silent, fan: silent };
  const lent = {
    ...{ ...rtx3090, name: "GRID T4-8Q", load: { code: 999 }, celsius: silent, fan: silent },
    ...{ milliwatts: silent, milliwattsLimit: silent, celsiusLimit: silent },
  };
  const forbidden = {
    ...rtx4070,
    memoryRefusal: { code: 4 },
    load: silent,
    celsius: { code: 999 },
  };
  const { notes, readings } = await (
    await openNvml(createFakeNvml([slice, lent, forbidden]), who)
  ).read();
  expect(notes).toEqual([]);
  expect(readings).toMatchObject([
    { celsius: 71, load: undefined, totalBytes: 24 * 2 ** 30 },
    { celsius: undefined, watts: undefined, usedBytes: 9 * 2 ** 30 },
    { totalBytes: undefined, watts: 28.13 },
  ]);
});

test("graphics inside NVIDIA's own processors share their memory", async () => {
  const spark = { ...rtx3090, name: "NVIDIA GB10", memoryRefusal: { code: 3 } };
  const { readings } = await (await openNvml(createFakeNvml([spark, rtx4070]), who)).read();
  expect(readings.map(({ integrated }) => integrated)).toEqual([true, false]);
});

test.each([
  [18, "restart this computer"],
  [9, "not loaded"],
  [999, "does not know why itself"],
])("code %i at the start is a reason in words", async (code, words) => {
  await expect(openNvml(createFakeNvml([], { start: code }), who)).rejects.toThrow(words);
});

test("a code that is in no book keeps its number", () => {
  expect(nvmlWords(4711)).toContain("4711");
});

test.each([
  [0, []],
  [0x1, ["idle"]],
  [0x60, ["thermal", "thermal (hardware)"]],
  [0x84, ["power", "power supply"]],
  [-1, []],
  [Number.NaN, []],
  [2 ** 40, []],
])("throttle mask %d", (mask, reasons) => {
  expect(throttleReasons(mask)).toEqual(reasons);
});
