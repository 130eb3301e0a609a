import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HearthError, isErrorCode } from "../../../native/api/errors.ts";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import type { EngineEvent } from "../../../native/engine/process/engine-event.ts";
import {
  type EngineService,
  startEngine,
} from "../../../native/engine/process/supervised-engine.ts";
import { serveModel } from "../../../native/engine/serve-model.ts";
import type { ServedModel } from "../../../native/engine/served-model.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import { writeTinyModel } from "../../fakes/tiny-gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-kills-"));
const shape = { contextSize: 256, sequences: 2 };
const PATIENCE = { timeout: 60_000 };
const never = new AbortController().signal;
const messages = [{ role: "user" as const, content: "Tell me a story." }];
const wish = { messages, maxTokens: 8, temperature: 0 };
let first: ModelFile;
let second: ModelFile;

beforeAll(() => {
  first = writeTinyModel(folder, { name: "first" });
  second = writeTinyModel(folder, { name: "second", seed: 2 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** An engine with the first model, which is killed with the given signal number 9 as often as a test likes. */
async function started() {
  const events: EngineEvent[] = [];
  const engine = startEngine({
    ...{ launcher: nodeLauncher(), onChange: () => {}, firstDelay: 5 },
    onEvent: (event) => events.push(event),
  });
  await engine.load(first, shape);
  return { engine, events };
}

function kill(engine: EngineService): void {
  const { pid } = engine.status();
  if (pid === undefined) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was gone already.
  }
}

/** What a call came to: "done", or the code of its failure, which must be one of the house's. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "done";
  } catch (error) {
    if (!(error instanceof HearthError) || !isErrorCode(error.code)) throw error;
    return error.code;
  }
}

/** The process may end under a call that came a moment before; those that come later wait for the next one. */
async function answersAgain(engine: EngineService): Promise<void> {
  const asked = () => outcome(engine.generate({ ...wish, model: "first" }));
  await expect.poll(asked, PATIENCE).toBe("done");
}

/** What is told to be held is what the engine holds, and it answers. */
async function whole(engine: EngineService, models: readonly ModelFile[]): Promise<void> {
  for (const { id: model } of models) {
    expect((await engine.generate({ ...wish, model })).tokens.length).toBeGreaterThan(0);
  }
  const names = models.map(({ id }) => id).sort();
  expect([...(await engine.loaded())].sort()).toEqual(names);
  expect(
    engine
      .held()
      .map(({ loaded }) => loaded.id)
      .sort(),
  ).toEqual(names);
  expect(
    engine
      .wanted()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(names);
}

/** Milliseconds after the call in which the process is killed: in its first message, in the middle, and near the end. */
describe.each([0, 15])("an engine that is killed %i ms into", (after) => {
  test("a load has all of what was there, and the load is told", async () => {
    const { engine } = await started();
    const load = outcome(engine.load(second, shape));
    await delay(after);
    kill(engine);
    const told = await load;
    expect(["done", "ENGINE_DOWN"]).toContain(told);
    await answersAgain(engine);
    if (told === "done") await expect.poll(() => engine.loaded(), PATIENCE).toHaveLength(2);
    await whole(engine, told === "done" ? [first, second] : [first]);
    await engine.close();
  });

  // defect: an unload that the process died with was told as failed, and a swap gave up for that
  test("an unload has let go: it is not told as a failure, and nothing comes back", async () => {
    const { engine } = await started();
    await engine.load(second, shape);
    const unload = outcome(engine.unload("second"));
    await delay(after);
    kill(engine);
    expect(await unload).toBe("done");
    await answersAgain(engine);
    await whole(engine, [first]);
    await engine.close();
  });

  test.each([0, 60_000])(
    "a pause with a grace of %i is paused, and comes back with its end",
    async (graceMillis) => {
      const { engine } = await started();
      const answer = outcome(engine.generate({ ...wish, model: "first", maxTokens: 200 }));
      const pauses = [
        engine.suspend({ graceMillis, reason: "first" }),
        engine.suspend({ graceMillis, reason: "second" }),
      ];
      await delay(after);
      kill(engine);
      await Promise.all(pauses);
      expect(["done", "PAUSED", "ENGINE_DOWN"]).toContain(await answer);
      await expect(engine.generate({ ...wish, model: "first" })).rejects.toMatchObject({
        ...{ code: "PAUSED", detail: { reason: "second" } },
      });
      expect(engine.held()).toEqual([]);
      const resumed = outcome(engine.resume());
      await delay(after);
      kill(engine);
      // Who is let in again waits for what is on its way.
      expect(["done", "ENGINE_DOWN"]).toContain(await resumed);
      expect(engine.suspended()).toBeUndefined();
      await answersAgain(engine);
      await whole(engine, [first]);
      await engine.close();
    },
  );

  test.each([
    ["beside the old model", second, {}],
    ["in place of it", undefined, { contextSize: 128 }],
  ])("a swap %s answers everybody who was let in", async (_how, file, options) => {
    const { engine, events } = await started();
    const served: ServedModel = serveModel({
      ...{ engine, options: shape },
      loaded: await engine.load(first, shape),
    });
    let told = 0;
    const follow = (): void => {
      for (; told < events.length; told++) {
        const event = events[told];
        if (event?.kind === "lost") served.lost(event.id, event.error);
        if (event?.kind === "loaded") served.reloaded(event.loaded);
      }
    };
    const following = setInterval(follow, 1);
    const answers = new Map<string, number>();
    const asked = Array.from({ length: 12 }, async () => {
      const name = await outcome(
        served.use(({ id: model }) => engine.generate({ ...wish, model }), never),
      );
      answers.set(name, (answers.get(name) ?? 0) + 1);
    });
    const swap = outcome(served.swap(file ?? first, { ...shape, ...options }, never));
    await delay(after);
    kill(engine);
    const swapped = await swap;
    await Promise.all(asked);
    // A failure is told to whom the process was killed under before the swap began its part, and to nobody else.
    expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBe(12);
    expect([...answers.keys()].filter((name) => name !== "done")).toEqual([]);
    const serving = served.current().file;
    if (swapped === "done" && file !== undefined) expect(serving.id).toBe(file.id);
    await expect
      .poll(
        () => outcome(served.use(({ id: model }) => engine.generate({ ...wish, model }), never)),
        PATIENCE,
      )
      .toBe("done");
    clearInterval(following);
    served.close();
    await engine.close();
  });
});
