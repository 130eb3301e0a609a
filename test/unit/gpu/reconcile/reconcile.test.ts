import { expect, test } from "vitest";
import { hardwareReport } from "../../../../native/api/hardware.ts";
import { reconcile } from "../../../../native/gpu/reconcile/reconcile.ts";
import { sameDevice } from "../../../../native/gpu/reconcile/same-device.ts";
import { recordings } from "./recordings.ts";

test.each(Object.keys(recordings) as (keyof typeof recordings)[])(
  "the report of %s fits the contract",
  (name) => {
    expect(() => hardwareReport.parse(reconcile(recordings[name], 1))).not.toThrow();
  },
);

test("an NVIDIA card has llama.cpp's memory and the system's sensors", () => {
  const report = reconcile(recordings.nvidia, 5);
  expect(report).toMatchObject({ time: 5, notes: [] });
  expect(report.devices).toEqual([
    {
      id: "gpu-0",
      kind: "gpu",
      name: "NVIDIA GeForce RTX 4070",
      vendor: "NVIDIA Corporation",
      backend: "cuda",
      integrated: false,
      driver: "550.120",
      memory: {
        totalBytes: 12_282 * 2 ** 20,
        usedBytes: 900 * 2 ** 20,
        usedBy: "llama.cpp",
        hearthBytes: 90 * 2 ** 20,
      },
      load: 0.37,
      celsius: 51,
      watts: 63.21,
      seenBy: ["llama.cpp", "systeminformation"],
    },
  ]);
});

test("an AMD card is found under lspci's name, without the sensors nobody has read", () => {
  const [card] = reconcile(recordings.amd, 0).devices;
  expect(card).toMatchObject({ backend: "vulkan", seenBy: ["llama.cpp", "systeminformation"] });
  expect(card?.load).toBeUndefined();
  expect(card?.memory.totalBytes).toBe(16 * 2 ** 30);
});

test("a processor's own graphics is named as not used, the card beside it is", () => {
  const report = reconcile(recordings.intelAndNvidia, 0);
  expect(report.devices.map(({ name }) => name)).toEqual(["NVIDIA GeForce RTX 4070"]);
  expect(report.notes).toEqual([
    "Raptor Lake-S GT1 [UHD Graphics 770] is not used: llama.cpp does not offer it.",
  ]);
});

test("two equal cards each get a reading of their own", () => {
  const { devices } = reconcile(recordings.twoEqualCards, 0);
  expect(devices.map(({ id }) => id)).toEqual(["gpu-0", "gpu-1"]);
  expect(devices.map(({ memory }) => memory.usedBytes / 2 ** 20)).toEqual([811, 4000]);
});

test("without a GPU the CPU is the device, and a server's console is no news", () => {
  for (const machine of [recordings.none, recordings.server]) {
    const report = reconcile(machine, 0);
    expect(report.notes).toEqual([]);
    expect(report.devices).toEqual([
      {
        id: "cpu",
        kind: "cpu",
        name: "AMD Ryzen 7 7700X 8-Core Processor",
        vendor: "AMD",
        backend: "cpu",
        memory: {
          totalBytes: 32 * 2 ** 30,
          usedBytes: 12 * 2 ** 30,
          hearthBytes: 5_000_000,
        },
        load: 0.25,
        celsius: 48,
        cores: 8,
        threads: 16,
        seenBy: ["llama.cpp", "systeminformation"],
      },
    ]);
  }
});

test("a card that llama.cpp cannot use is said, and the CPU does the work", () => {
  const report = reconcile(recordings.driverMissing, 0);
  expect(report.devices.map(({ kind }) => kind)).toEqual(["cpu"]);
  expect(report.notes).toEqual([
    "NVIDIA GeForce RTX 4070 is not used: llama.cpp does not offer it.",
  ]);
});

test("figures that cannot be are left out", () => {
  const report = reconcile(recordings.nonsense, 0);
  const [card] = report.devices;
  expect(card?.memory).toEqual({ totalBytes: 0, usedBytes: 0, hearthBytes: 0 });
  expect(card).not.toHaveProperty("load");
  expect(card).not.toHaveProperty("celsius");
  expect(card).not.toHaveProperty("watts");
  expect(report.notes).toEqual(["NVIDIA GeForce RTX 4070: the size of its memory is unknown."]);
});

test("a disagreement is said with both figures", () => {
  const report = reconcile(recordings.disagreement, 0);
  expect(report.notes).toEqual([
    "NVIDIA GeForce RTX 4070: llama.cpp says 8.0 GiB of memory, systeminformation 12.0 GiB of memory. The figure of llama.cpp is used.",
  ]);
  expect(report.devices[0]?.memory.totalBytes).toBe(8 * 2 ** 30);
  expect(report.devices[0]?.disagreements).toEqual([
    {
      figure: "totalBytes",
      used: "llama.cpp",
      values: [
        { probe: "llama.cpp", value: 8 * 2 ** 30 },
        { probe: "systeminformation", value: 12_282 * 2 ** 20 },
      ],
    },
  ]);
});

test("when every probe is silent the CPU is still there, with what Node knows", () => {
  const report = reconcile(recordings.silent, 0);
  expect(report.devices).toMatchObject([{ kind: "cpu", threads: 16, seenBy: [] }]);
  expect(report.notes).toEqual([
    "llama.cpp's device list is missing: it did not answer in time.",
    "The system's list of graphics cards is missing: it did not answer in time.",
    "The system's processor reading is missing: lscpu is not installed.",
  ]);
});

test.each([
  ["NVIDIA GeForce RTX 4070", "AD104 [GeForce RTX 4070]", true],
  ["AMD Radeon RX 7800 XT (RADV NAVI32)", "Navi 32 [Radeon RX 7700 XT / 7800 XT]", true],
  ["NVIDIA GeForce RTX 4070", "Raptor Lake-S GT1 [UHD Graphics 770]", false],
  ["Apple M2", "Intel UHD Graphics 630", false],
])("%s and %s: the same is %s", (left, right, same) => {
  expect(sameDevice(left, right) > 0).toBe(same);
  expect(sameDevice(right, left)).toBe(sameDevice(left, right));
});

test("of two cards of one family the exact name wins", () => {
  const name = "NVIDIA GeForce RTX 4070 Ti";
  expect(sameDevice(name, "GeForce RTX 4070 Ti")).toBeGreaterThan(
    sameDevice(name, "GeForce RTX 4070"),
  );
});
