import { expect, test } from "vitest";
import { chosenMegahertz } from "../../../../../native/gpu/sensors/linux/amdgpu.ts";
import { readGpuMetrics } from "../../../../../native/gpu/sensors/linux/gpu-metrics.ts";
import { apuMetrics, gpuMetrics } from "./recorded-trees.ts";

test.each([
  [0n, []],
  [1n << 3n, ["power"]],
  [(1n << 17n) | (1n << 36n), ["current", "thermal"]],
  [1n << 57n, ["firmware"]],
  [1n << 63n, []],
  [0xffff_ffff_ffff_ffffn, undefined],
])("throttle bits %s", (bits, throttled) => {
  expect(readGpuMetrics(gpuMetrics(bits))).toEqual({
    integrated: false,
    ...(throttled === undefined ? {} : { throttled }),
  });
});

test("an APU's table says only that it is one, a damaged table nothing", () => {
  expect(readGpuMetrics(apuMetrics())).toEqual({ integrated: true });
  expect(readGpuMetrics(Buffer.alloc(0))).toBeUndefined();
  expect(readGpuMetrics(Buffer.alloc(64))).toBeUndefined();
  expect(readGpuMetrics(gpuMetrics(0n).subarray(0, 119))).toBeUndefined();
});

test("the chosen level of a clock table is the one with the star", () => {
  expect(chosenMegahertz("0: 500Mhz \n1: 2371Mhz *\n2: 2565Mhz \n")).toBe(2371);
  expect(chosenMegahertz("S: 19Mhz *\n0: 800Mhz \n")).toBe(19);
  expect(chosenMegahertz("0: 500Mhz\n")).toBeUndefined();
  expect(chosenMegahertz(undefined)).toBeUndefined();
});
