import { expect, test } from "vitest";
import { HearthError } from "../../../../native/api/errors.ts";
import { createEngineCalls } from "../../../../native/engine/process/engine-calls.ts";
import type { EngineLife } from "../../../../native/engine/process/engine-life.ts";
import type { EngineClient } from "../../../../native/engine/process/engine-router.ts";
import { createPauseGate } from "../../../../native/engine/process/pause-gate.ts";
import type { EmbedRequest } from "../../../../native/engine/requests.ts";

/** Calls to an engine whose vector of a text is its number; `answer` may refuse a piece. */
function callsWith(answer: (request: EmbedRequest, piece: number) => void = () => {}) {
  const pieces: number[] = [];
  const client = {
    embed: async (request: EmbedRequest) => {
      pieces.push(request.texts.length);
      answer(request, pieces.length);
      return request.texts.map((text) => new Uint8Array(Float32Array.of(Number(text), 1).buffer));
    },
  } as unknown as EngineClient;
  const life: EngineLife = {
    ...{ client, choice: "any", backend: "cpu" },
    alive: () => true,
    kill: async () => {},
  };
  const calls = createEngineCalls({ gate: createPauseGate(), lifeWith: async () => life });
  return { calls, pieces };
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, n) => `${n}`);
const full = (): HearthError =>
  new HearthError("QUEUE_FULL", { waiting: 32, limit: 32, estimatedMillis: 1 });

// defect: more than 4,096 texts were bad input, and that many kept a person's one text waiting to their end
test("any number of texts becomes vectors in their order, a piece at a time", async () => {
  const { calls, pieces } = callsWith();
  const vectors = await calls.embed({ model: "m", texts: texts(10_000) });
  expect(vectors.map(([first]) => first)).toEqual(texts(10_000).map(Number));
  expect(Math.max(...pieces)).toBeLessThan(100);
  expect(pieces.reduce((sum, count) => sum + count, 0)).toBe(10_000);
});

test("no texts are still a question, so that a model that is not there is said", async () => {
  const { calls, pieces } = callsWith();
  expect(await calls.embed({ model: "m", texts: [] })).toEqual([]);
  expect(pieces).toEqual([0]);
});

test("a full queue refuses what begins, and what was taken on waits for a place", async () => {
  const refused = callsWith(() => {
    throw full();
  });
  await expect(refused.calls.embed({ model: "m", texts: texts(200) })).rejects.toMatchObject({
    code: "QUEUE_FULL",
  });
  expect(refused.pieces).toHaveLength(1);
  const late = callsWith((_request, piece) => {
    if (piece === 2 || piece === 3) throw full();
  });
  const vectors = await late.calls.embed({ model: "m", texts: texts(200) });
  expect(vectors.map(([first]) => first)).toEqual(texts(200).map(Number));
  const leaving = new AbortController();
  const stuck = callsWith((_request, piece) => {
    if (piece === 1) return;
    leaving.abort();
    throw full();
  });
  await expect(
    stuck.calls.embed({ model: "m", texts: texts(200) }, leaving.signal),
  ).rejects.toMatchObject({ code: "CANCELLED" });
  expect(stuck.pieces).toHaveLength(2);
});
