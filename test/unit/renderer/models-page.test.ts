import { expect, test } from "vitest";
import type { HeldModel, ModelUser } from "../../../native/api/engine.ts";
import { isLive, requestSums } from "../../../renderer/features/mine/requests/request-sums.ts";
import {
  filterCatalogue,
  leadingFile,
  licencesOf,
  noFilter,
} from "../../../renderer/features/models/browse/catalogue-filter.ts";
import { reasonValues } from "../../../renderer/features/models/browse/reason-values.ts";
import {
  mirrorsText,
  parseMirrors,
} from "../../../renderer/features/models/downloads/mirrors-text.ts";
import {
  contextSteps,
  fitBar,
  nearestStep,
  paddingOf,
} from "../../../renderer/features/models/fit/fit-parts.ts";
import { usersOf } from "../../../renderer/features/models/here/users-of.ts";
import { sampleRequests } from "../../fakes/fake-node/machine/request-log.ts";
import { catalogueEntry } from "../../fakes/fake-node/models/catalogue-view.ts";
import { fitView } from "../../fakes/fake-node/models/fit-view.ts";
import { modelShapes } from "../../fakes/fake-node/models/shapes.ts";
import { idleMining } from "../../fakes/fake-node/world.ts";

const catalogue = modelShapes.map((shape) => catalogueEntry(shape, "catalogue", []));
const need = {
  sizeBytes: 5e9,
  layers: 36,
  cacheNumbers: 73_728,
  contextLength: 40_960,
  activeShare: 1,
  loads: 0,
};
const run = { contextSize: 8192, sequences: 4, cacheType: "f16" } as const;

test("filters keep what passes all of them, in its order", () => {
  expect(filterCatalogue(catalogue, noFilter)).toEqual(catalogue);
  const code = filterCatalogue(catalogue, { ...noFilter, role: "code" });
  expect(code.map((model) => model.id)).toEqual(["qwen2.5-coder-14b"]);
  const fitting = filterCatalogue(catalogue, { ...noFilter, fitting: true });
  expect(fitting.map((model) => model.id)).not.toContain("llama-3.3-70b");
  expect(fitting.length).toBe(catalogue.length - 1);
  const [first = ""] = licencesOf(catalogue);
  for (const model of filterCatalogue(catalogue, { ...noFilter, licence: first })) {
    expect(model.licence).toBe(first);
  }
});

test("a model stands in the list for its proposed file, else for the smallest of those that fit best", () => {
  const [model] = catalogue;
  if (model === undefined) throw new Error("no model");
  expect(leadingFile(model)?.id).toBe(model.proposed);
  const { proposed: _proposed, ...unproposed } = model;
  expect(leadingFile(unproposed)?.quantisation).toBe("Q4_K_M");
  expect(leadingFile({ ...model, files: [] })).toBeUndefined();
});

test("the fit's bar is as long as the memory, or as the need where that is more", () => {
  const small = fitView(need, run);
  const bar = fitBar(small);
  const length = (of: ReturnType<typeof fitBar>): number =>
    of.parts.reduce((sum, part) => sum + part.bytes, 0) + of.uncertain + of.reserve + of.free;
  expect(length(bar)).toBeCloseTo(bar.capacity, -1);
  expect(bar.reserve).toBeGreaterThan(0);
  const large = fitView({ ...need, sizeBytes: 60e9 }, run);
  expect(length(fitBar(large))).toBeCloseTo(large.total.high, -1);
  expect(fitBar(large).free).toBe(0);
});

test("what learning changed is a part of its own, and nothing where nothing was learned", () => {
  const none = paddingOf(fitView(need, run));
  expect(Math.abs(none.low) + Math.abs(none.high)).toBeLessThan(8);
  const learned = paddingOf(fitView({ ...need, loads: 9 }, run));
  expect(learned.low).toBeGreaterThan(0);
  expect(learned.high).toBeLessThan(0);
});

test("the context slider ends at the model's own context", () => {
  expect(contextSteps(4096)).toEqual([512, 1024, 2048, 4096]);
  expect(contextSteps(5000)).toEqual([512, 1024, 2048, 4096, 5000]);
  expect(contextSteps(300)).toEqual([300]);
  expect(nearestStep([512, 1024, 2048], 1100)).toBe(1);
  expect(nearestStep([512, 1024, 2048], 8)).toBe(0);
  expect(nearestStep([512, 1024, 2048], 90_000)).toBe(2);
});

test("mirrors are typed as lines and read back the same", () => {
  const mirrors = [
    { host: "models.example", mirrors: ["https://one.example/a", "http://127.0.0.1:8080"] },
    { host: "other.example:8443", mirrors: ["https://two.example"] },
  ];
  expect(parseMirrors(mirrorsText(mirrors))).toEqual(mirrors);
  expect(parseMirrors("\n  \n")).toEqual([]);
  for (const wrong of ["models.example", "a b", "models.example ftp://one.example", "http://x y"]) {
    expect(parseMirrors(wrong)).toBeUndefined();
  }
});

test("a reason's values are read by their names", () => {
  expect(
    reasonValues({ needed: 5 * 1024 ** 3, tokens: 8192, low: 12.345, count: 3, name: "Qwen" }),
  ).toEqual({ needed: "5.0 GiB", tokens: "8,192", low: 12.3, count: 3, name: "Qwen" });
});

test("a model's users: everyone who works with its file, else the engine that only holds it", () => {
  const mining = { ...idleMining(), state: "earning" as const, model: "a" };
  const a = { id: "a", sha256: "aa" };
  expect(usersOf(a, mining, undefined)).toEqual(["mining"]);
  expect(usersOf(a, { ...mining, state: "off" }, undefined)).toEqual([]);
  expect(usersOf({ id: "b", sha256: "bb" }, mining, { state: "running", models: [] })).toEqual([]);
  const held = (id: string, sha256: string, ...users: ModelUser[]): HeldModel => ({
    ...{ id, sha256, users, backend: "cpu", flashAttention: false, gpuLayers: 0, bytes: 1 },
    run: { contextSize: 256, sequences: 1, cacheType: "f16" },
    ...{ active: 0, waiting: 0, tokensPerSecond: 0, loadedAt: 1, loadMillis: 1, concessions: [] },
  });
  const models = [
    held("a", "aa", "validator"),
    held("receipt-a", "aa", "benchmark"),
    held("c", "cc"),
  ];
  const engine = { state: "running" as const, models };
  expect(usersOf(a, mining, engine)).toEqual(["validator", "benchmark", "mining"]);
  expect(usersOf({ id: "c", sha256: "cc" }, mining, engine)).toEqual(["engine"]);
});

test("the log's sums count what lives and what went wrong", () => {
  expect(requestSums([])).toEqual({ waiting: 0, working: 0 });
  const requests = sampleRequests(30, 1_000_000);
  const sums = requestSums([
    { id: "w", hotkey: "", receivedAt: 1, state: "waiting" },
    { id: "x", hotkey: "", receivedAt: 1, state: "working" },
    ...requests,
  ]);
  expect(sums).toMatchObject({ waiting: 1, working: 1 });
  const troubled = requests.filter((one) => one.state === "refused" || one.state === "failed");
  expect(sums.troubled).toBeCloseTo(troubled.length / 30);
  expect(requests.some(isLive)).toBe(false);
});
