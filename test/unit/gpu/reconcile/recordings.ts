import type { Systeminformation } from "systeminformation";
import type { EngineDevice } from "../../../../native/engine/engine-port.ts";
import type { Probes } from "../../../../native/gpu/probes.ts";
import { graphicsReading } from "../../../../native/gpu/system-probe.ts";

const GIBIBYTE = 2 ** 30;

/** The processor as llama.cpp names it. */
export const cpu: EngineDevice = {
  kind: "cpu",
  name: "AMD Ryzen 7 7700X 8-Core Processor",
  backend: "cpu",
  hearthBytes: 5_000_000,
  cores: 8,
};

/** systeminformation's graphics() on a Linux box with nvidia-smi. */
const nvidia: Systeminformation.GraphicsControllerData = {
  vendor: "NVIDIA Corporation",
  subVendor: "Gigabyte Technology Co., Ltd",
  model: "AD104 [GeForce RTX 4070]",
  bus: "Onboard",
  busAddress: "01:00.0",
  vram: 12_282,
  vramDynamic: false,
  driverVersion: "550.120",
  name: "NVIDIA GeForce RTX 4070",
  pciBus: "00000000:01:00.0",
  memoryTotal: 12_282,
  memoryUsed: 811,
  memoryFree: 11_179,
  utilizationGpu: 37,
  utilizationMemory: 4,
  temperatureGpu: 51,
  powerDraw: 63.21,
  powerLimit: 200,
};

/** The same for an AMD card and for a processor's own graphics: names from lspci, no sensors. */
const amd: Systeminformation.GraphicsControllerData = {
  vendor: "Advanced Micro Devices, Inc. [AMD/ATI]",
  model: "Navi 32 [Radeon RX 7700 XT / 7800 XT]",
  bus: "PCIe",
  vram: 256,
  vramDynamic: true,
};
const intel: Systeminformation.GraphicsControllerData = {
  vendor: "Intel Corporation",
  model: "Raptor Lake-S GT1 [UHD Graphics 770]",
  bus: "Onboard",
  vram: null,
  vramDynamic: true,
};
const console_: Systeminformation.GraphicsControllerData = {
  vendor: "ASPEED Technology, Inc.",
  model: "ASPEED Graphics Family",
  bus: "Onboard",
  vram: 16,
  vramDynamic: false,
};

const rtx4070: EngineDevice = {
  kind: "gpu",
  name: "NVIDIA GeForce RTX 4070",
  backend: "cuda",
  memory: { totalBytes: 12_282 * 2 ** 20, usedBytes: 900 * 2 ** 20 },
  hearthBytes: 90 * 2 ** 20,
};
const rx7800: EngineDevice = {
  kind: "gpu",
  name: "AMD Radeon RX 7800 XT (RADV NAVI32)",
  backend: "vulkan",
  memory: { totalBytes: 16 * GIBIBYTE, usedBytes: GIBIBYTE },
  hearthBytes: 0,
};

/** A probe's answer of now. */
export const fresh = <T>(value: T) => ({ kind: "fresh", value, age: 0 }) as const;

/** What all probes say where there is an engine list, a system's list and no vendor. */
export function probes(
  llama: readonly EngineDevice[],
  graphics: readonly Systeminformation.GraphicsControllerData[],
): Probes {
  return {
    basic: {
      processor: " AMD Ryzen 7 7700X  8-Core Processor ",
      threads: 16,
      totalBytes: 32 * GIBIBYTE,
      freeBytes: 20 * GIBIBYTE,
    },
    llama: fresh(llama),
    graphics: fresh(graphics.map(graphicsReading)),
    sensors: { kind: "absent", reasons: [] },
    processor: fresh({
      name: "Ryzen 7 7700X",
      vendor: "AMD",
      cores: 8,
      threads: 16,
      load: 0.25,
      celsius: 48,
    }),
    own: new Set([4242]),
  };
}

/** What the probes say on machines of each kind. */
export const recordings = {
  nvidia: probes([rtx4070, cpu], [nvidia]),
  amd: probes([rx7800, cpu], [amd]),
  intelAndNvidia: probes([rtx4070, cpu], [intel, nvidia]),
  twoEqualCards: probes(
    [
      { kind: "gpu", name: "NVIDIA GeForce RTX 4070", backend: "cuda", hearthBytes: 1 },
      { kind: "gpu", name: "NVIDIA GeForce RTX 4070", backend: "cuda", hearthBytes: 1 },
      cpu,
    ],
    [nvidia, { ...nvidia, memoryUsed: 4000 }],
  ),
  none: probes([cpu], []),
  server: probes([cpu], [console_]),
  driverMissing: probes([cpu], [nvidia]),
  nonsense: probes(
    [{ ...rtx4070, memory: { totalBytes: Number.NaN, usedBytes: -5 }, hearthBytes: -1 }, cpu],
    [
      {
        ...nvidia,
        memoryTotal: -1,
        memoryUsed: 9e15,
        utilizationGpu: 4_294_967_295,
        temperatureGpu: 0,
        powerDraw: Number.NaN,
      },
      { vendor: "", model: "", bus: "", vram: -1, vramDynamic: false },
    ],
  ),
  disagreement: probes(
    [{ ...rtx4070, memory: { totalBytes: 8 * GIBIBYTE, usedBytes: GIBIBYTE } }, cpu],
    [nvidia],
  ),
  silent: {
    ...probes([], []),
    llama: { kind: "failed", reason: "it did not answer in time" },
    graphics: { kind: "failed", reason: "it did not answer in time" },
    processor: { kind: "failed", reason: "lscpu is not installed" },
  } satisfies Probes as Probes,
};
