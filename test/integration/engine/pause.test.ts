import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { deadlyLauncher } from "../../fakes/deadly-launcher.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-pause-"));
let engine: EngineService;
let model: ModelFile;
const request = {
  model: "tiny",
  messages: [{ role: "user" as const, content: "Tell me a story." }],
  maxTokens: 16,
  temperature: 0,
};
const long = { ...request, maxTokens: 400, temperature: 1.5, seed: 3 };

beforeAll(async () => {
  model = writeTinyModel(folder, { contextLength: 512 });
  engine = startEngine({ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 10 });
  await engine.load(model, { contextSize: 384, sequences: 2 });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

test("a pause lets finish what was accepted, refuses what comes, and takes the models out of memory", async () => {
  const before = await engine.generate(request);
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const accepted = engine.generate(long, undefined, () => resolve());
  await started;
  const suspended = engine.suspend({ graceMillis: 60_000, reason: "presence" });
  await expect(engine.generate(request)).rejects.toMatchObject({
    code: "PAUSED",
    detail: { reason: "presence" },
  });
  await expect(engine.load(model)).rejects.toMatchObject({ code: "PAUSED" });
  expect((await accepted).tokens.length).toBeGreaterThan(0);
  await suspended;
  expect(await engine.loaded()).toEqual([]);
  await engine.resume();
  expect(await engine.loaded()).toEqual(["tiny"]);
  expect((await engine.generate(request)).tokens).toEqual(before.tokens);
  expect((await engine.load(model)).contextSize).toBe(384);
});

test("what outlasts the grace is cancelled with PAUSED", async () => {
  const { promise: started, resolve } = Promise.withResolvers<void>();
  engine.setPace(0.01);
  const accepted = engine.generate(long, undefined, () => resolve());
  await started;
  const suspended = engine.suspend({ graceMillis: 0 });
  await expect(accepted).rejects.toMatchObject({ code: "PAUSED" });
  await suspended;
  engine.setPace(1);
  await engine.resume();
  expect((await engine.generate(request)).tokens.length).toBeGreaterThan(0);
});

test("at pace 0 nothing is written until the pace rises again", async () => {
  engine.setPace(0);
  let tokens = 0;
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const waiting = engine.generate(request, undefined, () => {
    tokens += 1;
    resolve();
  });
  await engine.devices();
  expect(tokens).toBe(0);
  engine.setPace(1);
  await first;
  await waiting;
});

test("an engine that dies during a pause comes back empty, and resuming loads what it had", async () => {
  await engine.suspend({ graceMillis: 0 });
  process.kill(engine.status().pid ?? -1, "SIGKILL");
  await expect.poll(() => engine.status().restarts, { timeout: 60_000 }).toBeGreaterThan(0);
  expect(await engine.loaded()).toEqual([]);
  await engine.resume();
  expect(await engine.loaded()).toEqual(["tiny"]);
});

test("an engine that does not let go is ended, so that its memory is free", async () => {
  const { pid } = engine.status();
  process.kill(pid ?? -1, "SIGSTOP");
  await engine.suspend({ graceMillis: 0 });
  expect(() => process.kill(pid ?? -1, 0)).toThrow();
  await engine.resume();
  expect((await engine.generate(request)).tokens.length).toBeGreaterThan(0);
});

test("an engine that stands still in the middle of loads is ended by the pause, and not when somebody misses it", async () => {
  const others = ["second", "third"].map((name, n) =>
    writeTinyModel(folder, { name, seed: 7 + n }),
  );
  const { pid } = engine.status();
  const running = engine.generate(long).catch(({ code }) => code);
  const loads = others.map((file) => engine.load(file).catch(({ code }) => code));
  process.kill(pid ?? -1, "SIGSTOP");
  await engine.suspend({ graceMillis: 0 });
  expect(() => process.kill(pid ?? -1, 0)).toThrow();
  expect(await Promise.all([running, ...loads])).toEqual(["PAUSED", "PAUSED", "PAUSED"]);
  // The watch over its answers would have ended it as well, twenty seconds later.
  expect(engine.status().lastError).toBe("ended by SIGKILL");
  await engine.resume();
  expect(await engine.loaded()).toEqual(["tiny"]);
  expect(engine.held().map(({ loaded }) => loaded.id)).toEqual(["tiny"]);
});

test("a pause and its end asked at once leave the engine as the last one wanted it", async () => {
  const first = engine.suspend({ graceMillis: 0 });
  const resumed = engine.resume();
  const again = engine.suspend({ graceMillis: 0, reason: "hand" });
  await Promise.all([first, expect(resumed).rejects.toMatchObject({ code: "PAUSED" }), again]);
  await expect(engine.generate(request)).rejects.toMatchObject({
    code: "PAUSED",
    detail: { reason: "hand" },
  });
  expect(await engine.loaded()).toEqual([]);
  await engine.resume();
  expect((await engine.generate(request)).tokens.length).toBeGreaterThan(0);
});

// defect: a pause within a resume waited for all of its loads, and memory filled up meanwhile
test("a pause that comes while a resume loads ends the loads", async () => {
  const hold = join(folder, "hold");
  const slow = startEngine({
    launcher: deadlyLauncher({
      deadly: () => false,
      layers: { any: "cpu" },
      entry: new URL("../../fakes/endless-engine.ts", import.meta.url),
      env: { HOLD: hold },
    }),
    onChange: () => {},
    firstDelay: 10,
  });
  await slow.load(model, { contextSize: 384, sequences: 2 });
  await slow.suspend({ graceMillis: 0 });
  writeFileSync(hold, "");
  const resumed = slow.resume();
  const refused = expect(resumed).rejects.toMatchObject({
    code: "PAUSED",
    detail: { reason: "too hot" },
  });
  await expect.poll(() => existsSync(`${hold}.begun`), { timeout: 60_000 }).toBe(true);
  const waiting = slow.generate(request);
  const turnedAway = expect(waiting).rejects.toMatchObject({ code: "PAUSED" });
  await slow.suspend({ graceMillis: 60_000, reason: "too hot" });
  await Promise.all([refused, turnedAway]);
  expect(slow.suspended()).toBe("too hot");
  rmSync(hold);
  await slow.resume();
  expect((await slow.generate(request)).tokens.length).toBeGreaterThan(0);
  // defect: who waited for a load that somebody else gave up was told to have cancelled
  await slow.unload("tiny");
  writeFileSync(hold, "");
  rmSync(`${hold}.begun`);
  const leaving = new AbortController();
  const left = expect(slow.load(model, {}, leaving.signal)).rejects.toMatchObject({
    code: "CANCELLED",
  });
  const without = expect(slow.generate(request)).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
  });
  await expect.poll(() => existsSync(`${hold}.begun`), { timeout: 60_000 }).toBe(true);
  leaving.abort();
  await Promise.all([left, without]);
  await slow.close();
});
