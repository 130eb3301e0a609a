import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import type { EngineService } from "../../../native/engine/process/supervised-engine.ts";
import type { TextAnswer } from "../../../native/subnets/text-generation/wire.ts";
import { askAllTheTime, by, files, type MinerBench, openMinerBench } from "./real-miner.ts";

let bench: MinerBench;
beforeEach(async () => {
  bench = await openMinerBench();
});
afterEach(() => bench.close());

/** How far the log-probabilities that answers claim are from those of a model, on average, in nats. */
async function claimError(
  engine: EngineService,
  model: ModelFile,
  answers: readonly TextAnswer[],
  prompts: ReadonlyMap<string, string>,
): Promise<number> {
  let sum = 0;
  let count = 0;
  for (const { nonce, tokens, logprobs } of answers) {
    const messages = [{ role: "user" as const, content: prompts.get(nonce) ?? "" }];
    const scored = await engine.score({ model: model.id, messages, tokens });
    for (const [index, { logprob }] of scored.entries()) {
      sum += Math.abs(logprob - (logprobs[index] ?? 0));
      count += 1;
    }
  }
  return sum / count;
}

test("a model is exchanged while requests come in: none is refused, and each answer is one model's", async () => {
  const { miner, engine } = await bench.mine();
  const asking = askAllTheTime(
    miner,
    (answers) => by(answers, files.q4) >= 5 && by(answers, files.f16) >= 5,
  );
  await expect
    .poll(() => miner.status().challenges.answered, { timeout: 60_000 })
    .toBeGreaterThan(5);
  expect(bench.users.of(files.q4.id)).toEqual(["mining"]);
  const swapped = miner.swap({ model: files.f16.id });
  await expect(miner.swap({ model: files.q8.id })).rejects.toMatchObject({ code: "NOT_READY" });
  expect((await swapped).model).toBe(files.f16.id);
  const { answers, failures, prompts } = await asking;
  expect(failures).toEqual([]);
  expect(by(answers, files.q4) + by(answers, files.f16)).toBe(answers.length);
  expect(await engine.loaded()).toEqual([files.f16.id]);
  expect(bench.users.of(files.q4.id)).toEqual([]);
  expect(bench.users.of(files.f16.id)).toEqual(["mining"]);
  expect(miner.status().challenges).toMatchObject({ refused: 0, failed: 0 });
  expect(bench.lines.map(({ message }) => message)).toContain("mining.swapped");
  // The new one was there before the old one left.
  const turns = bench.events.flatMap((event) =>
    event.kind === "loaded" ? [event.loaded.id] : event.kind === "released" ? ["released"] : [],
  );
  expect(turns).toEqual([files.q4.id, files.f16.id, "released"]);
  // What each model claims holds by its own file and not by the other: no answer was begun by one and ended by the other.
  await engine.load(files.q4, { sequences: 4 });
  for (const [own, other] of [
    [files.q4, files.f16],
    [files.f16, files.q4],
  ] as const) {
    const written = answers.filter(({ model }) => model === own.sha256);
    for (const answer of written.slice(0, 5)) {
      expect(await claimError(engine, own, [answer], prompts)).toBeLessThan(3e-3);
    }
    // Both models are sure of a short sum's answer, so all answers together decide.
    const apart = await claimError(engine, other, written, prompts);
    expect(apart).toBeGreaterThan(3 * (await claimError(engine, own, written, prompts)));
  }
});

test("where both do not fit, requests wait while one leaves and the other comes, and none is dropped", async () => {
  // Enough for either alone, with less to spare than the weights of the first take.
  const { miner, engine } = await bench.mine({ freeBytes: 5_200_000 });
  const asking = askAllTheTime(
    miner,
    (answers) => by(answers, files.q4) >= 5 && by(answers, files.f16) >= 5,
  );
  await expect
    .poll(() => miner.status().challenges.answered, { timeout: 60_000 })
    .toBeGreaterThan(5);
  await miner.swap({ model: files.f16.id });
  const { answers, failures } = await asking;
  expect(failures).toEqual([]);
  expect(by(answers, files.q4) + by(answers, files.f16)).toBe(answers.length);
  expect(await engine.loaded()).toEqual([files.f16.id]);
  expect(miner.status().challenges).toMatchObject({ refused: 0, failed: 0 });
  const turns = bench.events.flatMap((event) =>
    event.kind === "loaded" ? [event.loaded.id] : event.kind === "released" ? ["released"] : [],
  );
  // Elsewhere than on Linux a mapped file's pages are counted as taken by the system, and the fake's figure does not move.
  const inPlace = [files.q4.id, "released", files.f16.id];
  if (process.platform === "linux") expect(turns).toEqual(inPlace);
});

test("what challenges do not allow is refused, and a swap that fails leaves the old model serving", async () => {
  const { f16, q8, q4 } = files;
  // Enough for the smallest alone, and for no other.
  const { miner, engine } = await bench.mine({ allowed: [f16, q4], freeBytes: 4_300_000 });
  const run = { contextSize: 256, sequences: 4, cacheType: "f16" } as const;
  await expect(miner.swap({ model: q8.id })).rejects.toMatchObject({ code: "BAD_INPUT" });
  const shapes = [
    { ...run, cacheType: "q8_0" as const },
    { ...run, contextSize: 128 },
  ];
  for (const shape of shapes) {
    await expect(miner.swap({ model: f16.id, run: shape })).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  }
  await expect(miner.swap({ model: "unknown" })).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
  await expect(miner.swap({ model: f16.id })).rejects.toMatchObject({ code: "MODEL_TOO_LARGE" });
  expect(miner.swapping()).toBeUndefined();
  const { answers, failures } = await askAllTheTime(miner, (all) => all.length >= 3);
  expect(failures).toEqual([]);
  expect(by(answers, q4)).toBe(answers.length);
  expect(await engine.loaded()).toEqual([q4.id]);
  await miner.stop();
  await expect(miner.swap({ model: f16.id })).rejects.toMatchObject({ code: "NOT_READY" });
  expect(bench.users.of(q4.id)).toEqual([]);
});

test("a new model that kills the engine costs none of the requests: they are answered again by the old one", async () => {
  const { q4, q8 } = files;
  const { miner, engine } = await bench.mine({
    deadly: (_choice, load) => load.includes("q8_0.gguf"),
  });
  let enough = Number.POSITIVE_INFINITY;
  const asking = askAllTheTime(miner, (answers) => answers.length >= enough);
  await expect
    .poll(() => miner.status().challenges.answered, { timeout: 60_000 })
    .toBeGreaterThan(5);
  await expect(miner.swap({ model: q8.id })).rejects.toMatchObject({ code: "ENGINE_DOWN" });
  enough = miner.status().challenges.answered + 5;
  const { answers, failures } = await asking;
  expect(failures).toEqual([]);
  expect(by(answers, q4)).toBe(answers.length);
  expect(await engine.loaded()).toEqual([q4.id]);
  expect(engine.status().restarts).toBe(1);
  expect(miner.status()).toMatchObject({ model: q4.id, challenges: { refused: 0, failed: 0 } });
});

// defect: the Doctor's "open it again" started the miner without the shape that a swap had given its model
test("a miner that is started again serves the model and the shape of its last swap", async () => {
  const { miner, engine } = await bench.mine();
  const run = { contextSize: 320, sequences: 2, cacheType: "f16" } as const;
  await miner.swap({ model: files.q8.id, run });
  const before = miner.status();
  await engine.unload(files.q8.id);
  const load = vi.spyOn(engine, "load");
  await miner.restart();
  await expect.poll(() => engine.loaded(), { timeout: 60_000 }).toEqual([files.q8.id]);
  const { wallet, hotkey, netuid } = before;
  await expect
    .poll(() => miner.status(), { timeout: 60_000 })
    .toMatchObject({ wallet, hotkey, netuid, model: files.q8.id });
  expect(load.mock.calls.map(([file, options]) => [file.id, options])).toEqual([
    [files.q8.id, expect.objectContaining({ contextSize: 320, sequences: 2 })],
  ]);
  // A start of one's own has the subnet's shape again.
  await miner.stop();
  await miner.start({});
  await expect.poll(() => load.mock.calls.length, { timeout: 60_000 }).toBe(2);
  expect(load.mock.calls[1]?.[1]).not.toHaveProperty("contextSize");
  load.mockRestore();
  await miner.stop();
  await miner.start({ run: { ...run, contextSize: 8 } });
  await expect.poll(() => miner.status().error?.code, { timeout: 60_000 }).toBe("BAD_INPUT");
});
