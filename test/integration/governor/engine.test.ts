import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import type { HardwareReport } from "../../../native/api/hardware.ts";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import type { Governor } from "../../../native/governor/governor-service.ts";
import { processMemory } from "../../../native/host/engine/process-memory.ts";
import { governNode } from "../../../native/host/handlers/governor-handlers.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { openStore } from "../../../native/store/database.ts";
import { createNotes } from "../../../native/store/notes.ts";
import { createTimelineTable } from "../../../native/store/timeline-table.ts";
import { createTimeline } from "../../../native/timeline/timeline.ts";
import { root, until } from "../../fakes/product.ts";

const linux = process.platform === "linux";
const folder = mkdtempSync(join(tmpdir(), "hearth-governor-"));
const path = join(root, "resources/demo-model/hearth-demo-f16.gguf");
const model: ModelFile = {
  id: "demo",
  path,
  sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
};
const request = {
  model: "demo",
  messages: [{ role: "user" as const, content: "What is a subnet?" }],
  maxTokens: 12,
  temperature: 0,
};
const long = { ...request, maxTokens: 200, temperature: 1.5, seed: 3 };
const store = openStore(join(folder, "ledger.sqlite"));
const timeline = createTimeline(createTimelineTable(store.database), Date.now);
const noGpu: HardwareReport = {
  time: 1,
  devices: [
    {
      id: "cpu",
      kind: "cpu",
      name: "Cores",
      backend: "cpu",
      memory: { totalBytes: 2 ** 33, usedBytes: 2 ** 30, hearthBytes: 0 },
      celsius: 99,
      seenBy: ["test"],
    },
  ],
  memory: { totalBytes: 2 ** 33, freeBytes: 2 ** 32 },
  notes: [],
};
let engine: EngineService;
let governor: Governor;

beforeAll(async () => {
  engine = startEngine({ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 10 });
  // So many sequences that their cache outweighs what a process's size goes up and down by itself.
  await engine.load(model, { sequences: 64 });
  governor = governNode({
    engine,
    hardware: { report: async () => noGpu, fresh: async () => noGpu },
    notes: createNotes(store.database),
    timeline,
    practice: true,
    now: Date.now,
  });
});

afterAll(async () => {
  governor.close();
  await engine.close();
  store.close();
  rmSync(folder, { recursive: true });
});

const state = (wanted: string) =>
  until(() => (governor.status().state === wanted ? true : undefined), `the state ${wanted}`);
const pid = (): number => engine.status().pid ?? -1;

test("no default pauses a computer without a GPU, whatever its processor's temperature", async () => {
  await until(() => (governor.status().reasons.length > 0 ? true : undefined), "the first look");
  expect(governor.status()).toMatchObject({
    state: "running",
    pace: 1,
    reasons: [{ kind: "temperatureUnknown", action: "none" }],
  });
});

test("a pause lets the model go, and the probes show that it is gone", async () => {
  const before = await engine.generate(request);
  const held = processMemory(pid())?.resident ?? 0;
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const accepted = engine.generate(long, undefined, () => resolve());
  await started;
  expect(governor.pause(5)).toMatchObject({ state: "pausing", pace: 0 });
  const outcome = await accepted.then(
    ({ tokens }) => (tokens.length > 0 ? "finished" : "empty"),
    (error: unknown) => (error instanceof HearthError ? error.code : "other"),
  );
  expect(["finished", "PAUSED"]).toContain(outcome);
  await expect(engine.generate(request)).rejects.toMatchObject({
    code: "PAUSED",
    detail: { reason: "it was paused by hand" },
  });
  await state("paused");
  const { freed } = await until(
    () => (governor.status().freed === undefined ? undefined : governor.status()),
    "the proof",
  );
  expect(engine.held()).toEqual([]);
  expect(freed).toMatchObject({ proven: true });
  if (linux) {
    // An engine that did not let go in time on a busy machine was ended: then there is no process to look at.
    expect(processMemory(pid())?.models ?? 0).toBe(0);
    expect(processMemory(pid())?.resident ?? 0).toBeLessThan(held - 12 * 2 ** 20);
    expect(freed?.bytes).toBeGreaterThan(12 * 2 ** 20);
  }

  governor.resume();
  await state("running");
  expect((await engine.generate(request)).tokens).toEqual(before.tokens);
  if (linux) expect(processMemory(pid())?.models).toBeGreaterThan(0);
  expect(timeline.newest(10).map(({ message }) => message)).toEqual(
    expect.arrayContaining(["governor.pause.hand", "governor.freed", "governor.resumed"]),
  );
});

test("memory comes back at every pause, not at the first alone", async () => {
  for (let round = 0; round < 2; round += 1) {
    const at = governor.status().freed?.at;
    governor.pause();
    const freed = await until(() => {
      const now = governor.status().freed;
      return now?.at === at ? undefined : now;
    }, "the next proof");
    expect(freed).toMatchObject({ proven: true });
    if (linux) expect(freed.bytes).toBeGreaterThan(12 * 2 ** 20);
    governor.resume();
    await state("running");
  }
});

test("sleep gives no grace, and an engine that is asked to slow down still answers", async () => {
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const accepted = engine.generate(long, undefined, () => resolve());
  await started;
  governor.sense({ asleep: true });
  const outcome = await accepted.then(
    () => "finished",
    (error: unknown) => (error instanceof HearthError ? error.code : "other"),
  );
  // It may have been done in the very moment.
  expect(["finished", "PAUSED"]).toContain(outcome);
  await state("paused");
  governor.sense({ asleep: false });
  await state("running");
  const settings = governor.settings();
  governor.save({ ...settings, battery: { action: "slow" } });
  governor.sense({ onBattery: true });
  await state("slowed");
  expect((await engine.generate(request)).tokens.length).toBeGreaterThan(0);
  governor.save({ ...settings, battery: { action: "run" } });
  await state("running");
});
