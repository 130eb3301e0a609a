import { expect, test } from "vitest";
import { hardwareReport } from "../../../../native/api/hardware.ts";
import type { GraphicsReading, Probes } from "../../../../native/gpu/probes.ts";
import { integratedByName } from "../../../../native/gpu/reconcile/integrated.ts";
import { reconcile } from "../../../../native/gpu/reconcile/reconcile.ts";
import { machines } from "./machines.ts";
import { fresh } from "./recordings.ts";

const GIB = 2 ** 30;

test.each(Object.keys(machines) as (keyof typeof machines)[])("%s fits the contract", (name) => {
  const report = reconcile(machines[name], 1);
  expect(hardwareReport.parse(report)).toEqual(report);
  expect(report.notes).toEqual(
    name === "hiddenTwin"
      ? ["NVIDIA GeForce RTX 4070 is not used: llama.cpp does not offer it."]
      : [],
  );
});

test("of two cards each has its own memory, from the vendor, and Hearth's part where it is", () => {
  const { devices } = reconcile(machines.twoCards, 0);
  expect(devices.map(({ memory }) => memory)).toEqual([
    { totalBytes: 24 * GIB, usedBytes: 9 * GIB, usedBy: "nvml", hearthBytes: 8 * GIB },
    { totalBytes: 12_282 * 2 ** 20, usedBytes: 811 * 2 ** 20, usedBy: "nvml", hearthBytes: 0 },
  ]);
  expect(devices[0]).toMatchObject({
    name: "NVIDIA GeForce RTX 3090",
    integrated: false,
    driver: "550.120",
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
      { pid: 4242, bytes: 8 * GIB, own: true, name: "node" },
      { pid: 1201, bytes: 310 * 2 ** 20, own: false, name: "Xorg" },
    ],
    seenBy: ["llama.cpp", "nvml", "systeminformation"],
  });
  expect(devices[0]).not.toHaveProperty("disagreements");
});

test("where the driver's list shows nothing of Hearth, llama.cpp's even share stands", () => {
  const { devices } = reconcile({ ...machines.twoCards, own: new Set() }, 0);
  expect(devices.map(({ memory }) => memory.hearthBytes)).toEqual([4 * GIB, 4 * GIB]);
});

test("equal cards are taken in the order of the bus", () => {
  const { devices } = reconcile(machines.twins, 0);
  expect(devices.map(({ memory }) => memory.usedBytes)).toEqual([811 * 2 ** 20, 5 * GIB]);
});

// defect: the heat of the idle card was shown, and guarded, in place of the one at work
test("of two equal cards of which one is hidden, the one on which a program of ours is counts", () => {
  const [device] = reconcile(machines.hiddenTwin, 0).devices;
  expect(device).toMatchObject({
    celsius: 79,
    memory: { usedBytes: 5 * GIB, hearthBytes: 4 * GIB },
  });
  // With both offered, each keeps its place on the bus.
  const engines = machines.twins.llama;
  const both = reconcile({ ...machines.hiddenTwin, llama: engines }, 0).devices;
  expect(both.map(({ celsius }) => celsius)).toEqual([41, 79]);
});

test.each([
  ["Intel(R) Arc(TM) Graphics", true],
  ["Intel(R) Arc(tm) Graphics (MTL)", true],
  ["Intel(R) Arc(TM) 140V GPU (16GB)", true],
  ["Intel(R) Arc(TM) 130T GPU (16GB)", true],
  ["Intel(R) Iris(R) Xe Graphics", true],
  ["Intel(R) UHD Graphics 770", true],
  ["Intel(R) Graphics (LNL)", true],
  ["AMD Radeon(TM) Graphics", true],
  ["AMD Radeon 780M Graphics (RADV PHOENIX)", true],
  ["AMD Radeon RX Vega 11 Graphics", true],
  ["AMD Radeon(TM) 8060S Graphics", true],
  ["NVIDIA GB10", true],
  ["Orin (nvgpu)", true],
  ["Apple M3 Max", true],
  ["Intel(R) Arc(TM) A770 Graphics", false],
  ["Intel(R) Arc(tm) A370M Graphics (DG2)", false],
  ["Intel(R) Arc(tm) B580 Graphics (BMG G21)", false],
  ["Intel(R) Arc(TM) Pro B50 Graphics", false],
  ["Intel(R) Iris(R) Xe MAX Graphics", false],
  ["AMD Radeon(TM) RX 6800S", false],
  ["AMD Radeon RX 7900 XTX (RADV NAVI31)", false],
  ["Radeon RX Vega 56", false],
  ["AMD Radeon AI PRO R9700", undefined],
  ["NVIDIA GeForce 840M", false],
  ["AMD Custom GPU 0405 (RADV VANGOGH)", true],
])("%s shares the processor's memory: %s", (name, shares) => {
  expect(integratedByName(name)).toBe(shares);
});

test("a laptop's two GPUs are told apart, and which shares the processor's memory", () => {
  const { devices } = reconcile(machines.laptop, 0);
  expect(devices).toMatchObject([
    { integrated: true, coreMegahertz: 400, seenBy: ["llama.cpp", "i915", "systeminformation"] },
    { integrated: false, celsius: 44, watts: 2.31, throttled: ["idle"] },
  ]);
  expect(devices[1]).not.toHaveProperty("fan");
  expect(devices[1]).not.toHaveProperty("wattsLimit");
});

test("an RX 7800 XT is joined by its place on the bus, since amdgpu knows no name", () => {
  const [card] = reconcile(machines.radeon, 0).devices;
  expect(card).toMatchObject({
    vendor: "AMD",
    integrated: false,
    watts: 212,
    fan: 0.4,
    throttled: ["power"],
    memory: {
      totalBytes: 17_163_091_968,
      usedBytes: 9_876_543_488,
      hearthBytes: 7 * GIB,
      modelBytes: 5 * GIB,
      cacheBytes: GIB,
    },
    seenBy: ["llama.cpp", "amdgpu", "systeminformation"],
  });
});

test("graphics inside a Ryzen beside a Radeon: the name tells one, what is left is the other", () => {
  const { devices } = reconcile(machines.radeonAndRaphael, 0);
  expect(devices.map(({ integrated, celsius }) => ({ integrated, celsius }))).toEqual([
    { integrated: false, celsius: 58 },
    { integrated: true, celsius: 43 },
  ]);
});

test("graphics inside a processor has what llama.cpp may take, not what is set aside for it", () => {
  const { devices, notes } = reconcile(machines.raphaelAlone, 0);
  expect(devices[0]?.memory).toMatchObject({ totalBytes: 15 * GIB, usedBytes: 2 * GIB });
  expect(devices[0]).toMatchObject({ integrated: true, celsius: 43 });
  expect(notes).toEqual([]);
});

test("an Apple chip shares the processor's memory and tells no sensors", () => {
  const [chip] = reconcile(machines.apple, 0).devices;
  expect(chip).toMatchObject({ name: "Apple M2", backend: "metal", integrated: true });
  expect(chip).not.toHaveProperty("load");
  expect(chip).not.toHaveProperty("celsius");
});

const withGraphics = (machine: Probes, change: Partial<GraphicsReading>, age: number): Probes => ({
  ...machine,
  graphics: {
    kind: "fresh",
    age,
    value:
      machine.graphics.kind === "fresh"
        ? machine.graphics.value.map((reading, index) =>
            index === 0 ? { ...reading, ...change } : reading,
          )
        : [],
  },
});

test("two temperatures twenty degrees apart are shown, the vendor's is used", () => {
  const report = reconcile(withGraphics(machines.twoCards, { celsius: 51 }, 200), 0);
  expect(report.devices[0]).toMatchObject({
    celsius: 71,
    disagreements: [
      {
        figure: "celsius",
        used: "nvml",
        values: [
          { probe: "nvml", value: 71 },
          { probe: "systeminformation", value: 51 },
        ],
      },
    ],
  });
  expect(report.notes).toEqual([
    "NVIDIA GeForce RTX 3090: nvml says 71 °C, systeminformation 51 °C. The figure of nvml is used.",
  ]);
});

test("figures of different moments are no disagreement", () => {
  const report = reconcile(withGraphics(machines.twoCards, { celsius: 51, load: 0.01 }, 60_000), 0);
  expect(report.notes).toEqual([]);
  expect(report.devices[0]?.celsius).toBe(71);
});

test("without a vendor the system's figures are shown, while they are not too old", () => {
  const alone: Probes = { ...machines.twoCards, sensors: { kind: "absent", reasons: [] } };
  expect(reconcile(withGraphics(alone, {}, 30_000), 0).devices[0]?.celsius).toBe(71);
  expect(reconcile(withGraphics(alone, {}, 61_000), 0).devices[0]).not.toHaveProperty("celsius");
});

test("a driver that says -3 watts says nothing", () => {
  const value = {
    notes: [],
    readings: [
      { source: "nvml", vendor: "NVIDIA", name: "NVIDIA GeForce RTX 3090", watts: -3 } as const,
    ],
  };
  const [card] = reconcile({ ...machines.twoCards, sensors: fresh(value) }, 0).devices;
  expect(card?.watts).toBe(341.87);
});

test.each([
  [
    { kind: "failed", reason: "it stopped answering" } as const,
    "The graphics driver's sensor reading is missing: it stopped answering.",
  ],
  [
    { kind: "absent", reasons: ["NVIDIA's driver is installed but not loaded."] } as const,
    "NVIDIA's driver is installed but not loaded.",
  ],
])("sensors that are %j are said, and the card stays", (sensors, note) => {
  const report = reconcile({ ...machines.twoCards, sensors }, 0);
  expect(report.notes).toContain(note);
  expect(report.devices).toHaveLength(2);
});

test("an engine that is silent is no reason to call a card unused", () => {
  const report = reconcile(
    { ...machines.twoCards, llama: { kind: "failed", reason: "The engine stopped" } },
    0,
  );
  expect(report.notes).toEqual(["llama.cpp's device list is missing: The engine stopped."]);
});
