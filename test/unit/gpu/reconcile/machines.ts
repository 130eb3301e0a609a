import type { Systeminformation } from "systeminformation";
import type { EngineDevice } from "../../../../native/engine/engine-port.ts";
import type { Probes } from "../../../../native/gpu/probes.ts";
import { openNvml } from "../../../../native/gpu/sensors/nvidia/nvml-sensors.ts";
import type { SensorReading } from "../../../../native/gpu/sensors/sensor-reading.ts";
import {
  createFakeNvml,
  type FakeCard,
  rtx3090,
  rtx4060Laptop,
  rtx4070,
} from "../../../fakes/fake-nvml.ts";
import { rx7800Reading } from "../sensors/linux/recorded-trees.ts";
import { cpu, fresh, probes } from "./recordings.ts";

type Controller = Systeminformation.GraphicsControllerData;
const GIB = 2 ** 30;

const lspci = (vendor: string, model: string, busAddress: string): Controller => ({
  vendor,
  model,
  bus: "Onboard",
  busAddress,
  vram: null,
  vramDynamic: true,
});

/** systeminformation's row for a card of `lspci` and `nvidia-smi --query-gpu` together. */
const nvidiaSmi = (model: string, busAddress: string, card: FakeCard): Controller => ({
  ...lspci("NVIDIA Corporation", model, busAddress),
  vramDynamic: false,
  driverVersion: "550.120",
  name: card.name,
  pciBus: card.bus,
  memoryTotal: card.total / 2 ** 20,
  memoryUsed: card.used / 2 ** 20,
  utilizationGpu: typeof card.load === "number" ? card.load : 0,
  temperatureGpu: typeof card.celsius === "number" ? card.celsius : 0,
  powerDraw: typeof card.milliwatts === "number" ? card.milliwatts / 1000 : 0,
});

const gpu = (
  name: string,
  backend: EngineDevice["backend"],
  more: Partial<EngineDevice> = {},
): EngineDevice => ({ kind: "gpu", name, backend, hearthBytes: 0, ...more });

const program = async (pid: number) => ({ name: pid === 4242 ? "node" : "Xorg" });

/** A machine with what NVML tells of its cards. */
async function withNvml(
  cards: readonly FakeCard[],
  engine: readonly EngineDevice[],
  system: readonly Controller[],
  more: readonly SensorReading[] = [],
): Promise<Probes> {
  const report = await (await openNvml(createFakeNvml(cards), program)).read();
  return withSensors([...report.readings, ...more], engine, system);
}

function withSensors(
  readings: readonly SensorReading[],
  engine: readonly EngineDevice[],
  system: readonly Controller[],
): Probes {
  return {
    ...probes([...engine, cpu], system),
    sensors: fresh({ readings, notes: [] }),
  };
}

const rx7800: SensorReading = {
  ...rx7800Reading,
  processes: [{ pid: 4242, bytes: 7 * GIB, name: "node", ours: true }],
};
const raphael: SensorReading = {
  source: "amdgpu",
  vendor: "AMD",
  bus: "0000:0e:00.0",
  integrated: true,
  totalBytes: 536_870_912,
  usedBytes: 60_817_408,
  load: 0.04,
  celsius: 43,
  watts: 30.019,
};
const irisXe: SensorReading = {
  source: "i915",
  vendor: "Intel",
  bus: "0000:00:02.0",
  integrated: true,
  coreMegahertz: 400,
};
const navi32 = lspci(
  "Advanced Micro Devices, Inc. [AMD/ATI]",
  "Navi 32 [Radeon RX 7700 XT / 7800 XT]",
  "03:00.0",
);
const rx7800Vulkan = gpu("AMD Radeon RX 7800 XT (RADV NAVI32)", "vulkan", {
  memory: { totalBytes: 17_163_091_968, usedBytes: 9_000_000_000 },
  hearthBytes: 6 * GIB,
  modelBytes: 5 * GIB,
  cacheBytes: GIB,
});

/** Whole machines: llama.cpp's list, the vendor's sensors, systeminformation's list. */
export const machines = {
  /** llama.cpp knows only sums over both cards; Hearth computes on the first. */
  twoCards: await withNvml(
    [rtx3090, rtx4070],
    [
      gpu(rtx3090.name, "cuda", { hearthBytes: 4 * GIB }),
      gpu(rtx4070.name, "cuda", { hearthBytes: 4 * GIB }),
    ],
    [
      nvidiaSmi("GA102 [GeForce RTX 3090]", "01:00.0", rtx3090),
      nvidiaSmi("AD104 [GeForce RTX 4070]", "09:00.0", rtx4070),
    ],
  ),
  twins: await withNvml(
    [{ ...rtx4070, bus: "00000000:0a:00.0", used: 5 * GIB, compute: [] }, rtx4070],
    [gpu(rtx4070.name, "cuda"), gpu(rtx4070.name, "cuda")],
    [],
  ),
  /** Only one of two equal cards is offered to llama.cpp, and Hearth computes on the one that is later on the bus. */
  hiddenTwin: await withNvml(
    [
      { ...rtx4070, compute: [] },
      {
        ...{ ...rtx4070, bus: "00000000:0a:00.0", used: 5 * GIB, celsius: 79 },
        compute: [{ pid: 4242, bytes: 4 * GIB }],
      },
    ],
    [gpu(rtx4070.name, "cuda")],
    [],
  ),
  laptop: await withNvml(
    [rtx4060Laptop],
    [
      gpu("Intel(R) Iris(R) Xe Graphics (RPL-P)", "vulkan", {
        memory: { totalBytes: 11 * GIB, usedBytes: GIB },
      }),
      gpu(rtx4060Laptop.name, "vulkan", { memory: { totalBytes: 8_188 * 2 ** 20, usedBytes: 0 } }),
    ],
    [
      lspci("Intel Corporation", "Raptor Lake-P [Iris Xe Graphics]", "00:02.0"),
      nvidiaSmi("AD107M [GeForce RTX 4060 Max-Q / Mobile]", "01:00.0", rtx4060Laptop),
    ],
    [irisXe],
  ),
  radeon: withSensors([rx7800], [rx7800Vulkan], [navi32]),
  radeonAndRaphael: withSensors(
    [raphael, rx7800],
    [rx7800Vulkan, gpu("AMD Radeon Graphics (RADV RAPHAEL_MENDOCINO)", "vulkan")],
    [navi32, lspci("Advanced Micro Devices, Inc. [AMD/ATI]", "Raphael", "0e:00.0")],
  ),
  raphaelAlone: withSensors(
    [raphael],
    [
      gpu("AMD Radeon Graphics (RADV RAPHAEL_MENDOCINO)", "vulkan", {
        memory: { totalBytes: 15 * GIB, usedBytes: 2 * GIB },
      }),
    ],
    [lspci("Advanced Micro Devices, Inc. [AMD/ATI]", "Raphael", "0e:00.0")],
  ),
  apple: probes(
    [
      gpu("Apple M2", "metal", {
        memory: { totalBytes: 11_453_251_584, usedBytes: 2 * GIB },
        hearthBytes: GIB,
      }),
    ],
    [{ vendor: "Apple", model: "Apple M2", bus: "Built-In", vram: null, vramDynamic: true }],
  ),
  virtualMachine: probes([cpu], [lspci("Red Hat, Inc.", "Virtio 1.0 GPU", "00:01.0")]),
} satisfies Record<string, Probes>;
