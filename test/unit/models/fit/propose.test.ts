import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { HardwareReport } from "../../../../native/api/hardware.ts";
import { catalogueModel, proposal } from "../../../../native/api/models.ts";
import { browse, fileToFit, type KnownFiles } from "../../../../native/models/catalogue/browse.ts";
import { shippedOffers } from "../../../../native/models/catalogue/shipped-offers.ts";
import type { Machine } from "../../../../native/models/fit/model-fit.ts";
import { proposeModel } from "../../../../native/models/fit/propose.ts";
import { hardwareWith } from "../hardware.ts";

const nothing: KnownFiles = { local: [], remote: () => undefined };
const files = shippedOffers.flatMap((model) =>
  model.files.map((file) => fileToFit(model, file, nothing)),
);

function machine(hardware: HardwareReport, name = "NVIDIA GeForce RTX 3060"): Machine {
  const devices = hardware.devices.map((device) => ({ ...device, name }));
  return { hardware: { ...hardware, devices }, loads: [], speeds: () => [] };
}
const card = (gibibytes: number, name?: string) =>
  machine(hardwareWith({ cardGibibytes: gibibytes, usedGibibytes: 0.4 }), name);

test.each([
  [6, "qwen3.5-4b", "q6_k"],
  [8, "qwen3-8b", "q4_k_m"],
  [12, "qwen3-14b", "q4_k_m"],
])("a card of %i GiB is offered %s in %s, as the table of models has it", (size, model, file) => {
  const found = proposeModel(files, "chat", card(size));
  expect(found).toMatchObject({ model, file: `${model}.${file}`, quantisation: file });
  expect(found?.fit.verdict).toBe("fits");
  expect(proposal.parse(found)).toEqual(found);
});

test("a larger card is never offered a smaller model", () => {
  const sizes = [4, 6, 8, 10, 12, 16, 20, 24, 32, 48];
  const worth = sizes.map((size) => {
    const found = proposeModel(files, "chat", card(size));
    const model = shippedOffers.find(({ id }) => id === found?.model);
    const all = model?.parameters ?? 0;
    return Math.sqrt(all * (model?.activeParameters ?? all));
  });
  expect(worth).toEqual(worth.toSorted((a, b) => a - b));
});

test("what is offered fits with its upper end, and every reason has its sentence", () => {
  const text = readFileSync(
    new URL("../../../../resources/locales/en/page.json", import.meta.url),
    "utf8",
  );
  const sentences = Object.keys(JSON.parse(text).models.because);
  for (const size of [2, 4, 8, 16, 24]) {
    for (const role of ["chat", "code", "embedding"] as const) {
      const found = proposeModel(files, role, card(size));
      if (found === undefined) continue;
      for (const { key, values } of found.because) {
        const known = sentences.includes(key) || sentences.includes(`${key}_other`);
        expect(known, key).toBe(true);
        const sentence: string =
          JSON.parse(text).models.because[sentences.includes(key) ? key : `${key}_other`];
        for (const [, name] of sentence.matchAll(/\{\{(\w+)\}\}/g)) {
          expect(Object.keys(values), `${key} ${name}`).toContain(name);
        }
      }
      if (found.fit.verdict !== "fits") continue;
      for (const { holds, freeBytes, reserveBytes } of found.fit.devices) {
        expect(holds.high).toBeLessThanOrEqual(freeBytes - reserveBytes);
      }
    }
  }
});

test("what answers too slowly is passed over for what does not", () => {
  const hardware = hardwareWith({ freeBytes: 60 * 2 ** 30 });
  const slow = { ...machine(hardware, "CPU"), memoryBandwidth: { low: 10e9, high: 20e9 } };
  const quick = { ...machine(hardware, "CPU"), memoryBandwidth: { low: 200e9, high: 400e9 } };
  const [onSlow, onQuick] = [slow, quick].map((one) => proposeModel(files, "chat", one));
  expect(onSlow?.fit.speed?.decode.high).toBeGreaterThanOrEqual(5);
  expect(onQuick?.fit.total.high).toBeGreaterThan(onSlow?.fit.total.high ?? 0);
});

test("embedding models are offered for embedding alone", () => {
  expect(proposeModel(files, "embedding", card(8))?.model).toBe("qwen3-embedding-0.6b");
  const offers = shippedOffers.filter(({ role }) => role === "embedding").map(({ id }) => id);
  for (const size of [1, 2, 4, 8]) {
    expect(offers).not.toContain(proposeModel(files, "chat", card(size))?.model);
  }
});

test("where nothing fits, nothing is proposed", () => {
  const none = machine(hardwareWith({ freeBytes: 1e8 }), "CPU");
  expect(proposeModel(files, "chat", none)).toBeUndefined();
  expect(proposeModel([], "chat", card(24))).toBeUndefined();
});

test("what was measured of a file replaces the formula", () => {
  const sha256 = "06507c7b42688469c4e7298b0a1e16deff06caf291cf0a5b278c308249c3e439";
  const seen = [90, 100, 110].map((tokensPerSecond) => ({
    ...{ device: "", driver: "", backend: "", sha256, time: 0 },
    ...{ kind: "decode" as const, tokensPerSecond },
  }));
  const found = proposeModel(files, "embedding", {
    ...card(8),
    speeds: (of) => (of === sha256 ? seen : []),
  });
  expect(found?.fit.speed).toEqual({ decode: { low: 90, high: 110 }, basis: "measured" });
  expect(found?.because.map(({ key }) => key)).toContain("measured");
});

test("the whole catalogue is browsed, as the contract wants it", () => {
  const offers = shippedOffers.map((model) => ({ ...model, origin: "catalogue" as const }));
  const seen = browse(offers, nothing, card(12));
  expect(seen).toHaveLength(shippedOffers.length);
  for (const entry of seen) {
    expect(catalogueModel.strict().parse(entry)).toEqual(entry);
    for (const { neededBytes, sizeBytes, decode } of entry.files) {
      expect(neededBytes.low).toBeLessThan(neededBytes.high);
      expect(neededBytes.high).toBeGreaterThan(sizeBytes);
      if (decode) expect(decode.low).toBeLessThanOrEqual(decode.high);
    }
  }
  const fits = (id: string) =>
    seen.flatMap(({ files: all }) => all).find((file) => file.id === id)?.fit;
  expect(fits("qwen3.5-0.8b.q4_k_m")).toBe("fits");
  expect(fits("gpt-oss-120b.mxfp4")).not.toBe("fits");
});
