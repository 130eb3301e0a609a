import { describe, expect, it } from "vitest";
import type { Device } from "../../../native/api/hardware.ts";
import { driverBranch, judgeDriver } from "../../../native/doctor/gpu/driver.ts";
import { judgeFound } from "../../../native/doctor/gpu/found.ts";
import { judgeHeat } from "../../../native/doctor/gpu/heat.ts";
import { judgePower } from "../../../native/doctor/gpu/power.ts";
import { judgeSensors } from "../../../native/doctor/gpu/sensors.ts";
import type { SystemCard } from "../../../native/doctor/gpu/system-cards.ts";
import { judgeVram } from "../../../native/doctor/gpu/vram.ts";
import { reconcile } from "../../../native/gpu/reconcile/reconcile.ts";
import { expectSaid } from "./said.ts";

const GIB = 2 ** 30;
const gpu = (change: Partial<Device> = {}): Device => ({
  id: "gpu-0",
  kind: "gpu",
  name: "NVIDIA GeForce RTX 4090",
  vendor: "NVIDIA",
  backend: "cuda",
  driver: "570.124",
  memory: { totalBytes: 24 * GIB, usedBytes: 9 * GIB, hearthBytes: 8 * GIB },
  celsius: 60,
  watts: 210,
  seenBy: ["llama.cpp", "nvml"],
  ...change,
});
const cpu = gpu({ id: "cpu", kind: "cpu", name: "Processor", vendor: "AMD", backend: "cpu" });
const card: SystemCard = {
  vendor: "nvidia",
  slot: "0000:01:00.0",
  driver: "nvidia",
  accessible: true,
};
const without = (device: Device, ...keys: (keyof Device)[]): Device =>
  Object.fromEntries(
    Object.entries(device).filter(([key]) => !keys.some((one) => one === key)),
  ) as Device;

describe("the GPU", () => {
  it("says why there is none", () => {
    const at = (
      devices: readonly Device[],
      cards: readonly SystemCard[] | undefined,
      realNetwork = false,
      notes: readonly string[] = [],
    ) => judgeFound({ devices, cards, notes, realNetwork });
    const { driver: _driver, ...held } = card;
    expectSaid("gpu", at([gpu()], [card]), "good");
    const unused = "Radeon is not used: llama.cpp does not offer it.";
    expectSaid("gpu", at([gpu()], [card], false, [unused]), "warning", "oneUnused");
    expectSaid("gpu", at([cpu], undefined, false, [unused]), "bad", "leftOut");
    expectSaid("gpu", at([cpu], [], false, [unused]), "skipped", "none");
    expectSaid("gpu", at([cpu], []), "skipped", "none");
    expectSaid("gpu", at([cpu], undefined, true), "warning", "none");
    expectSaid("gpu", at([cpu], [held]), "bad", "noDriver");
    expectSaid("gpu", at([cpu], [{ ...card, driver: "nouveau" }]), "bad", "nouveau");
    expectSaid("gpu", at([cpu], [{ ...card, driver: "vfio-pci" }]), "bad", "passedOn");
    expectSaid("gpu", at([cpu], [{ ...card, accessible: false }]), "bad", "noAccess");
    expectSaid("gpu", at([cpu], [card]), "bad", "notOffered");
    const inside = { ...card, vendor: "intel", driver: "i915" } as const;
    expectSaid("gpu", at([cpu], [inside]), "warning", "notOffered");
    expect(at([cpu], [inside, card]).evidence.vendor).toBe("nvidia");
    // defect: a laptop on its Intel graphics was told that its NVIDIA card "is left out", without a reason or a way out
    const intel = gpu({ name: "Intel(R) Iris(R) Xe Graphics", vendor: "Intel", backend: "vulkan" });
    for (const lacking of [held, { ...card, driver: "nouveau" }]) {
      const judged = at([intel], [inside, lacking], false, [unused]);
      expectSaid("gpu", judged, "warning", "oneDriverless");
      expect(judged.fix?.key).toBe("installDriver");
    }
    expectSaid("gpu", at([intel], [inside, card]), "good");
    expectSaid("gpu", at([gpu()], [{ ...card, driver: "nouveau" }]), "good");
  });

  it("judges driver and backend together", () => {
    expectSaid("driver", judgeDriver([gpu()]), "good");
    expectSaid("driver", judgeDriver([gpu({ driver: "470.82" })]), "bad", "tooOld");
    // defect: Windows' own number for 536.67 was read as branch 31
    expectSaid("driver", judgeDriver([gpu({ driver: "31.0.15.3667" })]), "good");
    expectSaid("driver", judgeDriver([gpu({ driver: "30.0.14.7111" })]), "bad", "tooOld");
    expect(driverBranch("32.0.15.6094")).toBe(560);
    expectSaid("driver", judgeDriver([gpu({ backend: "vulkan" })]), "warning", "notCuda");
    const amd = gpu({ name: "Radeon RX 7900", vendor: "AMD", driver: "24.1" });
    expectSaid("driver", judgeDriver([{ ...amd, backend: "vulkan" }]), "good");
    expectSaid("driver", judgeDriver([{ ...amd, backend: "cpu" }]), "warning", "onProcessor");
    expectSaid("driver", judgeDriver([without(gpu(), "driver")]), "unknown", "noVersion");
    expectSaid("driver", judgeDriver([cpu]), "skipped", "noGpu");
  });

  it("judges the room for a model, and names who holds the rest", () => {
    const crowded = gpu({
      memory: { totalBytes: 8 * GIB, usedBytes: 7.9 * GIB, hearthBytes: 0 },
      processes: [
        { pid: 1, name: "game", bytes: 6 * GIB, own: false },
        { pid: 2, name: "engine", bytes: GIB, own: true },
        { pid: 3, bytes: 1024, own: false },
      ],
    });
    expectSaid("vram", judgeVram([gpu()]), "good");
    expect(judgeVram([gpu()]).evidence.free).toBe("23.0 GiB");
    expectSaid("vram", judgeVram([crowded]), "warning", "little");
    expect(judgeVram([crowded]).evidence.others).toBe("game 6.0 GiB");
    expectSaid("vram", judgeVram([crowded, gpu()]), "good");
    expectSaid("vram", judgeVram([cpu]), "skipped", "noGpu");
  });

  it("judges the temperature of the hottest", () => {
    expectSaid("heat", judgeHeat([gpu()]), "good");
    expectSaid("heat", judgeHeat([gpu(), gpu({ celsius: 82 })]), "warning", "hot");
    expectSaid("heat", judgeHeat([gpu({ celsius: 82, celsiusLimit: 95 })]), "good");
    expectSaid("heat", judgeHeat([gpu({ throttled: ["thermal"] })]), "bad", "throttled");
    expectSaid("heat", judgeHeat([without(gpu(), "celsius")]), "unknown", "noSensor");
    expectSaid("heat", judgeHeat([cpu]), "skipped", "noGpu");
    // defect: a processor that does what it is made for was a GPU close to its limit
    expectSaid("heat", judgeHeat([gpu({ integrated: true, celsius: 88 })]), "good");
    // defect: 84 °C of a card that bears 100 °C hid another at 82 °C of 83 °C
    const sturdy = gpu({ name: "Sturdy", celsius: 84, celsiusLimit: 100 });
    const near = judgeHeat([sturdy, gpu({ name: "Near", celsius: 82, celsiusLimit: 83 })]);
    expectSaid("heat", near, "warning", "hot");
    expect(near.evidence.gpu).toBe("Near");
    // defect: a card that says it is too hot, and not how hot, was one that tells nothing
    const blind = without(gpu({ name: "Blind", throttled: ["thermal"] }), "celsius");
    expectSaid("heat", judgeHeat([gpu(), blind]), "bad", "throttledUnseen");
  });

  it("judges the power limit", () => {
    expectSaid("power", judgePower([gpu()]), "good");
    const limited = gpu({ throttled: ["power"], wattsLimit: 220 });
    expectSaid("power", judgePower([gpu(), limited]), "warning", "limited");
    expectSaid("power", judgePower([without(gpu(), "watts")]), "unknown", "noSensor");
    expectSaid("power", judgePower([cpu]), "skipped", "noGpu");
  });

  it("judges the sensors", () => {
    const facts = { hasGpu: true, canRestart: true, notes: [], seenBy: ["nvml"] };
    const process = { state: "running", restarts: 0 } as const;
    expectSaid("sensors", judgeSensors({ ...facts, process }), "good");
    expectSaid("sensors", judgeSensors({ ...facts, notes: ["Fan missing."] }), "warning", "notes");
    const fell = { ...process, state: "backing-off", lastError: "killed" } as const;
    expectSaid("sensors", judgeSensors({ ...facts, process: fell }), "warning", "backingOff");
    const gone = { ...process, state: "gave-up", lastError: "killed" } as const;
    const judged = judgeSensors({ ...facts, process: gone });
    expectSaid("sensors", judged, "bad", "gaveUp");
    expect(judged.fix).toEqual({ key: "restart", byNode: true });
    const helpless = judgeSensors({ ...facts, canRestart: false, process: gone });
    expect(helpless.fix?.byNode).toBe(false);
    expectSaid("sensors", judgeSensors({ ...facts, hasGpu: false }), "skipped", "noGpu");
  });
});

it("reads of a card that llama.cpp leaves out in the words of the hardware's own report", () => {
  const { devices, notes } = reconcile(
    {
      basic: { processor: "Processor", threads: 8, totalBytes: 32 * GIB, freeBytes: 20 * GIB },
      llama: {
        kind: "fresh",
        age: 0,
        value: [
          {
            kind: "gpu",
            name: "NVIDIA GeForce RTX 4090",
            backend: "cuda",
            memory: { totalBytes: 24 * GIB, usedBytes: GIB },
            hearthBytes: 0,
          },
        ],
      },
      sensors: { kind: "absent", reasons: [] },
      graphics: {
        kind: "fresh",
        age: 0,
        value: [
          { name: "NVIDIA GeForce RTX 4090", vendor: "NVIDIA" },
          { name: "AMD Radeon RX 7900 XTX", vendor: "AMD" },
        ],
      },
      processor: { kind: "failed", reason: "none" },
      own: new Set(),
    },
    1,
  );
  const judged = judgeFound({ devices, cards: [card], notes, realNetwork: false });
  expectSaid("gpu", judged, "warning", "oneUnused");
  expect(judged.evidence.unused).toContain("RX 7900 XTX");
});
