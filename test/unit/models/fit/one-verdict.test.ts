import { describe, expect, it } from "vitest";
import type { Device, HardwareReport } from "../../../../native/api/hardware.ts";
import { modelRole } from "../../../../native/api/models.ts";
import {
  browse,
  browseOne,
  fileToFit,
  type KnownFiles,
} from "../../../../native/models/catalogue/browse.ts";
import { offeredFileId } from "../../../../native/models/catalogue/offered-model.ts";
import { shippedOffers } from "../../../../native/models/catalogue/shipped-offers.ts";
import { fitModel, type Machine } from "../../../../native/models/fit/model-fit.ts";
import { proposeModel } from "../../../../native/models/fit/propose.ts";
import { leastFit } from "../../../../native/models/fit/rough-fit.ts";
import { bestRun } from "../../../../native/models/fit/run-choice.ts";
import { qwen3Shape } from "../../../property/models/shapes.ts";

const GIBIBYTE = 2 ** 30;

function gpu(name: string, gibibytes: number, more: Partial<Device> = {}): Device {
  return {
    ...{ id: name, kind: "gpu", name, backend: "cuda", seenBy: ["llama.cpp"] },
    memory: { totalBytes: gibibytes * GIBIBYTE, usedBytes: 0.4 * GIBIBYTE, hearthBytes: 0 },
    ...more,
  };
}

function machineOf(devices: readonly Device[], freeGibibytes: number): Machine {
  const processor = gpu("CPU", 64, { kind: "cpu", backend: "cpu" });
  const memory = { totalBytes: 64 * GIBIBYTE, freeBytes: freeGibibytes * GIBIBYTE };
  const hardware: HardwareReport = { time: 0, devices: [...devices, processor], memory, notes: [] };
  return { hardware, loads: [], speeds: () => [], memoryBandwidth: { low: 20e9, high: 60e9 } };
}

const machines: readonly (readonly [string, Machine])[] = [
  ["no GPU", machineOf([], 12)],
  ["8 GB", machineOf([gpu("NVIDIA GeForce RTX 3070", 8)], 24)],
  ["12 GB", machineOf([gpu("NVIDIA GeForce RTX 3060", 12)], 24)],
  ["16 GB", machineOf([gpu("NVIDIA GeForce RTX 4080", 16)], 24)],
  ["24 GB", machineOf([gpu("NVIDIA GeForce RTX 4090", 24)], 48)],
  [
    "two GPUs",
    machineOf([gpu("NVIDIA GeForce RTX 4090", 24), gpu("NVIDIA GeForce RTX 3060", 12)], 48),
  ],
  [
    "unified memory",
    machineOf([gpu("Apple M2 Max", 24, { backend: "metal", integrated: true })], 20),
  ],
  ["next to nothing", machineOf([gpu("NVIDIA GeForce RTX 3050", 2)], 1)],
];
const nothing: KnownFiles = { local: [], remote: () => undefined };
const offers = shippedOffers.map((model) => ({ ...model, origin: "catalogue" as const }));

describe.each(machines)("on a computer with %s", (_name, machine) => {
  // defect: the list judged each file run as usual, the proposal in the best way of running it: "Not known yet" beside "Fits"
  it("list and proposal say the same of every file: verdict, shape, memory and speed", () => {
    for (const model of offers) {
      const { files } = browseOne(model, nothing, machine);
      for (const file of model.files) {
        const row = files.find(({ id }) => id === offeredFileId(model, file));
        const alone = proposeModel([fileToFit(model, file, nothing)], model.role, machine);
        if (alone === undefined) {
          expect(row?.fit, row?.id).toBe("too-large");
          continue;
        }
        const { verdict, run, total, speed } = alone.fit;
        const said = { fit: verdict, run, neededBytes: total, decode: speed?.decode };
        expect({ decode: undefined, ...row }, row?.id).toMatchObject(said);
      }
    }
  });

  it("the model that is proposed has the same best file in the list", () => {
    const all = offers.flatMap((model) =>
      model.files.map((file) => fileToFit(model, file, nothing)),
    );
    for (const role of modelRole.options) {
      const found = proposeModel(all, role, machine);
      if (found?.fit.verdict !== "fits") continue;
      const own = offers.filter(({ id }) => id === found.model);
      expect(browse(own, nothing, machine)).toMatchObject([{ proposed: found.file }]);
    }
  });

  it("what certainly fits without its head fits for the most frugal model of its size", () => {
    for (const model of offers) {
      for (const { id, fit } of browseOne(model, nothing, machine).files) {
        const file = model.files.find((one) => offeredFileId(model, one) === id);
        if (file === undefined) throw new Error(`${id} is no file of its model`);
        const least = bestRun(model.contextLength ?? 32_768, (run) =>
          leastFit(model, file, run, machine),
        );
        const order = ["fits", "partly", "too-large"];
        if (fit === "unknown") expect(least.verdict).not.toBe("too-large");
        else expect(order.indexOf(least.verdict)).toBe(order.indexOf(fit));
      }
    }
  });

  it("a file whose head was read has the verdict of its own page", () => {
    const facts = {
      ...{
        name: undefined,
        architecture: "qwen3",
        parameters: 8.19e9,
        activeParameters: 8.19e9,
        licence: "mit",
      },
      ...{ contextLength: 40_960, quantisation: "q4_k_m", role: "chat" as const },
      shape: qwen3Shape,
    };
    const [model] = offers.filter(({ id }) => id === "qwen3-8b");
    if (model === undefined) throw new Error("the catalogue has no Qwen3 8B");
    const sizeBytes = qwen3Shape.weightBytes;
    const known: KnownFiles = { local: [], remote: () => ({ facts, sizeBytes }) };
    const own = bestRun(facts.contextLength, (run) => fitModel(facts, undefined, run, machine));
    for (const row of browseOne(model, known, machine).files) {
      expect(row).toMatchObject({ fit: own.verdict, run: own.run, neededBytes: own.total });
    }
  });
});
