import { expect, test } from "vitest";
import type { Device, HardwareReport } from "../../../../native/api/hardware.ts";
import {
  availableBytes,
  availableGpus,
  availableMemory,
} from "../../../../native/models/fit/available.ts";
import { fitModel } from "../../../../native/models/fit/model-fit.ts";
import { qwen3Shape } from "../../../property/models/shapes.ts";

const GIBIBYTE = 2 ** 30;

function report(devices: readonly Partial<Device>[], free = 16): HardwareReport {
  return {
    time: 0,
    devices: devices.map((device, index) => ({
      ...{ id: `gpu-${index}`, kind: "gpu", name: "GPU", backend: "cuda", seenBy: [] },
      memory: { totalBytes: 8 * GIBIBYTE, usedBytes: GIBIBYTE, hearthBytes: 0 },
      ...device,
    })),
    memory: { totalBytes: 32 * GIBIBYTE, freeBytes: free * GIBIBYTE },
    notes: [],
  };
}
const run = { contextSize: 4096, sequences: 1, cacheType: "f16" } as const;
const fitOn = (hardware: HardwareReport) =>
  fitModel({ shape: qwen3Shape }, undefined, run, { hardware, loads: [], speeds: () => [] });

test("what others use and a reserve are taken off, what Hearth holds is not", () => {
  const memory = { totalBytes: 8 * GIBIBYTE, usedBytes: 5 * GIBIBYTE, hearthBytes: 4 * GIBIBYTE };
  const [gpu] = availableGpus(report([{ memory }]));
  expect(gpu).toMatchObject({ freeBytes: 7 * GIBIBYTE });
  expect(availableBytes(report([{ memory }]))).toBeCloseTo((7 - 8 * 0.06) * GIBIBYTE, -3);
});

test("each GPU's part is told, and they add up to about the whole", () => {
  const two = fitOn(report([{}, {}]));
  expect(two.verdict).toBe("fits");
  expect(two.devices.map(({ id }) => id)).toEqual(["gpu-0", "gpu-1", "memory"]);
  const held = two.devices.reduce((sum, { holds }) => sum + holds.high, 0);
  expect(held).toBeGreaterThan(two.total.low);
  expect(two.gpuLayers).toBe(37);
});

test("a card that is too small takes some layers, and none when main memory cannot take the rest", () => {
  const memory = { totalBytes: 4 * GIBIBYTE, usedBytes: 0, hearthBytes: 0 };
  const partly = fitOn(report([{ memory }]));
  expect(partly.verdict).toBe("partly");
  expect(partly.gpuLayers).toBeGreaterThan(0);
  expect(fitOn(report([{ memory }], 0.1)).verdict).toBe("too-large");
});

test("an integrated GPU takes its memory out of the computer's", () => {
  const integrated = { integrated: true, backend: "vulkan" } as const;
  expect(fitOn(report([{ ...integrated }])).verdict).toBe("fits");
  expect(fitOn(report([{ ...integrated }], 2)).verdict).toBe("too-large");
  expect(fitOn(report([{ backend: "vulkan" }], 2)).verdict).toBe("fits");
});

test("beside another GPU an integrated one is left alone, as llama.cpp leaves it", () => {
  const both = report([{}, { integrated: true, backend: "vulkan" }]);
  expect(availableGpus(both).map(({ id }) => id)).toEqual(["gpu-0"]);
  expect(fitOn(both).devices.map(({ id }) => id)).toEqual(["gpu-0", "memory"]);
});

test("on a Mac the GPU's budget decides, since its system calls little of its memory free", () => {
  const mac = report([{ backend: "metal", integrated: true }], 0.2);
  expect(availableMemory(mac).freeBytes).toBe(32 * GIBIBYTE);
  expect(fitOn(mac).verdict).toBe("fits");
});
