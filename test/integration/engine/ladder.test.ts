import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import type { EngineEvent } from "../../../native/engine/process/engine-event.ts";
import {
  type StartEngineOptions,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { type DeadlyLauncherOptions, deadlyLauncher } from "../../fakes/deadly-launcher.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-ladder-"));
let large: ModelFile;
let small: ModelFile;
let other: ModelFile;

beforeAll(() => {
  large = writeTinyModel(folder, { name: "large", contextLength: 2048 });
  small = writeTinyModel(folder, { name: "small", seed: 2, contextLength: 2048 });
  other = writeTinyModel(folder, { name: "other", seed: 3 });
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(launching: DeadlyLauncherOptions, options: Partial<StartEngineOptions> = {}) {
  const launcher = deadlyLauncher(launching);
  const events: EngineEvent[] = [];
  const engine = startEngine({
    launcher,
    onChange: () => {},
    onEvent: (event) => events.push(event),
    firstDelay: 5,
    ...options,
  });
  return { engine, launcher, events };
}
const shape = { contextSize: 512, sequences: 1 };

test("a load that kills the process on one layer works on the next, and says what was given up", async () => {
  const kept: string[] = [];
  const { engine, launcher, events } = start(
    { deadly: (choice) => choice === "any" },
    {
      backendMemory: {
        known: () => undefined,
        worked: (choice) => kept.push(choice),
        forget: () => kept.push("forgotten"),
      },
    },
  );
  const loaded = await engine.load(large, shape);
  expect(launcher.tried).toEqual(["any", "without-cuda"]);
  expect(loaded.contextSize).toBe(512);
  expect(loaded.concessions).toEqual([
    { step: "backend", from: "cuda", to: "cpu", reason: expect.stringContaining("ended") },
  ]);
  expect(events.map(({ kind }) => kind)).toEqual(["conceded", "loaded"]);
  expect(kept).toEqual(["forgotten", "without-cuda"]);
  // What worked stays: the next model does not try the dead layer.
  await engine.load(other, shape);
  expect(launcher.tried).toHaveLength(2);
  // The way back.
  engine.restart();
  await expect.poll(() => launcher.tried.length, { timeout: 60_000 }).toBeGreaterThan(2);
  expect(launcher.tried[2]).toBe("any");
  expect(kept).toContain("forgotten");
  await engine.close();
});

test("a load that dies everywhere shortens its context and takes a smaller file, as far as it may", async () => {
  const { engine, launcher } = start(
    { deadly: (_choice, load) => load.includes("large.gguf") },
    { smaller: async (file) => (file.id === "large" ? small : undefined) },
  );
  const wish = { contextSize: 1024, sequences: 1, concede: "quantisation" } as const;
  const loaded = await engine.load(large, wish);
  expect(loaded.id).toBe("small");
  expect(loaded.concessions.map(({ step, from, to }) => `${step} ${from} ${to}`)).toEqual([
    ...["backend cuda vulkan", "backend vulkan cpu", "context 1024 512", "context 512 256"],
    "quantisation large small",
  ]);
  // Five crashes in a row, after which the supervisor alone would have given up.
  expect(launcher.tried).toEqual(["any", "without-cuda", "cpu", "cpu", "cpu", "cpu"]);
  expect(await engine.loaded()).toEqual(["small"]);
  await engine.close();
});

test("a smaller file that is not allowed is not taken, and the failure is told", async () => {
  const { engine } = start(
    { deadly: (_choice, load) => load.includes("large.gguf") },
    { smaller: async (file) => (file.id === "large" ? small : undefined) },
  );
  const wish = { ...shape, concede: "quantisation", allowed: [large.sha256] } as const;
  await expect(engine.load(large, wish)).rejects.toMatchObject({ code: "ENGINE_DOWN" });
  await engine.close();
});

test("a model that dies on every layer does not take the others' layer with it", async () => {
  const { engine, launcher } = start({
    deadly: (_choice, load) => load.includes("large.gguf"),
  });
  await engine.load(other, shape);
  await expect(engine.load(large, shape)).rejects.toMatchObject({ code: "ENGINE_DOWN" });
  expect(launcher.tried.slice(0, 3)).toEqual(["any", "without-cuda", "cpu"]);
  await expect.poll(() => launcher.tried.length, { timeout: 60_000 }).toBe(4);
  expect(launcher.tried[3]).toBe("any");
  const request = {
    model: "other",
    messages: [{ role: "user" as const, content: "Tell me a story." }],
    maxTokens: 4,
    temperature: 0,
  };
  expect((await engine.generate(request)).tokens.length).toBeGreaterThan(0);
  await engine.close();
});

test("where memory does not suffice the context is shortened first, on the same layer", async () => {
  const { engine, launcher } = start({
    deadly: () => false,
    entry: new URL("../../fakes/small-memory-engine.ts", import.meta.url),
  });
  const wish = { contextSize: 1 << 18, sequences: 1 };
  await expect(engine.load(large, wish)).rejects.toMatchObject({ code: "MODEL_TOO_LARGE" });
  await expect(
    engine.load(large, { ...wish, concede: "context", leastContext: 1 << 17 }),
  ).rejects.toMatchObject({ code: "MODEL_TOO_LARGE" });
  const loaded = await engine.load(large, { ...wish, concede: "context" });
  expect(loaded.contextSize).toBeLessThan(1 << 17);
  expect(new Set(loaded.concessions.map(({ step }) => step))).toEqual(new Set(["context"]));
  expect(loaded.concessions.at(-1)?.to).toBe(`${loaded.contextSize}`);
  expect(launcher.tried[0]).toBe("any");
  await engine.close();
});

test("a remembered layer is tried first, and a damaged file is nobody's layer's fault", async () => {
  const { engine, launcher, events } = start(
    { deadly: () => false },
    { backendMemory: { known: () => "cpu", worked: () => {}, forget: () => {} } },
  );
  expect(events).toEqual([{ kind: "avoided", without: "gpu", remembered: true }]);
  const damaged = { ...large, id: "damaged", sha256: "0".repeat(64) };
  await expect(engine.load(damaged, { concede: "quantisation" })).rejects.toMatchObject({
    code: "MODEL_DAMAGED",
  });
  expect(launcher.tried).toEqual(["cpu"]);
  expect(launcher.loads).toHaveLength(1);
  await engine.close();
});

// defect: a model that fits nowhere left the engine on the processor until it was started again by hand
test("a model for which no layer has room leaves the next one the first layer", async () => {
  const { engine, launcher } = start({
    deadly: () => false,
    entry: new URL("../../fakes/small-memory-engine.ts", import.meta.url),
  });
  await expect(engine.load(large, { contextSize: 1 << 18, sequences: 1 })).rejects.toMatchObject({
    code: "MODEL_TOO_LARGE",
  });
  expect(launcher.tried).toEqual(["any", "without-cuda", "cpu"]);
  await engine.load(other, shape);
  expect(launcher.tried.slice(3)).toEqual(["any"]);
  await engine.close();
});

// defect: each try of a miner that waited for memory ended the process and began it anew on every layer
test("a model that goes on finding no room ends no process with later tries, and comes when there is room", async () => {
  const free = join(folder, "free");
  writeFileSync(free, `${2 ** 10}`);
  const { engine, launcher } = start({
    deadly: () => false,
    entry: new URL("../../fakes/small-memory-engine.ts", import.meta.url),
    env: { FREE_FILE: free },
  });
  for (let tries = 0; tries < 4; tries++) {
    await expect(engine.load(large, shape)).rejects.toMatchObject({ code: "MODEL_TOO_LARGE" });
  }
  expect(launcher.tried).toEqual(["any", "without-cuda", "cpu", "any"]);
  const { pid } = engine.status();
  writeFileSync(free, `${2 ** 30}`);
  expect(await engine.load(large, shape)).toMatchObject({ backend: "cpu", concessions: [] });
  expect(engine.status().pid).toBe(pid);
  await engine.close();
});
