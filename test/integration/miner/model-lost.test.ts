import { copyFileSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { askAllTheTime, by, files, type MinerBench, openMinerBench } from "./real-miner.ts";

let bench: MinerBench;
let folder: string;
beforeEach(async () => {
  bench = await openMinerBench();
  folder = mkdtempSync(join(tmpdir(), "hearth-lost-"));
});
afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

const smaller = async ({ id }: ModelFile): Promise<ModelFile | undefined> => {
  const all = Object.values(files);
  return all[all.findIndex((one) => one.id === id) + 1];
};
/** Enough for every file, for the smallest alone, and for none. */
const memory = { plenty: 2 ** 30, little: 4_300_000, none: 1000 };

// defect: the end of the pause failed for ever, and the miner named a model that was not there
test("a model that does not fit any more after a pause is exchanged for a smaller one that challenges allow, and said", async () => {
  const freeFile = join(folder, "free");
  writeFileSync(freeFile, `${memory.plenty}`);
  const { f16, q4 } = files;
  const { miner, engine } = await bench.mine({ first: f16, allowed: [f16, q4], freeFile, smaller });
  await engine.suspend({ graceMillis: 0, reason: "game" });
  writeFileSync(freeFile, `${memory.little}`);
  await engine.resume();
  const { answers, failures } = await askAllTheTime(miner, (all) => all.length >= 3);
  expect(failures).toEqual([]);
  expect(by(answers, q4)).toBe(answers.length);
  await expect.poll(() => miner.status().model, { timeout: 60_000 }).toBe(q4.id);
  expect(bench.lines.map(({ message }) => message)).toContain("mining.swapped");
  expect(bench.events.flatMap((event) => (event.kind === "lost" ? [event.id] : []))).toEqual([
    f16.id,
  ]);
  const steps = bench.events.flatMap((event) =>
    event.kind === "conceded" ? [event.concession.step] : [],
  );
  expect(steps).toContain("quantisation");
  expect(bench.users.of(f16.id)).toEqual([]);
  expect(bench.users.of(q4.id)).toEqual(["mining"]);
  // The next pause brings back what serves, and nothing beside it.
  await engine.suspend({ graceMillis: 0 });
  await engine.resume();
  expect(await engine.loaded()).toEqual([q4.id]);
});

test("where nothing fits the miner says why it waits, and answers as soon as something does", async () => {
  const freeFile = join(folder, "free");
  writeFileSync(freeFile, `${memory.plenty}`);
  const { miner, engine } = await bench.mine({ first: files.f16, freeFile });
  const model = () => miner.status().steps.find(({ name }) => name === "model");
  await engine.suspend({ graceMillis: 0 });
  writeFileSync(freeFile, `${memory.none}`);
  await engine.resume();
  await expect
    .poll(model, { timeout: 60_000 })
    .toMatchObject({ state: "active", error: { code: "MODEL_TOO_LARGE" } });
  const asking = askAllTheTime(miner, (all) => all.length >= 3);
  await expect
    .poll(() => miner.status().challenges.received, { timeout: 60_000 })
    .toBeGreaterThan(0);
  writeFileSync(freeFile, `${memory.plenty}`);
  const { answers, failures } = await asking;
  expect(failures).toEqual([]);
  expect(by(answers, files.f16)).toBe(answers.length);
  expect(model()).toMatchObject({ state: "done" });
  expect(model()?.error).toBeUndefined();
});

// defect: a model that did not fit after a crash ended mining
test("a crash after which the model does not fit does not end mining", async () => {
  const freeFile = join(folder, "free");
  writeFileSync(freeFile, `${memory.plenty}`);
  const { miner, engine } = await bench.mine({ first: files.f16, freeFile });
  writeFileSync(freeFile, `${memory.none}`);
  process.kill(engine.status().pid ?? -1, "SIGKILL");
  await expect
    .poll(() => miner.status().steps.find(({ name }) => name === "model")?.error?.code, {
      timeout: 60_000,
    })
    .toBe("MODEL_TOO_LARGE");
  writeFileSync(freeFile, `${memory.plenty}`);
  const { answers, failures } = await askAllTheTime(miner, (all) => all.length >= 3);
  expect(failures).toEqual([]);
  expect(by(answers, files.f16)).toBe(answers.length);
});

// defect: a file that the system did not give right after a crash was told as damaged, and ended mining
test("a crash after which the file cannot be read for a while does not end mining", async () => {
  const path = join(folder, "own.gguf");
  copyFileSync(files.f16.path, path);
  const { miner, engine } = await bench.mine({ first: { ...files.f16, path } });
  renameSync(path, `${path}.aside`);
  symlinkSync(path, path);
  process.kill(engine.status().pid ?? -1, "SIGKILL");
  await expect
    .poll(() => miner.status().steps.find(({ name }) => name === "model")?.error?.code, {
      timeout: 60_000,
    })
    .toBe("NOT_READY");
  rmSync(path);
  renameSync(`${path}.aside`, path);
  const { answers, failures } = await askAllTheTime(miner, (all) => all.length >= 3);
  expect(failures).toEqual([]);
  expect(by(answers, files.f16)).toBe(answers.length);
});

// defect: whoever unloaded a model while it was loaded for mining ended the start
test("a model is known to be used from the start of its load for mining on", async () => {
  const seen: (readonly string[])[] = [];
  const { miner } = await bench.mine({
    deadly: () => {
      seen.push(bench.users.of(files.q4.id));
      return false;
    },
  });
  expect(seen).toEqual([["mining"]]);
  expect(bench.users.of(files.q4.id)).toEqual(["mining"]);
  await miner.stop();
  expect(bench.users.of(files.q4.id)).toEqual([]);
});
