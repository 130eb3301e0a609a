import { win32 } from "node:path";
import { expect, test } from "vitest";
import { openLinuxSensors } from "../../../../../native/gpu/sensors/linux/linux-sensors.ts";
import { nvmlPaths } from "../../../../../native/gpu/sensors/nvidia/nvml-paths.ts";
import { planSensors } from "../../../../../native/gpu/sensors/sensor-plan.ts";
import { tree, write } from "../tree.ts";
import {
  arcB580,
  asleep,
  gpuMetrics,
  irisXe,
  raphael,
  rx7800,
  rx7800Reading,
  screenOnly,
} from "./recorded-trees.ts";

let now = 0;
const open = (root: string) =>
  openLinuxSensors({
    root,
    who: async (pid) => ({ name: `program-${pid}` }),
    kernel: "6.14.0-27-generic",
    now: () => now,
  });
const read = async (root: string) => (await (await open(root))?.read())?.readings ?? [];

test("an RX 7800 XT tells load, memory, heat, power, clocks, fan and what holds it down", async () => {
  const [reading, ...others] = await read(tree({ ...rx7800, ...screenOnly }));
  expect(reading).toEqual(rx7800Reading);
  expect(others).toEqual([]);
});

test("graphics inside the processor is told from the card by its metrics' format", async () => {
  const readings = await read(tree({ ...raphael, ...rx7800 }));
  expect(readings.map(({ integrated }) => integrated)).toEqual([true, false]);
  expect(readings[0]).toMatchObject({
    watts: 30.019,
    celsius: 43,
    totalBytes: 16_642_998_272,
    usedBytes: 1_060_817_408,
  });
  expect(readings[0]?.fan).toBeUndefined();
});

test("a card that sleeps is named and not woken", async () => {
  const [reading] = await read(tree(asleep));
  expect(reading).toEqual({
    source: "amdgpu",
    vendor: "AMD",
    bus: "0000:03:00.0",
    driver: "Linux 6.14.0-27-generic",
  });
});

test("Intel's power is the change of an energy counter, unknown before the second reading", async () => {
  now = 5000;
  const root = tree(arcB580);
  const sensors = await open(root);
  expect((await sensors?.read())?.readings[0]).toMatchObject({
    source: "xe",
    integrated: false,
    celsius: 52,
    wattsLimit: 190,
    watts: undefined,
    coreMegahertz: 2850,
  });
  now = 7000;
  write(root, "sys/class/drm/card2/device/hwmon/hwmon2/energy1_input", 1_240_000_000);
  expect((await sensors?.read())?.readings[0]?.watts).toBe(120);
  now = 8000;
  write(root, "sys/class/drm/card2/device/hwmon/hwmon2/energy1_input", 3);
  expect((await sensors?.read())?.readings[0]?.watts).toBeUndefined();
});

test("Intel's graphics at its place on the bus is inside the processor", async () => {
  const [reading] = await read(tree(irisXe));
  expect(reading).toMatchObject({ source: "i915", integrated: true, coreMegahertz: 400 });
});

test("files that hold nonsense give no figure, and the others stay", async () => {
  const [reading] = await read(
    tree({
      ...rx7800,
      "sys/class/drm/card1/device/gpu_busy_percent": "N/A\n",
      "sys/class/drm/card1/device/mem_info_vram_total": "9".repeat(40),
      "sys/class/drm/card1/device/hwmon/hwmon4/fan1_max": 0,
      "sys/class/drm/card1/device/hwmon/hwmon4/pwm1": 51,
      "sys/class/drm/card1/device/gpu_metrics": gpuMetrics(0n).subarray(0, 60),
    }),
  );
  expect(reading).toMatchObject({ celsius: 58, fan: 0.2 });
  expect(reading?.load).toBeUndefined();
  expect(reading?.totalBytes).toBeUndefined();
  expect(reading?.integrated).toBeUndefined();
});

test("who holds a card's memory is read from the open files of each process, once a client", async () => {
  const info = (client: number, memory: string) =>
    `pos:\t0\ndrm-driver:\tamdgpu\ndrm-client-id:\t${client}\ndrm-pdev:\t0000:03:00.0\n${memory}\n`;
  const root = tree({
    ...rx7800,
    "proc/4242/fd/11": "-> /dev/dri/renderD128",
    "proc/4242/fd/12": "-> /dev/dri/renderD128",
    "proc/4242/fd/13": "-> /dev/null",
    "proc/4242/fdinfo/11": info(7, "drm-memory-vram:\t7340032 KiB"),
    "proc/4242/fdinfo/12": info(7, "drm-memory-vram:\t7340032 KiB"),
    "proc/1201/fd/5": "-> /dev/dri/card1",
    "proc/1201/fdinfo/5": info(8, "drm-resident-vram:\t300 MiB\ndrm-memory-vram:\t500 MiB"),
    "proc/1300/fd/5": "-> /dev/dri/card1",
    "proc/1300/fdinfo/5": "drm-pdev:\t0000:99:00.0\n",
    "proc/self/fd/5": "-> /dev/dri/card1",
  });
  const [reading] = await read(root);
  expect(reading?.processes).toEqual([
    { pid: 1201, bytes: 300 * 2 ** 20, name: "program-1201" },
    { pid: 4242, bytes: 7 * 2 ** 30, name: "program-4242" },
  ]);
});

test("a machine without a card, or with a screen alone, has nothing to ask", async () => {
  expect(await open(tree({}))).toBeUndefined();
  expect(await open(tree(screenOnly))).toBeUndefined();
  expect(await planSensors("linux", tree(screenOnly))).toBeUndefined();
  expect(await planSensors("darwin", tree(rx7800))).toBeUndefined();
});

test("on Windows only full paths are tried, in the system's folder first", () => {
  const paths = nvmlPaths("win32", { SystemRoot: "D:\\Windows" });
  expect(paths[0]).toBe("D:\\Windows\\System32\\nvml.dll");
  for (const path of paths) expect(win32.isAbsolute(path)).toBe(true);
  expect(nvmlPaths("darwin", {})).toEqual([]);
});

test("the plan names what there is: AMD's files, NVIDIA's library, or both", async () => {
  const nvidia = { "proc/driver/nvidia/version": "NVRM version: 550.120\n" };
  expect(await planSensors("linux", tree(rx7800))).toMatchObject({ nvml: [], kernelFiles: true });
  expect(await planSensors("linux", tree(nvidia))).toMatchObject({
    nvml: expect.arrayContaining(["libnvidia-ml.so.1"]),
    kernelFiles: false,
  });
  expect(await planSensors("linux", tree({ ...nvidia, ...irisXe }))).toMatchObject({
    nvml: expect.arrayContaining(["libnvidia-ml.so.1"]),
    kernelFiles: true,
  });
});
