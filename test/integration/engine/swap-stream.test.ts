import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { toHearthError } from "../../../native/api/errors.ts";
import { startEngine } from "../../../native/engine/process/supervised-engine.ts";
import { serveModel } from "../../../native/engine/serve-model.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { deadlyLauncher } from "../../fakes/deadly-launcher.ts";
import { writeTinyEmbedding } from "../../fakes/tiny-embedding.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-swap-stream-"));
afterAll(() => rmSync(folder, { recursive: true }));
const never = new AbortController().signal;
const PATIENCE = { timeout: 60_000 };
const files = [1, 2, 3].map((seed) => writeTinyModel(folder, { name: `model-${seed}`, seed }));
const [old] = files as [(typeof files)[0]];
const shape = { contextSize: 256, sequences: 2 };
const messages = [{ role: "user" as const, content: "Tell me a story." }];

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      tokens: fc.integer({ min: 1, max: 40 }),
      leaves: fc.nat(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("swap" as const),
      file: fc.nat(2),
      context: fc.constantFrom(128, 256),
      leaves: fc.nat(4),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("breathe" as const),
      turns: fc.integer({ min: 1, max: 30 }),
    }),
  },
);

test("under a stream of requests models are exchanged in any order, and everybody who was let in is answered by one model", async () => {
  const engine = startEngine({ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 5 });
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const loaded = await engine.load(old, shape);
        const served = serveModel({ engine, options: shape, loaded });
        const count = { accepted: 0, answered: 0, left: 0, swaps: 0, refused: 0 };
        const going: Promise<void>[] = [];
        for (const one of steps) {
          if (one.kind === "breathe") {
            for (let turn = 0; turn < one.turns; turn++)
              await new Promise((resolve) => setImmediate(resolve));
            continue;
          }
          const leaving = new AbortController();
          const { signal } = one.leaves === 0 ? leaving : new AbortController();
          if (one.kind === "swap") {
            const file = files[one.file] ?? old;
            const swap = served.swap(file, { ...shape, contextSize: one.context }, signal);
            const told = swap.then(
              (came) => {
                expect(came.file.id).toBe(file.id);
                count.swaps += 1;
              },
              (error) => {
                expect(["NOT_READY", "CANCELLED"]).toContain(toHearthError(error).code);
                count.refused += 1;
              },
            );
            going.push(told);
          } else {
            count.accepted += 1;
            const work = served.use(async (model) => {
              const request = { model: model.id, messages, maxTokens: one.tokens, temperature: 0 };
              const answer = await engine.generate(request, signal);
              expect(answer.tokens.length).toBeLessThanOrEqual(one.tokens);
              return model.id;
            }, signal);
            const told = work.then(
              () => {
                count.answered += 1;
              },
              (error) => {
                // Only who left by himself is not answered.
                expect([toHearthError(error).code, one.leaves]).toEqual(["CANCELLED", 0]);
                count.left += 1;
              },
            );
            going.push(told);
          }
          setImmediate(() => leaving.abort());
        }
        await Promise.all(going);
        await served.settled();
        expect(count.answered + count.left).toBe(count.accepted);
        const current = served.current().id;
        expect(await engine.loaded()).toEqual([current]);
        expect(engine.held().map((one) => one.loaded.id)).toEqual([current]);
        expect([served.swapping(), served.missing()]).toEqual([undefined, undefined]);
        // Who left is gone here before the engine has heard of it.
        await expect
          .poll(() => engine.figures(), PATIENCE)
          .toMatchObject([{ active: 0, waiting: 0 }]);
        served.close();
        await engine.unload(current);
      }),
      { numRuns: 12, endOnFailure: true, interruptAfterTimeLimit: 120_000 },
    );
    expect(engine.status().restarts).toBe(0);
  } finally {
    await engine.close();
  }
}, 240_000);

test("as many as a miner lets in wait for a swap, none is refused, and each keeps its turn", async () => {
  const engine = startEngine({ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 5 });
  const loaded = await engine.load(old, shape);
  const served = serveModel({ engine, options: shape, loaded });
  const order: number[] = [];
  const begun = Promise.withResolvers<void>();
  const first = served.use(() => begun.promise, never);
  const swap = served.swap(old, { ...shape, contextSize: 128 }, never);
  await expect.poll(() => served.swapping(), PATIENCE).toBeDefined();
  const waiting = Array.from({ length: 32 }, async (_, number) => {
    const { id: model, contextSize } = await served.use(async (now) => {
      await engine.generate({
        model: now.id,
        messages,
        maxTokens: 2,
        temperature: 0,
        requester: "one",
      });
      return now;
    }, never);
    order.push(number);
    return `${model} ${contextSize}`;
  });
  begun.resolve();
  await first;
  await swap;
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(["model-1 128"]));
  // Two sequences at once: nobody is overtaken by more than the one beside him.
  for (const [place, number] of order.entries()) expect(Math.abs(place - number)).toBeLessThan(3);
  served.close();
  await engine.close();
});

test.each([
  ["gone", "MODEL_NOT_FOUND", () => {}],
  // defect: what the system did not give at that moment was told as damaged
  ["not given by the system", "NOT_READY", (path: string) => symlinkSync(path, path)],
])(
  "a model whose file is %s at the end of a pause is told as lost, and keeps no other out",
  async (_what, code, leave) => {
    const lost: string[] = [];
    const engine = startEngine({
      ...{ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 5 },
      onEvent: (event) => {
        if (event.kind === "lost") lost.push(`${event.id} ${event.error.code}`);
      },
    });
    const gone = writeTinyModel(folder, { name: "gone", seed: 9 });
    await engine.load(old, shape);
    await engine.load(gone, shape);
    await Promise.all([
      engine.suspend({ graceMillis: 0, reason: "one" }),
      engine.suspend({ graceMillis: 0, reason: "two" }),
    ]);
    rmSync(gone.path);
    leave(gone.path);
    await engine.resume();
    expect(lost).toEqual([`gone ${code}`]);
    expect(engine.held().map((one) => one.loaded.id)).toEqual([old.id]);
    const request = { messages, maxTokens: 2, temperature: 0 };
    expect((await engine.generate({ ...request, model: old.id })).tokens).toHaveLength(2);
    await expect(engine.generate({ ...request, model: "gone" })).rejects.toMatchObject({
      code: "MODEL_NOT_FOUND",
    });
    // It is wanted still: what was put back is there after the next pause.
    rmSync(gone.path, { force: true });
    writeTinyModel(folder, { name: "gone", seed: 9 });
    await engine.suspend({ graceMillis: 0 });
    await engine.resume();
    expect([...(await engine.loaded())].sort()).toEqual(["gone", old.id]);
    await engine.close();
  },
);

test("vectors beside a chat: who comes second where memory is short is refused, and after a crash with less the chat serves on", async () => {
  const free = join(folder, "free");
  const lost: string[] = [];
  writeFileSync(free, `${2 ** 30}`);
  const entry = new URL("../../fakes/small-memory-engine.ts", import.meta.url);
  const launcher = deadlyLauncher({
    deadly: () => false,
    entry,
    layers: {},
    env: { FREE_FILE: free },
  });
  const engine = startEngine({
    ...{ launcher, onChange: () => {}, firstDelay: 5 },
    onEvent: (event) => {
      if (event.kind === "lost") lost.push(`${event.id} ${event.error.code}`);
    },
  });
  const vectors = writeTinyEmbedding(folder);
  const chat = await engine.load(old, shape);
  writeFileSync(free, "1000");
  await expect(engine.load(vectors)).rejects.toMatchObject({
    ...{ code: "MODEL_TOO_LARGE", detail: { beside: old.id, held: chat.bytes } },
  });
  const request = { model: old.id, messages, maxTokens: 60, temperature: 0 };
  const embed = () => engine.embed({ model: vectors.id, texts: ["a cat", "a dog"] });
  writeFileSync(free, `${2 ** 30}`);
  await engine.load(vectors);
  const alone = await embed();
  const both = await Promise.all([
    engine.generate(request),
    embed(),
    embed(),
    engine.generate(request),
  ]);
  expect([both[1], both[2]]).toEqual([alone, alone]);
  expect(both[0].tokens).toEqual(both[3].tokens);
  // Room for the one that was there first alone.
  writeFileSync(free, `${chat.estimated.ram}`);
  const { pid } = engine.status();
  if (pid === undefined) throw new Error("no process");
  process.kill(pid, "SIGKILL");
  await expect
    .poll(() => engine.status(), PATIENCE)
    .toMatchObject({ state: "running", restarts: 1 });
  await expect.poll(() => lost.length + engine.held().length, PATIENCE).toBe(2);
  const answers = await Promise.allSettled([engine.generate(request), embed()]);
  // The smaller one may fit beside it: what is held answers, and what is not is told as lost.
  expect(answers[0]).toMatchObject({ status: "fulfilled" });
  expect(answers[1].status === "fulfilled").toBe(lost.length === 0);
  await engine.close();
});

test("who leaves a stream before its first token leaves at once, in the queue and while the engine stands still", async () => {
  const engine = startEngine({ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 5 });
  await engine.load(old, { ...shape, sequences: 1 });
  engine.setPace(0);
  const request = { model: old.id, messages, maxTokens: 4, temperature: 0 };
  const told: number[] = [];
  const leaving = new AbortController();
  const left = [0, 1, 2].map(() =>
    engine.generate(request, leaving.signal, (token) => told.push(token)),
  );
  await expect.poll(() => engine.figures(), PATIENCE).toMatchObject([{ active: 1, waiting: 2 }]);
  leaving.abort();
  for (const one of left) await expect(one).rejects.toMatchObject({ code: "CANCELLED" });
  await expect.poll(() => engine.figures(), PATIENCE).toMatchObject([{ active: 0, waiting: 0 }]);
  expect(told).toEqual([]);
  engine.setPace(1);
  expect((await engine.generate(request)).tokens.length).toBeGreaterThan(0);
  await engine.close();
});
